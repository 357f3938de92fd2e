// SPDX-License-Identifier: Apache-2.0
import {
  DATA_SECTION,
  encodeCustomSection,
  joinSections,
} from '../../src/wasm/wasm-sections.js';

/** A module that is nothing but these passive data segments. */
export function moduleWithData(...segments: readonly string[]): Uint8Array {
  const encoded = segments.map((text) => Buffer.from(text, 'latin1'));
  const content = Buffer.concat([
    Buffer.of(segments.length),
    ...encoded.flatMap((bytes) => [Buffer.of(1, bytes.length), bytes]),
  ]);
  return joinSections([section(DATA_SECTION, content)]);
}

/** A module with custom sections alone. */
export function moduleWithSections(
  ...sections: readonly (readonly [string, string])[]
): Uint8Array {
  return joinSections(
    sections.map(([name, content]) =>
      encodeCustomSection(name, Buffer.from(content)),
    ),
  );
}

/** A section of fewer than 128 bytes. */
export function section(id: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.of(id, content.length), content]);
}

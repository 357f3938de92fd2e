// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  encodeMetadata,
  METADATA_SECTION,
  readModuleMetadata,
  writeModuleMetadata,
} from '../../src/metadata/custom-section.js';
import { decodeMetadata } from '../../src/metadata/read-metadata.js';
import { readSections } from '../../src/wasm/wasm-sections.js';
import { moduleWithSections } from '../support/wasm-builder.js';

const SAMPLE: unknown = JSON.parse(
  readFileSync(
    new URL('../../../tests/fixtures/metadata-section.json', import.meta.url),
    'utf8',
  ),
);
const METADATA = decodeMetadata(SAMPLE);

describe('metadata custom section', () => {
  it('has the keys and order of the one that kwctl writes', () => {
    assert.equal(encodeMetadata(METADATA), JSON.stringify(SAMPLE));
  });

  it('is appended, and the other bytes stay as they are', () => {
    const module = moduleWithSections(['name', 'x'], ['producers', 'y']);
    const annotated = writeModuleMetadata(module, METADATA);
    assert.deepEqual(annotated.subarray(0, module.length), module);
    assert.deepEqual(readModuleMetadata(annotated), METADATA);
  });

  it('replaces earlier sections, so that none is stale', () => {
    const module = moduleWithSections(
      [METADATA_SECTION, '{"stale":1}'],
      ['name', 'x'],
      [METADATA_SECTION, '{"stale":2}'],
    );
    const annotated = writeModuleMetadata(module, METADATA);
    assert.equal(readSections(annotated).length, 2);
    assert.deepEqual(readModuleMetadata(annotated), METADATA);
    assert.deepEqual(writeModuleMetadata(annotated, METADATA), annotated);
  });

  it('is undefined in a module without it', () => {
    assert.equal(
      readModuleMetadata(moduleWithSections(['name', 'x'])),
      undefined,
    );
  });

  it('counts first when there are several', () => {
    const first = encodeMetadata({ ...METADATA, mutating: true });
    const second = encodeMetadata({ ...METADATA, mutating: false });
    const module = moduleWithSections(
      [METADATA_SECTION, first],
      [METADATA_SECTION, second],
    );
    assert.equal(readModuleMetadata(module)?.mutating, true);
  });

  for (const [name, content, message] of [
    ['not JSON', '{', /^Error unmarshalling metadata /],
    ['a list', '[]', /invalid type: sequence, expected a map$/],
    [
      'with a field given twice',
      '{"rules":[],"mutating":true,"mutating":false}',
      /^Error unmarshalling metadata duplicate field `mutating`$/,
    ],
    [
      'with no list of context-aware resources',
      '{"rules":[],"mutating":true,"contextAwareResources":null}',
      /^Error unmarshalling metadata contextAwareResources: invalid type: unit value, expected a sequence$/,
    ],
    [
      'without rules',
      '{}',
      /^Error unmarshalling metadata missing field `rules`$/,
    ],
  ] as const) {
    it(`is refused when it is ${name}`, () => {
      assert.throws(
        () =>
          readModuleMetadata(moduleWithSections([METADATA_SECTION, content])),
        { code: 'METADATA', message },
      );
    });
  }

  for (const [name, bytes, detail] of [
    ['empty', [], 'magic header not detected'],
    ['another format', [0x7f, 0x45, 0x4c, 0x46], 'magic header not detected'],
    [
      'cut in a section',
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 9, 1],
      'unexpected end-of-file',
    ],
    [
      'cut in a size',
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 0x80],
      'unexpected end-of-file',
    ],
    [
      'of an impossible size',
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x7f],
      'number out of range',
    ],
  ] as const) {
    it(`refuses a module that is ${name}`, () => {
      assert.throws(() => readModuleMetadata(Uint8Array.from(bytes)), {
        code: 'METADATA',
        message: `Error parsing wasm module: ${detail}`,
      });
    });
  }
});

// SPDX-License-Identifier: Apache-2.0
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LITERAL =
  /\b(?:ascii|fill|literal)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

/** Each text in the sources below the folders once. */
export function textsBelow(folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const texts = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(LITERAL)].map(
      ([, single, double]) => single ?? double,
    ),
  );
  return new Set(texts);
}

/** @throws when the texts are not those that are known, each of them */
export function requireSame(texts, known) {
  const without = [...texts].filter((text) => !known.includes(text));
  const unknown = known.filter((text) => !texts.has(text));
  if (without.length > 0)
    throw new Error(`no entry for: ${JSON.stringify(without)}`);
  if (unknown.length > 0)
    throw new Error(`entries without a text: ${JSON.stringify(unknown)}`);
}

// SPDX-License-Identifier: Apache-2.0

import type { Random } from './generate/random.js';

const SNIPPETS = [
  '"',
  '\\',
  '\\u0061',
  '\\ud800',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  '-',
  '1e400',
  '""',
  '{}',
  '[]',
  ' ',
  '\n',
  '\u0000',
  '\ufeff',
  '*',
  '?',
  '/',
  '@',
  '@sha256:',
  'é',
  'image',
  '"image":"evil.io/x",',
  '"containers":[],',
  '"keyless":[],',
  '"spec":{},',
];

/** The text with one to four small accidents, never the same text. */
export function mutateText(text: string, random: Random): string {
  let mutated = text;
  for (let count = random.below(4) + 1; count > 0; count--) {
    mutated = mutateOnce(mutated, random);
  }
  // Half a character cannot be sent as UTF-8.
  const sent = Buffer.from(mutated).toString();
  return sent === text ? `${text}}` : sent;
}

function mutateOnce(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const other = random.below(text.length + 1);
  const [from, to] = at < other ? [at, other] : [other, at];
  const near = Math.min(text.length, at + random.below(8));
  switch (random.below(7)) {
    case 0: // insert
      return text.slice(0, at) + random.pick(SNIPPETS) + text.slice(at);
    case 1: // delete a little
      return text.slice(0, at) + text.slice(near);
    case 2: // replace a little
      return text.slice(0, at) + random.pick(SNIPPETS) + text.slice(near);
    case 3: // copy a part to another place
      return text.slice(0, from) + text.slice(at, near) + text.slice(from);
    case 4: // cut out a part
      return text.slice(0, from) + text.slice(to);
    case 5: // change one character
      return (
        text.slice(0, at) +
        String.fromCharCode(32 + random.below(95)) +
        text.slice(at + 1)
      );
    default: // cut off
      return text.slice(0, at);
  }
}

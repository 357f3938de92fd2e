// SPDX-License-Identifier: Apache-2.0
// docs/messages.md: the codes of rejections and what is said under each, and
// the errors of settings, read from the policy's sources, with what to do. A
// code or a text without advice is an error, and so is advice for none.
import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { ADVICE } from '../messages/advice.mjs';
import { PARTS, SETTINGS_ERRORS } from '../messages/settings-errors.mjs';
import { requireSame, textsBelow } from '../messages/source-texts.mjs';

/** What a test had the policy say: tests/integration/documents/messages.test.ts. */
const EXAMPLES = JSON.parse(
  readFileSync('scripts/messages/examples.json', 'utf8'),
);
/** What it said of settings, by the beginning of the error. */
const SETTINGS_EXAMPLES = JSON.parse(
  readFileSync('scripts/messages/settings-examples.json', 'utf8'),
);
const SETTINGS_FOLDERS = [
  'assembly/settings',
  'assembly/match',
  'assembly/x509',
];

/** The names in the only list of names of a source, in order. */
function namesIn(file) {
  const source = readFileSync(`assembly/${file}`, 'utf8');
  const [list = ''] =
    /(?<=nameList\(\s*(['"])).*?(?=\1,?\s*\))/.exec(source) ?? [];
  return list.split('|');
}

/** A sentence with words for what stands in it. */
function readable(sentence) {
  return sentence
    .replace(/^:/, 'cannot be verified: ')
    .replaceAll('%1', 'SIGNERS')
    .replaceAll('%2', 'DETAIL')
    .replaceAll('{', '[')
    .replaceAll('}', ']');
}

function section(code, sentence) {
  const { cause, developer, operator } = ADVICE[code];
  const said =
    sentence === '%2' ? '' : `> IMAGE (PLACE) ${readable(sentence)}\n\n`;
  return (
    `### ${code}\n\n${said}${cause}\n\n    ${EXAMPLES[code]}\n\n` +
    `- Developer: ${developer}\n- Operator: ${operator}\n\n`
  );
}

function settingsErrors() {
  const known = Object.keys(SETTINGS_ERRORS);
  const texts = textsBelow(SETTINGS_FOLDERS);
  for (const text of namesIn('x509/problem.ts')) texts.add(text);
  requireSame(texts, [...known, ...PARTS]);
  requireSame(new Set(known), Object.keys(SETTINGS_EXAMPLES));
  return Object.entries(SETTINGS_ERRORS)
    .map(([start, entry]) => {
      const { says, text } = Array.isArray(entry)
        ? { says: start, text: entry }
        : entry;
      const [cause, write] = text;
      return (
        `- \`${says}\`\\\n  ${cause} Write ${write}\\\n` +
        `  Example: \`${SETTINGS_EXAMPLES[start]}\`\n`
      );
    })
    .join('');
}

export default async function messages() {
  const codes = namesIn('rejections/code.ts');
  const sentences = namesIn('rejections/sentence.ts');
  if (codes.length !== sentences.length) {
    throw new Error('each code needs a sentence');
  }
  for (const entries of [ADVICE, EXAMPLES])
    requireSame(new Set(codes), Object.keys(entries));
  const text = `# Messages

Written by \`scripts/generators/messages.mjs\` from the policy's sources.

A rejection has one sentence an image, of at most 200 bytes beside the image's
own name, and ends in a code:

    Resource shop is not accepted: registry.example.org/project-safety/search:v1.2.0 (containers[0]) is not signed by Bob <bob@example.org> (signatures[0].certificates[1]) [not-signed-by]

Behind the image stands where it is in the pod spec, and before the code the
setting that wants it otherwise; \`1 of 2\` there says how many of the needed
signers signed. Ten images are told, the others counted; images of which the same
is said stand together. The codes are a closed list and stay. What the host said
is in the log, with image, rule and code, and the audit annotation
\`rejected-images\` has images and codes.

SIGNERS are certificates by common name and subject alternative name, keys by the
beginning of the SHA-256 of their DER, and identities by subject and issuer. What
is in brackets is said when it is known. Who signed instead is what a certificate
in the registry says: the host did not verify it.

[host-texts.md](host-texts.md) has the words of real hosts and their codes,
[messages-before-and-after.md](messages-before-and-after.md) the rejections of
really signed images, the longest messages and what they cost.

## Codes

${codes.map((code, i) => section(code, sentences[i])).join('')}
## Settings errors

Each begins with the path of the value, such as \`signatures[0].pubKeys[1]\`;
several are joined by \`; \`, the first hundred. Hosts refuse settings with an error
when they load them; where nobody asked, what cannot be used for an image rejects
it as \`settings-invalid\`. Operators write what is told; developers show it to them.

${settingsErrors()}`;
  return {
    'packages/policy-host/src/report/message-codes.ts': await format(
      `// SPDX-License-Identifier: Apache-2.0
// Written by scripts/generators/messages.mjs.

/** The codes of verify-image-signatures. @see docs/messages.md */
export const MESSAGE_CODES: ReadonlySet<string> = new Set(${JSON.stringify(codes)});
`,
      { parser: 'typescript', singleQuote: true },
    ),
    'docs/messages.md': await format(text, {
      parser: 'markdown',
      proseWrap: 'preserve',
    }),
  };
}

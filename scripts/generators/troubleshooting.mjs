// SPDX-License-Identifier: Apache-2.0
// The table of codes in the last chapter of the guide. A code without a first
// look is an error, and so is a first look of no code.
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { ADVICE } from '../messages/advice.mjs';
import { FIRST_LOOK } from '../messages/first-look.mjs';
import { requireSame } from '../messages/source-texts.mjs';

const PAGE = 'docs/guide/15-troubleshooting.md';
const TABLE = /(?<=<!-- codes: begin -->\n)[\s\S]*(?=<!-- codes: end -->)/;

export default async function troubleshooting() {
  // messages.mjs holds the advice to the codes of the policy.
  requireSame(new Set(Object.keys(ADVICE)), Object.keys(FIRST_LOOK));
  const rows = Object.entries(FIRST_LOOK).map(
    ([code, look]) => `| [\`${code}\`](../messages.md#${code}) | ${look} |`,
  );
  const table = ['| code | first look at |', '| --- | --- |', ...rows];
  const page = readFileSync(PAGE, 'utf8').replace(
    TABLE,
    () => `\n${table.join('\n')}\n\n`,
  );
  const options = await resolveConfig(PAGE);
  return { [PAGE]: await format(page, { ...options, parser: 'markdown' }) };
}

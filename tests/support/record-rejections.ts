// SPDX-License-Identifier: Apache-2.0

/**
 * Writes what another build of the policy says of the rejected requests:
 * `POLICY_WASM=FILE node build/ts/tests/support/record-rejections.js`, the file
 * relative to the project.
 */
import { writeProjectJson } from './project.js';
import { runCases } from './rejections/run-cases.js';

const said = Object.fromEntries(
  Object.entries(await runCases()).map(([name, { accepted, message }]) => [
    name,
    accepted ? 'accepted' : message,
  ]),
);
writeProjectJson('tests/fixtures/messages/rejections-before.json', said);

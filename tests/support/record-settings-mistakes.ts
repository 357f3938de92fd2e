// SPDX-License-Identifier: Apache-2.0

/**
 * Writes what another build of the policy says of the mistakes in settings:
 * `POLICY_WASM=FILE node build/ts/tests/support/record-settings-mistakes.js`,
 * the file relative to the project.
 */
import { writeFileSync } from 'node:fs';
import { validateSettings } from './policy.js';
import { projectPath } from './project.js';
import { SETTINGS_MISTAKES } from './settings-mistakes.js';

const said = Object.fromEntries(
  Object.entries(SETTINGS_MISTAKES).map(([name, settings]) => {
    const { valid, message } = validateSettings(settings);
    return [name, valid ? 'accepted' : message];
  }),
);
writeFileSync(
  projectPath('tests/fixtures/messages/settings-mistakes-before.json'),
  `${JSON.stringify(said, null, 2)}\n`,
);

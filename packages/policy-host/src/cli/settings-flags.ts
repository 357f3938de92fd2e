// SPDX-License-Identifier: Apache-2.0
import { stringify } from '../json/stringify.js';
import { equal } from '../json/value.js';
import type { JsonObject } from '../json/value.js';
import { readJsonSettings, readSettings } from '../request/read-settings.js';
import type { ReadScalar } from '../request/serde-yaml.js';
import { readInput } from './files.js';
import type { EvaluationFlags } from './run-options.js';

/**
 * The settings of a policy that no resource gives any. A settings file wins
 * over settings on the command line.
 *
 * @param warn gets a line for each value that a cluster reads differently
 * @throws PolicyHostError ARGUMENT, SETTINGS
 */
export async function commandLineSettings(
  { settingsPath, settingsJson }: EvaluationFlags,
  warn: (text: string) => void,
): Promise<JsonObject> {
  if (settingsPath === undefined) {
    return settingsJson === undefined
      ? new Map()
      : readJsonSettings(settingsJson);
  }
  const bytes = await readInput(settingsPath, 'Error reading settings file');
  const scalars: ReadScalar[] = [];
  const settings = await readSettings(bytes, {
    subject: settingsPath,
    onScalar: (scalar) => scalars.push(scalar),
  });
  if (scalars.length > 0) await warnOfScalars(scalars, settingsPath, warn);
  return settings;
}

async function warnOfScalars(
  scalars: readonly ReadScalar[],
  path: string,
  warn: (text: string) => void,
): Promise<void> {
  const { readPlainScalar } = await import('../manifests/yaml-scalars.js');
  for (const { line, text, value } of scalars) {
    const other = readPlainScalar(text).value;
    if (equal(value, other)) continue;
    const cluster =
      other === undefined ? 'as no value of JSON' : `as ${stringify(other)}`;
    warn(
      `${path}:${line}: kwctl reads ${text} as ${stringify(value)}, a cluster ${cluster}: quote it`,
    );
  }
}

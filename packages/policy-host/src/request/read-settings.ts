// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { JsonSyntaxError, parseJson } from '../json/parse.js';
import { fromPlain } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { JsonInput } from './read-request.js';

/**
 * Settings as a JSON object. Text may be JSON or YAML; absent, null and empty
 * settings are `{}`.
 *
 * @throws PolicyHostError SETTINGS when they are no object or no YAML
 */
export async function readSettings(
  input: JsonInput | null | undefined,
): Promise<JsonObject> {
  return settingsObject(await readValue(input));
}

/** As `readSettings`, for a value that is decoded already. */
export function settingsObject(value: JsonValue): JsonObject {
  if (value === null) return new Map();
  if (isObject(value)) return value;
  throw new PolicyHostError(
    'SETTINGS',
    'Invalid settings in CRD, not an object',
  );
}

async function readValue(
  input: JsonInput | null | undefined,
): Promise<JsonValue> {
  if (input === null || input === undefined) return null;
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
    return fromPlainSettings(input);
  }
  try {
    // JSON is YAML, but this way costs no YAML reader at start.
    return parseJson(input);
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause;
  }
  const { parseYaml } = await import('./yaml-document.js');
  const [first] = parseYaml(input, 'settings');
  return first ?? null;
}

function fromPlainSettings(input: object): JsonValue {
  try {
    return fromPlain(input);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError('SETTINGS', `cannot read settings: ${text}`);
  }
}

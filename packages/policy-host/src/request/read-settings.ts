// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { JsonSyntaxError, parseJson } from '../json/parse.js';
import { fromPlain } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { JsonInput } from './read-request.js';
import type { ReadScalar } from './serde-yaml.js';

/** What a settings file has beside its text. */
export interface SettingsSource {
  /** For errors: `settings` by default. */
  readonly subject?: string;
  /** Gets the plain scalars of a YAML. */
  readonly onScalar?: (scalar: ReadScalar) => void;
}

/**
 * Settings as a JSON object. Text may be JSON, or YAML as kwctl reads it;
 * absent, null and empty settings are `{}`.
 *
 * @throws PolicyHostError SETTINGS when they are no object, ARGUMENT when they
 *   are no YAML
 */
export async function readSettings(
  input: JsonInput | null | undefined,
  source: SettingsSource = {},
): Promise<JsonObject> {
  return settingsObject(await readValue(input, source));
}

/**
 * Settings that are JSON and nothing else, as on a command line.
 *
 * @throws PolicyHostError ARGUMENT with kwctl's text
 */
export function readJsonSettings(text: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause;
    const message = `Cannot parse settings JSON: ${cause.message}`;
    throw new PolicyHostError('ARGUMENT', message, cause);
  }
  return settingsObject(value);
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

/** Integers that YAML may refuse where JSON makes floats of them. */
const LONG_INTEGER = /[0-9]{19}/;

async function readValue(
  input: JsonInput | null | undefined,
  { subject = 'settings', onScalar = () => undefined }: SettingsSource,
): Promise<JsonValue> {
  if (input === null || input === undefined) return null;
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
    return fromPlainSettings(input);
  }
  try {
    const text =
      typeof input === 'string'
        ? input
        : new TextDecoder('utf-8', { fatal: true }).decode(input);
    // JSON is YAML, but this way costs no YAML reader at start.
    const value = LONG_INTEGER.test(text) ? undefined : asJson(text);
    if (value !== undefined) return value;
    const { readSerdeYaml } = await import('./serde-yaml.js');
    return readSerdeYaml(text, onScalar);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `cannot parse ${subject}: ${reason}`;
    throw new PolicyHostError('ARGUMENT', message, cause);
  }
}

function asJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (cause) {
    if (cause instanceof JsonSyntaxError) return undefined;
    throw cause;
  }
}

function fromPlainSettings(input: object): JsonValue {
  try {
    return fromPlain(input);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError('SETTINGS', `cannot read settings: ${text}`);
  }
}

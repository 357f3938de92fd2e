// SPDX-License-Identifier: Apache-2.0
import { parseAllDocuments } from 'yaml';
import { PolicyHostError } from '../errors.js';
import { fromPlain } from '../json/stringify.js';
import type { JsonValue } from '../json/value.js';

/** More aliases than any honest file has; stops "billion laughs" files. */
const MAX_ALIASES = 100;

/**
 * The documents of a YAML 1.2 text as JSON values, integers exact.
 *
 * @param input UTF-8 bytes or text
 * @param subject what is read, for the error text
 * @throws PolicyHostError ARGUMENT with the first problem and its position
 */
export function parseYaml(
  input: Uint8Array | string,
  subject: string,
): JsonValue[] {
  try {
    const text =
      typeof input === 'string'
        ? input
        : new TextDecoder('utf-8', { fatal: true }).decode(input);
    const documents = parseAllDocuments(text, { intAsBigInt: true });
    return (Array.isArray(documents) ? documents : []).map((document) => {
      const [problem] = document.errors;
      if (problem !== undefined) throw problem;
      return fromPlain(
        document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES }) ?? null,
      );
    });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'ARGUMENT',
      `cannot parse ${subject}: ${text.split('\n')[0] ?? text}`,
      cause,
    );
  }
}

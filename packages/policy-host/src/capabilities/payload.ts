// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { JsonSyntaxError, parseJson } from '../json/parse.js';
import { asString, asUnsigned, asList } from '../json/serde.js';
import type { JsonValue } from '../json/value.js';

/**
 * The JSON of a host call.
 *
 * @throws PolicyHostError CAPABILITY with the bare text the guest sees
 */
export function parsePayload(payload: Uint8Array): JsonValue {
  try {
    return parseJson(payload);
  } catch (cause) {
    const text =
      cause instanceof JsonSyntaxError
        ? cause.message
        : 'recursion limit exceeded';
    throw new PolicyHostError('CAPABILITY', text, cause);
  }
}

/** A payload that is one JSON string. */
export function stringPayload(payload: Uint8Array): string {
  return asString(parsePayload(payload), 'CAPABILITY');
}

/** A list of numbers from 0 to 255, as Rust writes byte strings. */
export function bytesOf(value: JsonValue): Uint8Array {
  return Uint8Array.from(
    asList(value, 'CAPABILITY').map((item) =>
      asUnsigned(item, 8, 'CAPABILITY'),
    ),
  );
}

/** serde's complaint about an unknown name where only some are known. */
export function unknownVariant(
  found: string,
  known: readonly string[],
): PolicyHostError {
  const quoted = known.map((name) => `\`${name}\``);
  const expected =
    quoted.length === 2 ? quoted.join(' or ') : `one of ${quoted.join(', ')}`;
  return new PolicyHostError(
    'CAPABILITY',
    `unknown variant \`${found}\`, expected ${expected}`,
  );
}

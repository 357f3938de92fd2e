// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { Fields } from '../json/serde.js';
import { fromPlain } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { Exchange } from './exchange.js';
import type { SessionRequest } from './session-request.js';
import { readSessionStyle } from './session-style.js';
import { toYaml } from './yaml-text.js';

/**
 * Reads a session file.
 *
 * @throws PolicyHostError REPLAY when it is no YAML or has another shape
 */
export async function readSession(text: string): Promise<Exchange[]> {
  const fast = readSessionStyle(text);
  if (fast !== undefined && writeSession(fast) === text) return fast;
  const { parseYaml } = await import('../request/yaml-document.js');
  try {
    const [value] = parseYaml(text, 'the session');
    if (!Array.isArray(value)) throw new Error('a session is a list');
    return value.map(readExchange);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'REPLAY',
      `cannot read the recorded session: ${reason}`,
      cause,
    );
  }
}

function readExchange(value: JsonValue): Exchange {
  const fields = Fields.of(value, 'REPLAY');
  const type = fields.string('type');
  if (type !== 'Exchange') {
    throw new Error(`unknown variant \`${type}\`, expected \`Exchange\``);
  }
  const response = fields.nested('response');
  const kind = response.string('type');
  switch (kind) {
    case 'Success':
      return {
        request: fields.string('request'),
        response: { kind: 'success', payload: response.string('payload') },
      };
    case 'Error':
      return {
        request: fields.string('request'),
        response: { kind: 'error', message: response.string('message') },
      };
    default:
      throw new Error(
        `unknown variant \`${kind}\`, expected \`Success\` or \`Error\``,
      );
  }
}

/** The text of a session file; `[]` for an empty session. */
export function writeSession(exchanges: readonly Exchange[]): string {
  return toYaml(
    exchanges.map(({ request, response }): JsonObject => {
      const answer: [string, JsonValue][] =
        response.kind === 'success'
          ? [
              ['type', 'Success'],
              ['payload', response.payload],
            ]
          : [
              ['type', 'Error'],
              ['message', response.message],
            ];
      return new Map<string, JsonValue>([
        ['type', 'Exchange'],
        ['request', request],
        ['response', new Map(answer)],
      ]);
    }),
  );
}

/** The YAML text of one request, as it stands in a session. */
export function writeRequest({ tag, fields }: SessionRequest): string {
  return `!${tag}\n${toYaml(fields)}`;
}

/**
 * Reads one recorded request.
 *
 * @throws PolicyHostError REPLAY when it is no tagged mapping
 */
export async function readRequest(text: string): Promise<SessionRequest> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, {
    intAsBigInt: true,
    logLevel: 'silent',
  });
  const value: JsonValue = fromPlain(document.toJS({ mapAsMap: true }) ?? null);
  const tag = document.contents?.tag ?? '';
  if (document.errors.length > 0 || !isObject(value) || !tag.startsWith('!')) {
    throw new PolicyHostError(
      'REPLAY',
      `cannot read the recorded request: ${text.split('\n')[0] ?? ''}`,
    );
  }
  return { tag: tag.slice(1), fields: value };
}

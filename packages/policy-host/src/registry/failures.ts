// SPDX-License-Identifier: Apache-2.0
import { type ErrorCode, PolicyHostError } from '../errors.js';
import { parseJson } from '../json/parse.js';
import { Fields } from '../json/serde.js';

const PREFIX = 'Fail to interact with OCI registry: ';
const MAX_TEXT_CHARS = 4096;

/** Error codes of the distribution specification. */
const CODES: ReadonlySet<string> = new Set([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'MANIFEST_UNVERIFIED',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'NOT_FOUND',
  'SIZE_INVALID',
  'TAG_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
]);

/** An error of the registry client, with the prefix kwctl's host uses. */
export function registryError(
  detail: string,
  code: ErrorCode = 'REGISTRY',
  cause?: unknown,
): PolicyHostError {
  return new PolicyHostError(code, PREFIX + detail, cause);
}

/** The message without the prefix, for embedding into another message. */
export function registryDetail(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith(PREFIX) ? message.slice(PREFIX.length) : message;
}

/** A URL for messages: queries may hold signatures that grant access. */
export function printableUrl(url: URL): string {
  return url.origin + url.pathname;
}

/**
 * What a failed answer says, in the words of kwctl's registry client: the
 * envelope of the distribution specification counts in answers from 400 to
 * 499, any other body is repeated.
 */
export function statusError(
  url: string,
  status: number,
  body: Uint8Array,
): PolicyHostError {
  if (status === 401) return registryError(`Not authorized: url ${url}`);
  const clientError = status >= 400 && status <= 499;
  const messages = clientError ? envelopeMessages(body) : undefined;
  const detail =
    messages === undefined
      ? `Server error: url ${url}, code: ${status}, ` +
        `message: ${printable(Buffer.from(body).toString('utf8'))}`
      : `Registry error: url ${url}, envelope: ` +
        `OCI API errors: [${messages.map(apiError).join('\n')}]`;
  return registryError(detail, status === 404 ? 'NOT_FOUND' : 'REGISTRY');
}

function apiError(message: string): string {
  return `OCI API error: ${printable(message)}`;
}

/** The text comes from the server: keep it to one line of some length. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_TEXT_CHARS);
}

/**
 * Messages of the error envelope, empty where an error has none; undefined
 * when the body is anything else or has a code of its own making.
 */
function envelopeMessages(body: Uint8Array): readonly string[] | undefined {
  try {
    const errors = Fields.of(parseJson(body), 'REGISTRY').list(
      'errors',
      (entry) => {
        const error = Fields.of(entry, 'REGISTRY');
        if (!CODES.has(error.string('code'))) throw new Error('unknown code');
        return error.raw('message') === undefined
          ? ''
          : error.string('message');
      },
    );
    return errors;
  } catch {
    return undefined;
  }
}

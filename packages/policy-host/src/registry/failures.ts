// SPDX-License-Identifier: Apache-2.0
import { type ErrorCode, PolicyHostError } from '../errors.js';

const PREFIX = 'Fail to interact with OCI registry: ';
const MAX_ENVELOPE_CHARS = 300;

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

/** What a failed answer says, in the words of kwctl's registry client. */
export function statusError(
  url: string,
  status: number,
  body: Uint8Array,
): PolicyHostError {
  if (status === 401 || status === 403) {
    return registryError(`Not authorized: url ${url}`);
  }
  const reasons = envelopeReasons(body);
  if (status === 404) {
    const reason = reasons ?? `${subjectOf(url)} unknown`;
    return registryError(envelopeText(url, reason), 'NOT_FOUND');
  }
  return registryError(
    reasons === undefined
      ? `Server error: url ${url}, code: ${status}`
      : envelopeText(url, reasons),
  );
}

function envelopeText(url: string, reasons: string): string {
  return (
    `Registry error: url ${url}, envelope: ` +
    `OCI API errors: [OCI API error: ${reasons}]`
  );
}

function subjectOf(url: string): string {
  return url.includes('/blobs/') ? 'blob' : 'manifest';
}

/** Messages of the distribution-spec error envelope, if the body is one. */
function envelopeReasons(body: Uint8Array): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
  const errors = (parsed as { errors?: unknown } | null)?.errors;
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const texts = errors.map((entry: unknown) => {
    const { message, code } = (entry ?? {}) as Record<string, unknown>;
    return String(message ?? code ?? 'unknown error');
  });
  // The text comes from the server: keep it to one printable line.
  return texts
    .join('], [OCI API error: ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, MAX_ENVELOPE_CHARS);
}

// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request as undiciRequest } from 'undici';
import { PolicyHostError } from '../errors.js';
import { printableUrl, registryError } from './failures.js';
import { NotPublicError } from './public-addresses.js';
import type { RegistryLimits } from './types.js';

const MAX_ERROR_BODY_BYTES = 64 * 1024;
const MAX_BACKOFF_MS = 2_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const RETRIED = new Set([429, 500, 502, 503, 504]);

/** One HTTP request; `authorization` is sent to the URL's origin only. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT';
  readonly url: URL;
  readonly dispatcher: Dispatcher;
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization?: string | undefined;
  readonly body?: Uint8Array;
  /** Largest body of a successful answer, bytes. */
  readonly maxBytes: number;
  /** Ends the whole operation this request is part of. */
  readonly signal: AbortSignal;
}

/** A complete answer; `url` is where the last redirect led. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly url: URL;
}

/** The connection could not be made or broke: another address may do. */
export class ConnectionError extends PolicyHostError {}

/**
 * Sends a request within the limits: redirects are followed without handing
 * credentials to another origin, 429, 5xx and broken connections of GET and
 * HEAD are tried again after a growing pause.
 *
 * @throws PolicyHostError REGISTRY, LIMIT or TIMEOUT
 */
export async function send(
  request: HttpRequest,
  limits: RegistryLimits,
  strangerOf: (url: URL) => Dispatcher,
): Promise<HttpResponse> {
  const repeatable = request.method === 'GET' || request.method === 'HEAD';
  const retries = repeatable ? limits.retries : 0;
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await follow(request, limits, strangerOf);
      if (attempt >= retries || !RETRIED.has(response.status)) return response;
      await pause(attempt, limits, request, response.headers['retry-after']);
    } catch (error) {
      if (attempt >= retries || !(error instanceof ConnectionError)) {
        throw error;
      }
      await pause(attempt, limits, request);
    }
  }
}

async function follow(
  request: HttpRequest,
  limits: RegistryLimits,
  strangerOf: (url: URL) => Dispatcher,
): Promise<HttpResponse> {
  let current = request;
  for (let hop = 0; ; hop++) {
    const response = await exchange(current, limits);
    const location = response.headers['location'];
    if (!REDIRECTS.has(response.status) || location === undefined) {
      return response;
    }
    if (hop >= limits.redirects) {
      throw registryError(
        `too many redirects (${limits.redirects}): url ${printableUrl(request.url)}`,
      );
    }
    current = redirected(current, location, strangerOf);
  }
}

function redirected(
  request: HttpRequest,
  location: string,
  strangerOf: (url: URL) => Dispatcher,
): HttpRequest {
  const from = request.url;
  const url = URL.canParse(location, from) ? new URL(location, from) : null;
  const allowed =
    url?.protocol === 'https:' ||
    // Never fall from TLS to plain text because a server says so.
    (url?.protocol === 'http:' && from.protocol === 'http:');
  const target = url === null ? 'nowhere' : `${url.protocol}//${url.host}`;
  const refused = `refused redirect: url ${printableUrl(from)} to ${target}`;
  if (url === null || !allowed || hasUser(url)) throw registryError(refused);
  if (url.origin === from.origin) return { ...request, url };
  try {
    const dispatcher = strangerOf(url);
    return { ...request, url, dispatcher, authorization: undefined };
  } catch (cause) {
    if (!(cause instanceof NotPublicError)) throw cause;
    throw registryError(`${refused}: ${cause.message}`, 'REGISTRY', cause);
  }
}

/** Credentials in a URL are somebody else's, or hide who is meant. */
export function hasUser({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

async function exchange(
  request: HttpRequest,
  limits: RegistryLimits,
): Promise<HttpResponse> {
  const own = AbortSignal.timeout(limits.requestMs);
  const { url } = request;
  try {
    const answer = await undiciRequest(url, {
      method: request.method,
      dispatcher: request.dispatcher,
      signal: AbortSignal.any([own, request.signal]),
      headersTimeout: limits.requestMs,
      bodyTimeout: limits.requestMs,
      headers: {
        'user-agent': 'policy-host',
        'accept-encoding': 'identity',
        ...request.headers,
        ...(request.authorization === undefined
          ? {}
          : { authorization: request.authorization }),
      },
      body: request.body === undefined ? null : Buffer.from(request.body),
    });
    const headers = flatten(answer.headers);
    const failed = answer.statusCode < 200 || answer.statusCode > 299;
    const body = failed
      ? await readStart(answer.body, MAX_ERROR_BODY_BYTES)
      : await readWhole(answer.body, request, headers['content-length']);
    return { status: answer.statusCode, headers, body, url };
  } catch (cause) {
    if (cause instanceof PolicyHostError) throw cause;
    throw transportError(cause, request, own, limits);
  }
}

function transportError(
  cause: unknown,
  request: HttpRequest,
  own: AbortSignal,
  limits: RegistryLimits,
): PolicyHostError {
  const href = printableUrl(request.url);
  if (cause instanceof NotPublicError) {
    return registryError(
      `refused address: url ${href}: ${cause.message}`,
      'REGISTRY',
      cause,
    );
  }
  const code = (cause as { code?: unknown }).code;
  const timedOut =
    request.signal.aborted ||
    own.aborted ||
    code === 'UND_ERR_HEADERS_TIMEOUT' ||
    code === 'UND_ERR_BODY_TIMEOUT';
  if (timedOut) {
    const ms = request.signal.aborted ? limits.operationMs : limits.requestMs;
    return registryError(
      `no complete answer within ${ms} ms: url ${href}`,
      'TIMEOUT',
      cause,
    );
  }
  const { message } = registryError(`error sending request for url (${href})`);
  return new ConnectionError('REGISTRY', message, cause);
}

async function readWhole(
  body: Dispatcher.ResponseData['body'],
  request: HttpRequest,
  announced: string | undefined,
): Promise<Uint8Array> {
  const { maxBytes, method, url } = request;
  const tooLarge = () =>
    registryError(
      `answer larger than ${maxBytes} bytes: url ${printableUrl(url)}`,
      'LIMIT',
    );
  if (method !== 'HEAD' && Number(announced ?? 0) > maxBytes) {
    body.on('error', () => undefined).destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the stream, so the rest is never read.
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Error bodies only serve the message: the first part is enough. */
async function readStart(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks);
}

function flatten(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

async function pause(
  attempt: number,
  limits: RegistryLimits,
  request: HttpRequest,
  retryAfter?: string,
): Promise<void> {
  const asked = Number(retryAfter ?? 0) * 1000;
  const grown = limits.backoffMs * 2 ** attempt;
  const ms = Math.min(Math.max(grown, asked || 0), MAX_BACKOFF_MS);
  try {
    await sleep(ms, undefined, { signal: request.signal });
  } catch (cause) {
    throw registryError(
      `no answer within ${limits.operationMs} ms: url ${printableUrl(request.url)}`,
      'TIMEOUT',
      cause,
    );
  }
}

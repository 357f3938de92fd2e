// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { JsonSyntaxError, parseJson } from '../json/parse.js';
import { fromPlain, stringify } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { normalizeRequest } from './admission-request.js';

/**
 * `kubernetes`: an AdmissionReview or bare AdmissionRequest, typed and
 * re-serialised. `raw`: any JSON document, handed over whole.
 */
export type RequestMode = 'kubernetes' | 'raw';

/** JSON as text, UTF-8 bytes, or JavaScript data. */
export type JsonInput = string | Uint8Array | object;

/** One request, ready for a guest. */
export interface PreparedRequest {
  readonly uid: string;
  /** What the guest gets as `request`. */
  readonly request: JsonValue;
  /**
   * What a mutation is compared with: the request's `object`, or the whole
   * document in raw mode; undefined on DELETE and the like.
   */
  readonly original: JsonValue | undefined;
}

/**
 * Reads a request as kwctl does.
 *
 * @throws PolicyHostError REQUEST; syntax errors keep kwctl's text
 * @see docs/host-conformance.md, "Guest operations"
 */
export function prepareRequest(
  input: JsonInput,
  mode: RequestMode,
): PreparedRequest {
  const document = readDocument(input);
  if (mode === 'raw') {
    const uid = isObject(document) ? document.get('uid') : undefined;
    return {
      uid: typeof uid === 'string' ? uid : '',
      request: document,
      original: document,
    };
  }
  const request = normalizeRequest(unwrapReview(document));
  const uid = request.get('uid');
  return {
    uid: typeof uid === 'string' ? uid : '',
    request,
    original: request.get('object'),
  };
}

const encoder = new TextEncoder();

/** Payload of the guest's `validate`: UTF-8 JSON, keys sorted. */
export function validatePayload(
  request: JsonValue,
  settings: JsonObject,
): Uint8Array {
  return payloadWith(request, stringify(settings));
}

/** As `validatePayload`, for settings that are written already. */
export function payloadWith(request: JsonValue, settings: string): Uint8Array {
  return encoder.encode(
    `{"request":${stringify(request)},"settings":${settings}}`,
  );
}

function readDocument(input: JsonInput): JsonValue {
  try {
    if (typeof input === 'string' || input instanceof Uint8Array) {
      return parseJson(input);
    }
    return fromPlain(input);
  } catch (cause) {
    const text =
      cause instanceof JsonSyntaxError || cause instanceof TypeError
        ? cause.message
        : 'recursion limit exceeded';
    throw new PolicyHostError('REQUEST', text, cause);
  }
}

/** Only `kind` tells an AdmissionReview from a bare request. */
function unwrapReview(document: JsonValue): JsonValue {
  if (!isObject(document)) {
    throw new PolicyHostError('REQUEST', 'Invalid request object');
  }
  if (document.get('kind') !== 'AdmissionReview') return document;
  const request = document.get('request');
  if (request === undefined) {
    throw new PolicyHostError('REQUEST', 'invalid AdmissionReview object');
  }
  return request;
}

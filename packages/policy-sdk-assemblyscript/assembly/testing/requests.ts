// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { AdmissionRequest } from '../requests/admission-request';
import { Value } from '../values/value';
import { PADDING_BYTES } from '../wapc/arena';

/** JSON text as the bytes that handlers and `Value.of` take. */
export function document(json: string): Slice {
  const text = Slice.of(json);
  const buffer = heap.alloc(<usize>text.len + PADDING_BYTES);
  memory.copy(buffer, text.ptr, <usize>text.len);
  memory.fill(buffer + <usize>text.len, 0, PADDING_BYTES);
  return new Slice(buffer, text.len);
}

/** JSON text as a value. */
export function json(text: string): Value {
  return Value.of(document(text));
}

/** The payload of `validate` for a raw policy. */
export function rawPayload(request: string, settings: string = '{}'): Slice {
  return document(`{"request":${request},"settings":${settings}}`);
}

/**
 * Builds admission requests for tests:
 *
 *     requestTo('CREATE', '', 'v1', 'Pod', 'pods').object('{"spec":{}}')
 *       .payload('{"limit":1}')
 */
@final
export class RequestBuilder {
  private members: string;
  private user: string = '{}';

  constructor(
    operation: string,
    group: string,
    version: string,
    kind: string,
    resource: string,
  ) {
    const prefix = `{"group":"${group}","version":"${version}",`;
    this.members =
      `"uid":"1299d386-525b-4032-98ae-1949f69f9cfc",` +
      `"kind":${prefix}"kind":"${kind}"},` +
      `"resource":${prefix}"resource":"${resource}"},` +
      `"operation":"${operation}"`;
  }

  /** Adds a member of the request; `value` is JSON. */
  set(key: string, value: string): RequestBuilder {
    this.members += `,"${key}":${value}`;
    return this;
  }

  /** Sets the new object; JSON. */
  object(value: string): RequestBuilder {
    return this.set('object', value);
  }

  /** Sets the old object; JSON. */
  oldObject(value: string): RequestBuilder {
    return this.set('oldObject', value);
  }

  /** Sets `userInfo`; JSON. */
  userInfo(value: string): RequestBuilder {
    this.user = value;
    return this;
  }

  private get request(): string {
    return `{${this.members},"userInfo":${this.user}}`;
  }

  /** The request itself. */
  build(): AdmissionRequest {
    return new AdmissionRequest(json(this.request));
  }

  /** The payload of `validate`; `settings` is JSON. */
  payload(settings: string = '{}'): Slice {
    return rawPayload(this.request, settings);
  }
}

/** Begins a request: operation, then group, version and names of the kind. */
export function requestTo(
  operation: string,
  group: string,
  version: string,
  kind: string,
  resource: string,
): RequestBuilder {
  return new RequestBuilder(operation, group, version, kind, resource);
}

/** Begins a request to create a Pod. */
export function createPod(pod: string): RequestBuilder {
  return requestTo('CREATE', '', 'v1', 'Pod', 'pods').object(pod);
}

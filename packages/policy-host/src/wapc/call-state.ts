// SPDX-License-Identifier: Apache-2.0

/** What belongs to one guest call; made new for each call. */
export class CallState {
  /** The guest's reply, copied when the guest handed it over. */
  response: Uint8Array | undefined;
  /** The guest's error text; the last one wins. */
  error: string | undefined;
  /** Answer and error of the latest host call only. */
  hostResponse: Uint8Array = EMPTY;
  hostError: Uint8Array = EMPTY;

  constructor(
    /** Operation name in UTF-8. */
    readonly operation: Uint8Array,
    /** Payload in UTF-8 JSON, or empty. */
    readonly payload: Uint8Array,
  ) {}
}

const EMPTY = new Uint8Array(0);

/** State outside of any call, so that start functions may talk to the host. */
export function idleState(): CallState {
  return new CallState(EMPTY, EMPTY);
}

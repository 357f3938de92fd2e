// SPDX-License-Identifier: Apache-2.0

/** One waPC host call as the guest made it; `payload` is UTF-8 JSON. */
export interface HostCall {
  readonly binding: string;
  readonly namespace: string;
  readonly operation: string;
  readonly payload: Uint8Array;
}

/**
 * The admission request in whose evaluation a call is made: one object for one
 * evaluation.
 */
export interface EvaluatedRequest {
  /** The images it names, as far as the host can tell. */
  images(): readonly string[];
}

/** An answer with what the host knows about its life. */
export interface Answer {
  readonly payload: Uint8Array;
  /**
   * Until when (as `Date.now`) the same call may be given the same answer
   * without being asked again; absent: it must be asked.
   */
  readonly keepUntil?: number;
}

/**
 * What a guest can ask of its host. Real, scripted, recorded and replayed
 * capabilities all have this shape.
 */
export interface Capabilities {
  /**
   * Answers one call with the bytes for the guest. A rejected promise reaches
   * the guest as a host error whose text is the error's message.
   */
  call(call: HostCall): Promise<Uint8Array>;
}

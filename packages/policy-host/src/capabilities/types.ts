// SPDX-License-Identifier: Apache-2.0

/** One waPC host call as the guest made it; `payload` is UTF-8 JSON. */
export interface HostCall {
  readonly binding: string;
  readonly namespace: string;
  readonly operation: string;
  readonly payload: Uint8Array;
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

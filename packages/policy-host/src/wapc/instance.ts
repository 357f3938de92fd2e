// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { CallState, idleState } from './call-state.js';
import { FAILURE_TEXTS } from './protocol.js';
import { trapError } from './trap.js';

const encoder = new TextEncoder();

/** The mandatory export of a guest. */
export type GuestCall = (
  operationLength: number,
  payloadLength: number,
) => number;

/**
 * One instance of a waPC guest, driven synchronously. It runs where it is
 * made: inside a worker thread in Node, on the page's thread in a browser.
 * Linear memory persists between calls; call state does not.
 */
export class WapcInstance {
  private state = idleState();
  private trapped = false;

  /** Made by `LinkedModule`. */
  constructor(
    private readonly guestCall: GuestCall,
    private readonly setState: (state: CallState) => void,
  ) {}

  /**
   * Calls one guest operation.
   *
   * @param payload UTF-8 JSON, or empty
   * @returns the guest's reply bytes
   * @throws PolicyHostError GUEST with the guest's own text, or that of a
   *   trap; LIMIT when it handed over too much
   */
  call(operation: string, payload: Uint8Array): Uint8Array {
    const name = encoder.encode(operation);
    this.state = new CallState(name, payload);
    this.setState(this.state);
    let result: number;
    try {
      result = this.guestCall(name.length, payload.length);
    } catch (cause) {
      this.trapped = true;
      throw trapError(cause, this.state.error);
    }
    return this.reply(result);
  }

  /** A trap left memory in an unknown state: make a new instance. */
  get poisoned(): boolean {
    return this.trapped;
  }

  /** Reply, else error, else a fixed text: in this order of precedence. */
  private reply(result: number): Uint8Array {
    const { response, error } = this.state;
    if (result === 0) {
      throw new PolicyHostError('GUEST', error ?? FAILURE_TEXTS.noErrorMessage);
    }
    if (response !== undefined) return response;
    throw new PolicyHostError('GUEST', error ?? FAILURE_TEXTS.noResponse);
  }
}

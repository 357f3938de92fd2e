// SPDX-License-Identifier: Apache-2.0
import type {
  HostBackend,
  HostRequest,
  ReadyAnswers,
} from '../capabilities/host-request.js';
import { PolicyHostError } from '../errors.js';
import { equal, isObject } from '../json/value.js';
import type { JsonValue } from '../json/value.js';
import { rustDebug } from './rust-debug.js';
import { readRequest, writeRequest } from './session-file.js';
import type { Exchange } from './exchange.js';
import { toSessionRequest } from './session-request.js';
import type { SessionRequest } from './session-request.js';

/**
 * Answers from a recorded session: strictly first in, first out, and only when
 * the whole request equals the recorded one. A mismatch uses its entry up.
 *
 * @see docs/host-conformance.md, "Record and replay"
 */
export class ReplayingBackend implements HostBackend {
  private next = 0;

  constructor(private readonly exchanges: readonly Exchange[]) {}

  /** Exchanges nobody asked for yet. */
  get remaining(): number {
    return this.exchanges.length - this.next;
  }

  async answer(request: HostRequest): Promise<Uint8Array> {
    const exchange = this.exchanges[this.next];
    if (exchange === undefined) {
      throw new PolicyHostError(
        'REPLAY',
        'the list of recorded responses is empty',
      );
    }
    this.next++;
    await this.check(exchange, toSessionRequest(request));
    return recorded(exchange);
  }

  /** Those whose request is recorded in the very text. */
  ready(): ReadyAnswers {
    let { next } = this;
    return {
      answer: (request) => {
        const exchange = this.exchanges[next];
        const text = writeRequest(toSessionRequest(request));
        if (exchange?.request !== text) return undefined;
        next++;
        return recorded(exchange);
      },
      use: () => {
        this.next = next;
      },
    };
  }

  private async check(exchange: Exchange, got: SessionRequest): Promise<void> {
    // The usual case: same text. Reading thousands of byte values is slow.
    if (exchange.request === writeRequest(got)) return;
    const expected = await readRequest(exchange.request);
    const same =
      expected.tag === got.tag &&
      equal(withoutNulls(expected.fields), withoutNulls(got.fields));
    if (same) return;
    throw new PolicyHostError(
      'REPLAY',
      `Replay error: unexpected request. Was expecting ${rustDebug(expected)}, got ${rustDebug(got)} instead`,
    );
  }
}

/** @throws PolicyHostError REPLAY for a recorded failure */
function recorded({ response }: Exchange): Uint8Array {
  if (response.kind === 'error') {
    throw new PolicyHostError('REPLAY', response.message);
  }
  return new TextEncoder().encode(response.payload);
}

/** An option that is null equals one that is missing. */
function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return new Map(
    [...value]
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

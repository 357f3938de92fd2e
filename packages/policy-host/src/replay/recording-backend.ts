// SPDX-License-Identifier: Apache-2.0
import type { HostBackend, HostRequest } from '../capabilities/host-request.js';
import type { EvaluatedRequest } from '../wapc/host-call.js';
import { writeRequest, writeSession } from './session-file.js';
import type { Exchange } from './exchange.js';
import { toSessionRequest } from './session-request.js';

/** Passes every call on and keeps it with its answer. */
export class RecordingBackend implements HostBackend {
  private readonly exchanges: Exchange[] = [];

  constructor(private readonly inner: HostBackend) {}

  async answer(
    request: HostRequest,
    evaluated?: EvaluatedRequest,
  ): Promise<Uint8Array> {
    const text = writeRequest(toSessionRequest(request));
    try {
      const bytes = await this.inner.answer(request, evaluated);
      const payload = new TextDecoder().decode(bytes);
      this.exchanges.push({
        request: text,
        response: { kind: 'success', payload },
      });
      return bytes;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      this.exchanges.push({
        request: text,
        response: { kind: 'error', message },
      });
      throw cause;
    }
  }

  /** The session so far, as the text of a session file. */
  toYaml(): string {
    return writeSession(this.exchanges);
  }
}

// SPDX-License-Identifier: Apache-2.0
import { decodeLogEvent } from '../capabilities/tracing.js';
import type { Log } from '../wapc/guest.js';
import type { HostCalls } from '../wapc/host-imports.js';
import { BINDING } from '../wapc/protocol.js';

/**
 * Host calls of which log events do not wait for the host thread.
 *
 * @param before is called before anything is told to the host thread
 */
export function passingLogsOn(
  ask: HostCalls,
  log: Log,
  before: () => void,
): HostCalls {
  return (call) => {
    before();
    const { binding, namespace, operation } = call;
    const isLog = namespace === 'tracing' && operation === 'log';
    if (!isLog || binding !== BINDING) return ask(call);
    log(decodeLogEvent(call.payload));
    return { kind: 'success', payload: new Uint8Array(0) };
  };
}

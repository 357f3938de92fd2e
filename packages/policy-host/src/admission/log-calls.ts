// SPDX-License-Identifier: Apache-2.0
import { decodeLogEvent } from '../capabilities/tracing.js';
import { sendLog } from '../wapc/guest.js';
import type { HostCalls } from '../wapc/host-imports.js';
import { BINDING } from '../wapc/protocol.js';

/** Log events sent ahead before the guest waits for the host thread once. */
const LOGS_AHEAD = 100;

/**
 * Host calls of which log events do not wait for the host thread. A guest
 * that logs without end still cannot run far ahead of it.
 *
 * @param before is called before anything is told to the host thread
 */
export function passingLogsOn(ask: HostCalls, before: () => void): HostCalls {
  let logs = 0;
  return (call) => {
    before();
    const { binding, namespace, operation } = call;
    const log = namespace === 'tracing' && operation === 'log';
    if (!log || binding !== BINDING || ++logs % LOGS_AHEAD === 0) {
      return ask(call);
    }
    sendLog(decodeLogEvent(call.payload));
    return { kind: 'success', payload: new Uint8Array(0) };
  };
}

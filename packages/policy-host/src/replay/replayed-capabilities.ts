// SPDX-License-Identifier: Apache-2.0
import { AllowList } from '../capabilities/allow-list.js';
import type { ResourceKind } from '../capabilities/host-request.js';
import { createRouter } from '../capabilities/router.js';
import type { LogEvent } from '../wapc/log-event.js';
import type { Capabilities } from '../wapc/host-call.js';
import { ReplayingBackend } from './replaying-backend.js';
import { readSession } from './session-file.js';

/** Recorded answers, and how many of them are left. */
export interface ReplayedCapabilities extends Capabilities {
  readonly remaining: number;
}

/**
 * Capabilities that answer from a session recorded by kwctl or this host.
 *
 * @param session text of the YAML file
 * @throws PolicyHostError REPLAY when it cannot be read
 */
export async function replayedCapabilities(
  session: string,
  options: {
    readonly contextAware?: readonly ResourceKind[];
    readonly log?: (event: LogEvent) => void;
  } = {},
): Promise<ReplayedCapabilities> {
  const backend = new ReplayingBackend(await readSession(session));
  const router = createRouter({
    allowed: AllowList.all,
    contextAware: options.contextAware ?? [],
    backend,
    log: options.log ?? (() => undefined),
  });
  return {
    call: (call) => router.call(call),
    get remaining() {
      return backend.remaining;
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import type { LogEvent } from '../wapc/log-event.js';
import { DEFAULT_LIMITS } from '../wapc/limits.js';
import type { Limits } from '../wapc/limits.js';
import { compileModule } from './compiled-module.js';
import type { ModuleSource } from './compiled-module.js';
import { Policy } from './policy.js';
import type { CapabilitiesInput } from './policy.js';

/** How a policy is run; every member has a default. */
export interface LoadOptions {
  /** Answers to host calls; without them every host call is an error. */
  readonly capabilities?: CapabilitiesInput;
  /** Bounds that differ from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Gets what the policy logs; silent by default. */
  readonly log?: (event: LogEvent) => void;
  /**
   * Begins every call on a new instance, as policy-server does. By default
   * linear memory persists from call to call, as in kwctl.
   */
  readonly freshInstance?: boolean;
}

/**
 * Loads a waPC policy and starts it in a worker thread.
 *
 * An idle policy does not keep the process alive; `close` ends its worker at
 * once.
 *
 * @param source path, `file:` URL or bytes of a WebAssembly module
 * @throws PolicyHostError MODULE (unreadable, not a waPC guest, unknown
 *   imports, failing start function), LIMIT, TIMEOUT
 */
export async function loadPolicy(
  source: ModuleSource,
  options: LoadOptions = {},
): Promise<Policy> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const module = await compileModule(source, limits.maxMemoryBytes);
  return startPolicy(module, { ...options, limits });
}

/** As `loadPolicy`, for a module that is compiled already. */
export async function startPolicy(
  module: WebAssembly.Module,
  options: LoadOptions,
): Promise<Policy> {
  const policy = new Policy(module, {
    capabilities: options.capabilities ?? {},
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    log: options.log ?? (() => undefined),
    freshInstance: options.freshInstance ?? false,
  });
  try {
    await policy.start();
    return policy;
  } catch (cause) {
    await policy.close();
    throw cause;
  }
}

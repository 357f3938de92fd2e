// SPDX-License-Identifier: Apache-2.0
import { AllowList } from './allow-list.js';
import type { KubernetesRequest, ResourceKind } from './host-request.js';
import { createServices } from './host-services.js';
import { createRealBackend } from './real-backend.js';
import { createRouter } from './router.js';
import type { LogEvent } from '../wapc/log-event.js';
import type { Capabilities } from '../wapc/host-call.js';

/** What a policy is granted and how registries are reached. */
export interface RealOptions {
  /** Patterns such as `oci/*`; absent: everything, empty: nothing. */
  readonly allowed?: readonly string[];
  /** Kubernetes resources the policy may read; none by default. */
  readonly contextAware?: readonly ResourceKind[];
  /** Answers `kubernetes` calls; absent: they are refused. */
  readonly kubernetes?: (request: KubernetesRequest) => unknown;
  /** `sources.yaml`; Kubewarden's own by default. */
  readonly sourcesPath?: string;
  /** Folder of Docker's `config.json`. */
  readonly dockerConfigDir?: string;
  /** Registry host to the `host:port` that is asked instead. */
  readonly mirrors?: Readonly<Record<string, string>>;
  /** ClientTrustConfig; the public Sigstore root by default. */
  readonly trustConfigPath?: string;
  /** Lifetime of cached OCI answers; 60000 by default, 0 for none. */
  readonly cacheMs?: number;
  /** Gets the policy's log events and warnings of the host. */
  readonly log?: (event: LogEvent) => void;
}

/**
 * Capabilities that do the real work: registries, signatures, certificates,
 * name look-ups. Libraries and trust root are loaded when first needed.
 *
 * @throws PolicyHostError ARGUMENT for a pattern that can match nothing
 */
export function realCapabilities(options: RealOptions = {}): Capabilities {
  const log = options.log ?? (() => undefined);
  const { allowed, kubernetes, cacheMs } = options;
  const services = createServices({
    ...options,
    warn: (message) => log({ level: 'warning', target: 'host', message }),
  });
  return createRouter({
    allowed: allowed === undefined ? AllowList.all : AllowList.parse(allowed),
    contextAware: options.contextAware ?? [],
    backend: createRealBackend({
      ...services,
      ...(kubernetes === undefined ? {} : { kubernetes }),
      ...(cacheMs === undefined ? {} : { cacheMs }),
    }),
    log,
  });
}

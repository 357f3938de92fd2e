// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { parseJson } from '../json/parse.js';
import { encodeJson, fromPlain } from '../json/stringify.js';
import type { JsonValue } from '../json/value.js';
import { registryDetail, registryError } from '../registry/failures.js';
import type { Registry } from '../registry/types.js';
import type { EvaluatedRequest } from '../wapc/host-call.js';
import type { ImageVerifier } from '../sigstore/signers/types.js';
import type {
  CertificateTrust,
  CertificateTrustRequest,
} from '../sigstore/certificates/types.js';
import type {
  HostBackend,
  HostRequest,
  KubernetesRequest,
} from './host-request.js';
import { typedManifest } from './oci-manifest.js';
import { type FetchAhead, RequestRegistries } from './request-registry.js';
import { SuccessCache } from './success-cache.js';

/**
 * Who does the work. Each is asked for when first needed, so that a run that
 * verifies nothing loads no verifier.
 */
export interface Services {
  registry(): Promise<Registry>;
  /** A verifier that asks this registry. */
  verifier(registry: Registry): Promise<ImageVerifier>;
  /** Fetches the evidence of a request's images ahead; absent: nothing is. */
  readonly fetchAhead?: FetchAhead;
  certificateTrust(request: CertificateTrustRequest): Promise<CertificateTrust>;
  /** Answers `kubernetes` calls from a script; absent: they are refused. */
  readonly kubernetes?: (request: KubernetesRequest) => unknown;
  /** Lifetime of cached OCI answers; 0 switches the cache off. */
  readonly cacheMs?: number;
}

/** Answers host calls with real registries, signatures and resolvers. */
export function createRealBackend(services: Services): HostBackend {
  const cache = new SuccessCache<Uint8Array>(services.cacheMs);
  const registries = new RequestRegistries();
  const registryOf = async (evaluated: EvaluatedRequest | undefined) =>
    registries.of(await services.registry(), evaluated);
  const cached = (request: HostRequest, make: () => Promise<JsonValue>) =>
    cache.get(requestKey(request), async () =>
      encodeJson(await make(), 'kept'),
    );
  return {
    async answer(
      request: HostRequest,
      evaluated?: EvaluatedRequest,
    ): Promise<Uint8Array> {
      switch (request.kind) {
        case 'manifestDigest':
        case 'manifest':
        case 'manifestWithConfig':
          return cached(request, () =>
            fetchManifest(request, () => registryOf(evaluated)),
          );
        case 'verify':
          return cached(request, async () => {
            const registry = await registryOf(evaluated);
            const verifier = await services.verifier(registry);
            const { fetchAhead } = services;
            if (fetchAhead !== undefined) {
              registries.fetchAhead(registry, evaluated, fetchAhead);
            }
            const { digest } = await verifier.verify(request.request);
            return fromPlain({ is_trusted: true, digest });
          });
        case 'dnsLookup': {
          const { lookupHost } = await import('./net.js');
          return encodeJson(fromPlain({ ips: await lookupHost(request.host) }));
        }
        case 'certificateTrust': {
          const { trusted, reason } = await services.certificateTrust(
            request.request,
          );
          return encodeJson(fromPlain({ trusted, reason }), 'kept');
        }
        case 'kubernetes':
          return encodeJson(fromPlain(await askCluster(request, services)));
      }
    },
    keptUntil: (request) => cache.keptUntil(requestKey(request)),
  };
}

async function fetchManifest(
  request: Extract<HostRequest, { image: string }>,
  getRegistry: () => Promise<Registry>,
): Promise<JsonValue> {
  try {
    const registry = await getRegistry();
    switch (request.kind) {
      case 'manifestDigest': {
        const digest = await registry.resolveDigest(request.image);
        return fromPlain({ digest });
      }
      case 'manifest':
        return typedManifest((await registry.manifest(request.image)).bytes);
      case 'manifestWithConfig': {
        const found = await registry.manifestWithConfig(request.image);
        return new Map<string, JsonValue>([
          ['manifest', typedManifest(found.manifest)],
          ['digest', found.digest],
          ['config', parseJson(encodeJson(parseJson(found.config)))],
        ]);
      }
    }
  } catch (cause) {
    // No cause: its text is part of the message and must not show twice.
    throw registryError(registryDetail(cause));
  }
}

async function askCluster(
  { request }: Extract<HostRequest, { kind: 'kubernetes' }>,
  { kubernetes }: Services,
): Promise<unknown> {
  if (kubernetes !== undefined) return kubernetes(request);
  throw new PolicyHostError(
    'CAPABILITY',
    'this host does not reach live Kubernetes clusters: run the policy with kwctl, or replay a session recorded by it',
  );
}

/** Equal requests have equal keys; bytes are written as text. */
export function requestKey(request: HostRequest): string {
  return JSON.stringify(request, (_key, value: unknown) =>
    value instanceof Uint8Array ? Array.from(value) : value,
  );
}

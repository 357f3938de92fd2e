// SPDX-License-Identifier: Apache-2.0
import type { VerificationRequest } from '../sigstore/signers/types.js';
import type { CertificateTrustRequest } from '../sigstore/certificates/types.js';
import type { EvaluatedRequest } from '../wapc/host-call.js';

/** `kubernetes` calls, decoded. @see docs/host-conformance.md, "Host calls" */
export type KubernetesRequest =
  | (ListOptions & { readonly kind: 'listAll' })
  | (ListOptions & {
      readonly kind: 'listByNamespace';
      readonly namespace: string;
    })
  | {
      readonly kind: 'getResource';
      readonly resource: ResourceKind;
      readonly name: string;
      readonly namespace?: string;
      readonly disableCache: boolean;
      readonly fieldMasks?: readonly string[];
    }
  | {
      readonly kind: 'canI';
      readonly user: string;
      readonly groups?: readonly string[];
      readonly resourceAttributes: ResourceAttributes;
      readonly disableCache: boolean;
    };

/** An API version with a kind, for example `v1` and `Pod`. */
export interface ResourceKind {
  readonly apiVersion: string;
  readonly kind: string;
}

interface ListOptions {
  readonly resource: ResourceKind;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Dotted paths to keep; absent: everything. */
  readonly fieldMasks?: readonly string[];
}

/** What `can_i` asks about; absent members match as Kubernetes defines. */
export interface ResourceAttributes {
  readonly resource: string;
  readonly verb: string;
  readonly group?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly subresource?: string;
  readonly version?: string;
}

/** A host call that passed all checks, decoded. */
export type HostRequest =
  | { readonly kind: 'manifestDigest'; readonly image: string }
  | { readonly kind: 'manifest'; readonly image: string }
  | { readonly kind: 'manifestWithConfig'; readonly image: string }
  | { readonly kind: 'verify'; readonly request: VerificationRequest }
  | { readonly kind: 'dnsLookup'; readonly host: string }
  | {
      readonly kind: 'certificateTrust';
      readonly request: CertificateTrustRequest;
      /** As sent: null and the empty string both mean now. */
      readonly notAfter: string | null;
    }
  | { readonly kind: 'kubernetes'; readonly request: KubernetesRequest };

/** Does the work behind host calls: for real, recording, or replaying. */
export interface HostBackend {
  /**
   * The answer as UTF-8 JSON.
   *
   * @throws PolicyHostError whose message, and the messages of whose causes of
   *   the same class, become the host error the guest sees
   */
  answer(
    request: HostRequest,
    evaluated?: EvaluatedRequest,
  ): Promise<Uint8Array>;
  /**
   * Until when (as `Date.now`) the answer just given is kept; absent or
   * undefined: every request must be asked.
   */
  keptUntil?(request: HostRequest): number | undefined;
  /** Answers that are there already; absent: all must be waited for. */
  ready?(): ReadyAnswers;
}

/** What a run that may still be given up is answered with. */
export interface ReadyAnswers {
  /**
   * The answer as UTF-8 JSON, undefined where it must be waited for.
   *
   * @throws PolicyHostError as `HostBackend.answer`
   */
  answer(request: HostRequest): Uint8Array | undefined;
  /** The run is not given up: these answers have been given. */
  use(): void;
}

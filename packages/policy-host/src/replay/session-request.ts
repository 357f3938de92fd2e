// SPDX-License-Identifier: Apache-2.0
import type {
  HostRequest,
  KubernetesRequest,
} from '../capabilities/host-request.js';
import { fromPlain } from '../json/stringify.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { VerificationRequest } from '../sigstore/signers/types.js';
import type { CertificateBytes } from '../sigstore/certificates/types.js';

/** A host request the way kwctl's sessions name it; fields keep their order. */
export interface SessionRequest {
  /** Name of the variant, written as YAML tag. */
  readonly tag: string;
  readonly fields: JsonObject;
}

/** @see docs/host-conformance.md, "Record and replay" for names; unset options are null. */
export function toSessionRequest(request: HostRequest): SessionRequest {
  switch (request.kind) {
    case 'manifestDigest':
      return make('OciManifestDigest', { image: request.image });
    case 'manifest':
      return make('OciManifest', { image: request.image });
    case 'manifestWithConfig':
      return make('OciManifestAndConfig', { image: request.image });
    case 'verify':
      return verification(request.request);
    case 'dnsLookup':
      return make('DNSLookupHost', { host: request.host });
    case 'certificateTrust':
      return make('CryptoIsCertificateTrusted', {
        request: {
          cert: certificate(request.request.certificate),
          cert_chain: request.request.chain?.map(certificate) ?? null,
          not_after: request.notAfter,
        },
      });
    case 'kubernetes':
      return kubernetes(request.request);
  }
}

function make(tag: string, fields: object): SessionRequest {
  const value: JsonValue = fromPlain(fields);
  return { tag, fields: value instanceof Map ? value : new Map() };
}

function verification(request: VerificationRequest): SessionRequest {
  const { image } = request;
  const annotations = request.annotations ?? null;
  switch (request.kind) {
    case 'pubKeys':
      return make('SigstorePubKeyVerify', {
        image,
        pub_keys: request.pubKeys,
        annotations,
      });
    case 'keyless':
      return make('SigstoreKeylessVerify', {
        image,
        keyless: request.identities.map(({ issuer, subject }) => ({
          issuer,
          subject,
        })),
        annotations,
      });
    case 'keylessPrefix':
      return make('SigstoreKeylessPrefixVerify', {
        image,
        keyless_prefix: request.identities.map(({ issuer, urlPrefix }) => ({
          issuer,
          url_prefix: urlPrefix,
        })),
        annotations,
      });
    case 'githubActions':
      return make('SigstoreGithubActionsVerify', {
        image,
        owner: request.owner,
        repo: request.repo ?? null,
        annotations,
      });
    case 'certificate':
      return make('SigstoreCertificateVerify', {
        image,
        certificate: [...request.certificate],
        certificate_chain:
          request.certificateChain?.map((bytes) => [...bytes]) ?? null,
        require_rekor_bundle: request.requireRekorBundle,
        annotations,
      });
  }
}

function certificate({ encoding, data }: CertificateBytes) {
  return { encoding, data: [...data] };
}

function kubernetes(request: KubernetesRequest): SessionRequest {
  if (request.kind === 'canI') {
    const attributes = request.resourceAttributes;
    return make('KubernetesCanI', {
      request: {
        user: request.user,
        groups: request.groups ?? null,
        resource_attributes: {
          group: attributes.group ?? null,
          name: attributes.name ?? null,
          namespace: attributes.namespace ?? null,
          resource: attributes.resource,
          subresource: attributes.subresource ?? null,
          verb: attributes.verb,
          version: attributes.version ?? null,
        },
      },
      disable_cache: request.disableCache,
    });
  }
  const { apiVersion: api_version, kind } = request.resource;
  const field_masks = request.fieldMasks ?? null;
  if (request.kind === 'getResource') {
    return make('KubernetesGetResource', {
      api_version,
      kind,
      name: request.name,
      namespace: request.namespace ?? null,
      disable_cache: request.disableCache,
      field_masks,
    });
  }
  const selectors = {
    label_selector: request.labelSelector ?? null,
    field_selector: request.fieldSelector ?? null,
    field_masks,
  };
  return request.kind === 'listAll'
    ? make('KubernetesListResourceAll', { api_version, kind, ...selectors })
    : make('KubernetesListResourceNamespace', {
        api_version,
        kind,
        namespace: request.namespace,
        ...selectors,
      });
}

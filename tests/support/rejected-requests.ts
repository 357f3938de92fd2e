// SPDX-License-Identifier: Apache-2.0

/** A request for each code of a rejection, with what a host says to it. */
import { PEM } from './generate/images.js';
import type { HostAnswer, HostCall, ScriptedHost } from './guest.js';
import { wireJson, type JsonObject } from './json.js';
import { creation, podOf } from './policy.js';
import { DIGEST, failure, okJson, okText, trusted } from './scripted-host.js';
import { BUNDLE, CERTIFICATE, edited } from './tampering/annotations.js';
import { fixtureImage } from './tampering/layout-editor.js';
import { layersOf, manifest } from './tampering/signature-layers.js';

/** What the policy is called with, and who answers it. */
export interface RejectedRequest {
  readonly payload: string | Uint8Array;
  readonly host: ScriptedHost;
}

const IMAGE = 'ghcr.io/acme/api:v1';
const URL = 'url https://ghcr.io/v2/acme/api/manifests/v1';
const CALL = 'Callback evaluation failure: ';
const FETCH = `${CALL}failed to get image trusted layers: Cannot fetch manifest of ${IMAGE}: `;
const ENVELOPE = `${FETCH}Registry error: ${URL}, envelope: OCI API errors: [OCI API error: `;
const NOT_FOUND = failure(
  `${CALL}Fail to interact with OCI registry: Server error: ${URL}, code: 404, message: `,
);
const UNSIGNED = failure(`${CALL}no signatures found for image: ${IMAGE} `);
const MISSING = failure(
  `${CALL}Image verification failed: missing signatures\nkind: certificate`,
);
const SEARCH = fixtureImage('search');

/** What messages take from elsewhere, and may be long. */
export interface Words {
  /** PEM of the certificates that must sign. */
  readonly alice: string;
  readonly mallory: string;
  readonly expired: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** What a registry says. */
  readonly refusal: string;
  /** What a host says, and nobody knows. */
  readonly unknown: string;
  readonly predicate: string;
  readonly kind: string;
  readonly group: string;
}

/** Words as they are in the examples. */
const PLAIN: Words = {
  alice: PEM.alice,
  mallory: PEM.mallory,
  expired: PEM.expired,
  annotations: { env: 'prod' },
  refusal: 'You have reached your pull rate limit.',
  unknown: 'the sky is falling',
  predicate: 'https://slsa.dev/provenance/v1',
  kind: 'Shop',
  group: 'acme.io',
};

const by = (...certificates: string[]): JsonObject => ({
  image: '*',
  certificates,
  certificateChain: [PEM.intermediate, PEM.root],
});

/** Answers by what is asked; what is left out is not there. */
interface Answers {
  readonly verify?: (request: JsonObject) => HostAnswer;
  readonly digest?: HostAnswer;
  readonly manifest?: (reference: string) => HostAnswer;
}

function hostOf({ verify, digest, manifest: look }: Answers): ScriptedHost {
  return ({ operation, payload }: HostCall) => {
    switch (operation) {
      case 'log':
        return okText('');
      case 'v2/verify':
        return verify?.(JSON.parse(payload) as JsonObject) ?? trusted();
      case 'v1/manifest_digest':
        return digest ?? NOT_FOUND;
      default:
        return look?.(payload) ?? NOT_FOUND;
    }
  };
}

function request(
  answers: Answers,
  settings: JsonObject,
  object: JsonObject = podOf(IMAGE),
  changes: JsonObject = {},
): RejectedRequest {
  const payload = wireJson({ request: creation(object, changes), settings });
  return { payload, host: hostOf(answers) };
}

/** Bundles of one signature with the signature of another. */
function swapped(): HostAnswer {
  const [first, second] = layersOf('search');
  if (first === undefined || second === undefined) return NOT_FOUND;
  const bundle = second.annotations[BUNDLE] ?? '';
  return manifest([edited(first, { [BUNDLE]: bundle }), second]);
}

/** A signature by a certificate, in no log. */
function unlogged(certificate: string): HostAnswer {
  const layers = layersOf('no-rekor').slice(0, 1);
  return manifest(
    layers.map((one) => edited(one, { [CERTIFICATE]: certificate })),
  );
}

/** The index that cosign 3 stores, and the bundle that it lists. */
function bundles(reference: string, predicate: string): HostAnswer {
  if (reference.includes('@'))
    return okText(
      `{"annotations":{"dev.sigstore.bundle.predicateType":"${predicate}"}}`,
    );
  return reference.includes('.sig')
    ? NOT_FOUND
    : okText(`{"manifests":[{"digest":"${DIGEST}"}]}`);
}

const FOUND = okJson({ digest: DIGEST });

/** By code, in the order of the catalogue. */
export function rejectedRequests(
  words: Words,
): Readonly<Record<string, RejectedRequest>> {
  const { annotations, kind, group } = words;
  const alice: JsonObject = { signatures: [by(words.alice)] };
  /** The verification fails with this text. */
  const failing = (text: string, settings = alice): RejectedRequest =>
    request({ verify: () => failure(text) }, settings);
  return {
    'not-signed': request({ verify: () => UNSIGNED, digest: FOUND }, alice),
    'not-signed-by': request(
      {
        verify: () => MISSING,
        digest: FOUND,
        manifest: () => manifest(layersOf('search')),
      },
      { signatures: [by(words.mallory)] },
    ),
    'unsigned-or-unreadable': request({ verify: () => MISSING }, alice),
    'other-annotations': request(
      { verify: (asked) => (asked['annotations'] ? MISSING : trusted()) },
      { signatures: [{ ...by(words.alice), annotations }] },
    ),
    'certificate-expired': failing(
      `${CALL}Certificate is being used after its expiration date (CertExpired)`,
      { signatures: [by(words.expired)] },
    ),
    'certificate-not-yet-valid': failing(
      `${CALL}Certificate validity check failed: cannot be used before 2073`,
    ),
    'certificate-untrusted': failing(
      `${CALL}Certificate is not trusted by the provided cert chain (UnknownIssuer)`,
    ),
    'no-log-entry': request(
      {
        verify: () => MISSING,
        digest: FOUND,
        manifest: () => unlogged(words.alice),
      },
      alice,
    ),
    'evidence-mismatch': request(
      { verify: () => trusted(SEARCH.digest), manifest: swapped },
      alice,
      podOf(SEARCH.reference),
    ),
    'evidence-unavailable': request({}, { ...alice, evidence: 'strict' }),
    'bundle-not-verified': request(
      {
        verify: () => MISSING,
        digest: FOUND,
        manifest: (reference) => bundles(reference, words.predicate),
      },
      alice,
    ),
    'registry-unreachable': failing(
      `${FETCH}error sending request for url (https://ghcr.io/v2/)`,
    ),
    'not-authorized': failing(`${FETCH}Not authorized: ${URL}`),
    'image-unknown': failing(`${ENVELOPE}manifest unknown]`),
    'registry-error': failing(`${ENVELOPE}${words.refusal}]`),
    tls: failing(
      `${FETCH}cannot reach registry: ${URL}: self-signed certificate`,
    ),
    'timed-out': failing(`${FETCH}no complete answer within 10000 ms: ${URL}`),
    'capability-not-granted': failing(
      "Policy has not been granted access to the 'oci/v2/verify' host capability. The violation has been reported.",
    ),
    'capability-unknown': failing('unknown operation: v2/verify'),
    'other-digest': request(
      {},
      alice,
      podOf(`ghcr.io/acme/api@sha256:${'cd'.repeat(32)}`),
    ),
    'invalid-reference': request({}, alice, podOf('ghcr.io/Acme/API:v1')),
    'no-rule': request(
      {},
      {
        signatures: [{ ...by(words.alice), image: 'registry.example.org/*' }],
        unmatchedImages: 'reject',
      },
    ),
    'not-pinned': request({}, { ...alice, requireDigest: true }),
    'object-malformed': request({}, alice, podOf(5)),
    'request-malformed': {
      payload: wireJson({ request: 5, settings: alice }),
      host: hostOf({}),
    },
    'kind-unknown': request(
      {},
      { ...alice, unknownResources: 'reject' },
      { apiVersion: `${group}/v1`, kind, metadata: { name: 'web' } },
      {
        kind: { group, version: 'v1', kind },
        resource: { group, version: 'v1', resource: 'shops' },
      },
    ),
    'settings-invalid': request({}, { signatures: [] }),
    'host-answer-malformed': request({ verify: () => okText('{}') }, alice),
    'not-verified': failing(`${CALL}${words.unknown}`),
  };
}

/** Those of the examples. */
export const REJECTED_REQUESTS = rejectedRequests(PLAIN);

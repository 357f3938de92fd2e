// SPDX-License-Identifier: Apache-2.0

/** A request for each code of a rejection, with what a host says to it. */
import { PEM } from './generate/images.js';
import type { HostAnswer, HostCall, ScriptedHost } from './guest.js';
import { wireJson, type JsonObject } from './json.js';
import { creation, podOf } from './policy.js';
import { DIGEST, failure, okJson, okText, trusted } from './scripted-host.js';
import { BUNDLE } from './tampering/annotations.js';
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

const by = (...certificates: string[]): JsonObject => ({
  image: '*',
  certificates,
  certificateChain: [PEM.intermediate, PEM.root],
});
const ALICE: JsonObject = { signatures: [by(PEM.alice)] };

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
  settings: JsonObject = ALICE,
  object: JsonObject = podOf(IMAGE),
  changes: JsonObject = {},
): RejectedRequest {
  const payload = wireJson({ request: creation(object, changes), settings });
  return { payload, host: hostOf(answers) };
}

/** The verification fails with this text. */
const failing = (text: string, settings?: JsonObject): RejectedRequest =>
  request({ verify: () => failure(text) }, settings);

/** Bundles of one signature with the signature of another. */
function swapped(): HostAnswer {
  const [first, second] = layersOf('search');
  if (first === undefined || second === undefined) return NOT_FOUND;
  const bundle = second.annotations[BUNDLE] ?? '';
  const annotations = { ...first.annotations, [BUNDLE]: bundle };
  return manifest([{ ...first, annotations }, second]);
}

/** The index that cosign 3 stores, and the bundle that it lists. */
function bundles(reference: string): HostAnswer {
  if (reference.includes('@'))
    return okText(
      '{"annotations":{"dev.sigstore.bundle.predicateType":"https://slsa.dev/provenance/v1"}}',
    );
  return reference.includes('.sig')
    ? NOT_FOUND
    : okText(`{"manifests":[{"digest":"${DIGEST}"}]}`);
}

const FOUND = okJson({ digest: DIGEST });

/** By code, in the order of the catalogue. */
export const REJECTED_REQUESTS: Readonly<Record<string, RejectedRequest>> = {
  'not-signed': request({ verify: () => UNSIGNED, digest: FOUND }),
  'not-signed-by': request(
    {
      verify: () => MISSING,
      digest: FOUND,
      manifest: () => manifest(layersOf('search')),
    },
    { signatures: [by(PEM.mallory)] },
  ),
  'unsigned-or-unreadable': request({ verify: () => MISSING }),
  'other-annotations': request(
    { verify: ({ annotations }) => (annotations ? MISSING : trusted()) },
    { signatures: [{ ...by(PEM.alice), annotations: { env: 'prod' } }] },
  ),
  'certificate-expired': failing(
    `${CALL}Certificate is being used after its expiration date (CertExpired)`,
    { signatures: [by(PEM.expired)] },
  ),
  'certificate-not-yet-valid': failing(
    `${CALL}Certificate validity check failed: cannot be used before 2073`,
  ),
  'certificate-untrusted': failing(
    `${CALL}Certificate is not trusted by the provided cert chain (UnknownIssuer)`,
  ),
  'no-log-entry': request({
    verify: () => MISSING,
    digest: FOUND,
    manifest: () => manifest(layersOf('no-rekor')),
  }),
  'evidence-mismatch': request(
    { verify: () => trusted(SEARCH.digest), manifest: swapped },
    ALICE,
    podOf(SEARCH.reference),
  ),
  'evidence-unavailable': request({}, { ...ALICE, evidence: 'strict' }),
  'bundle-not-verified': request({
    verify: () => MISSING,
    digest: FOUND,
    manifest: bundles,
  }),
  'registry-unreachable': failing(
    `${FETCH}error sending request for url (https://ghcr.io/v2/)`,
  ),
  'not-authorized': failing(`${FETCH}Not authorized: ${URL}`),
  'image-unknown': failing(`${ENVELOPE}manifest unknown]`),
  'registry-error': failing(
    `${ENVELOPE}You have reached your pull rate limit.]`,
  ),
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
    ALICE,
    podOf(`ghcr.io/acme/api@sha256:${'cd'.repeat(32)}`),
  ),
  'invalid-reference': request({}, ALICE, podOf('ghcr.io/Acme/API:v1')),
  'no-rule': request(
    {},
    {
      signatures: [{ ...by(PEM.alice), image: 'registry.example.org/*' }],
      unmatchedImages: 'reject',
    },
  ),
  'not-pinned': request({}, { ...ALICE, requireDigest: true }),
  'object-malformed': request({}, ALICE, podOf(5)),
  'request-malformed': {
    payload: wireJson({ request: 5, settings: ALICE }),
    host: hostOf({}),
  },
  'kind-unknown': request(
    {},
    { ...ALICE, unknownResources: 'reject' },
    { apiVersion: 'acme.io/v1', kind: 'Shop', metadata: { name: 'web' } },
    {
      kind: { group: 'acme.io', version: 'v1', kind: 'Shop' },
      resource: { group: 'acme.io', version: 'v1', resource: 'shops' },
    },
  ),
  'settings-invalid': request({}, { signatures: [] }),
  'host-answer-malformed': request({ verify: () => okText('{}') }),
  'not-verified': failing(`${CALL}the sky is falling`),
};

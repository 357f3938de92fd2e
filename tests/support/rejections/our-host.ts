// SPDX-License-Identifier: Apache-2.0

/** Rejections of really signed images by our host, nothing played back. */
import type { JsonObject } from '../json.js';
import { readFixture } from '../fixture-files.js';
import { creation, podOf } from '../policy.js';
import { fixtureImage } from '../tampering/layout-editor.js';
import { underRule, type RejectionCase } from './cases.js';
import { SEARCH, type Registries } from './registries.js';

const pem = (path: string): string => readFixture(path).toString();
const CHAIN = ['intermediate', 'root'].map((name) => pem(`pki/${name}.pem`));

export const certificates = (
  names: readonly string[],
  more: JsonObject = {},
): JsonObject => ({
  certificates: names.map((name) => pem(`pki/${name}.pem`)),
  certificateChain: CHAIN,
  ...more,
});
const keys = (names: readonly string[], more: JsonObject = {}): JsonObject => ({
  pubKeys: names.map((name) => pem(`keys/${name}.pub`)),
  ...more,
});
const GITHUB = 'https://token.actions.githubusercontent.com';
const ACCOUNTS = 'https://accounts.example.org';
export const DEVELOPER = { issuer: ACCOUNTS, subject: 'dev@acme.example' };
const keyless = (...identities: JsonObject[]): JsonObject => ({
  keyless: identities,
});
const prefix = (urlPrefix: string): JsonObject => ({
  keylessPrefix: [{ issuer: GITHUB, urlPrefix }],
});
const actions = (owner: string, repo?: string): JsonObject => ({
  githubActions: { owner, ...(repo === undefined ? {} : { repo }) },
});

/** The rule of the examples: Alice and Bob must sign. */
export const BOTH = certificates(['alice', 'bob']);
const RELEASE = keys(['release']);

const image = (name: string): string => fixtureImage(name).reference;
const on = (
  entry: JsonObject,
  name: string,
  settings: JsonObject = {},
): RejectionCase => underRule(entry, [image(name)], settings);

/** By what is wrong. */
const SIGNED: Readonly<Record<string, RejectionCase>> = {
  'Alice signed, Bob did not': {
    settings: { signatures: [{ image: '*', ...BOTH }] },
    request: creation(podOf(SEARCH), { name: 'shop' }),
  },
  'not signed, certificates': on(BOTH, 'unsigned'),
  'not signed, a key': on(RELEASE, 'unsigned'),
  'not signed, an identity': on(keyless(DEVELOPER), 'unsigned'),
  'another key': on(keys(['stranger']), 'public-key'),
  'one of two keys': on(keys(['release', 'stranger']), 'public-key'),
  'one of three keys, two needed': on(
    keys(['stranger', 'second', 'release'], { minimumMatches: 2 }),
    'public-key',
  ),
  'Alice signed twice': on(BOTH, 'alice-twice'),
  'one of three certificates, two needed': on(
    certificates(['token', 'alice', 'bob'], { minimumMatches: 2 }),
    'alice-only',
  ),
  'somebody of another company signed': on(BOTH, 'other-company'),
  'an authority that borrows the names': on(BOTH, 'mallory'),
  'a certificate of that authority in the settings': on(
    certificates(['mallory']),
    'mallory',
  ),
  'no log entry': on(BOTH, 'no-rekor'),
  'a log entry for one of two': on(BOTH, 'rekor-split'),
  'a log that nobody trusts': on(BOTH, 'unknown-log'),
  'an expired certificate': on(certificates(['expired']), 'expired'),
  'a certificate of the future': on(
    certificates(['not-yet-valid']),
    'not-yet-valid',
  ),
  'another annotation': on(
    { ...BOTH, annotations: { env: 'dev' } },
    'annotated',
  ),
  'an annotation on one of two': on(
    { ...BOTH, annotations: { env: 'prod' } },
    'annotations-split',
  ),
  'no annotation, a key': on(
    { ...RELEASE, annotations: { env: 'prod' } },
    'public-key',
  ),
  'another issuer': on(
    keyless({ ...DEVELOPER, issuer: 'https://accounts.other.example' }),
    'keyless-email',
  ),
  'another subject': on(
    keyless({ ...DEVELOPER, subject: 'ops@acme.example' }),
    'keyless-email',
  ),
  'an identity without log entry': on(keyless(DEVELOPER), 'keyless-no-rekor'),
  'an identity, signed too late': on(keyless(DEVELOPER), 'keyless-late'),
  'an identity of another Fulcio': on(keyless(DEVELOPER), 'keyless-rogue'),
  'one of two identities': on(
    keyless(DEVELOPER, { ...DEVELOPER, subject: 'ops@acme.example' }),
    'keyless-email',
  ),
  'below another prefix': on(prefix('https://github.com/acme/'), 'github-fork'),
  'another GitHub repository': on(actions('acme', 'shop'), 'github-cart'),
  'an owner that begins alike': on(actions('acme'), 'github-fork'),
  'GitLab in the place of GitHub': on(actions('acme'), 'keyless-uri'),
  'cosign 3, Bob is missing': on(BOTH, 'cosign3-alice-only'),
  'cosign 3 under strict': on(keyless(DEVELOPER), 'cosign3-keyless', {
    evidence: 'strict',
  }),
};

/** What the registry or the host does not let the policy see. */
function outOfReach({ plain }: Registries): Record<string, RejectionCase> {
  const of = (reference: string) => underRule(RELEASE, [reference]);
  return {
    'no such repository': of('registry.example.org/project-safety/serach:v1'),
    'no such tag': of('registry.example.org/project-safety/unsigned:v9'),
    'the registry is down': of('down.example.org/acme/api:v1'),
    'the registry wants a login': of('private.example.org/acme/api:v1'),
    'the login is not enough': of('secret.example.org/acme/api:v1'),
    'too many pulls': of('busy.example.org/acme/api:v1'),
    'the registry is broken': of('broken.example.org/acme/api:v1'),
    'no TLS': of(`${plain}/acme/api:v1`),
    'verification is not granted': {
      ...on(RELEASE, 'public-key'),
      allowed: ['oci/v1/oci_manifest'],
    },
    'manifests are not granted': {
      ...on(BOTH, 'search'),
      allowed: ['oci/v2/verify'],
    },
  };
}

/** What no signature has to do with. */
const WITHOUT_SIGNATURES: Readonly<Record<string, RejectionCase>> = {
  'capitals in an image': underRule(RELEASE, ['ghcr.io/Acme/API:v1']),
  'the ID of an image': underRule(RELEASE, ['2a71f12313e0'.padEnd(64, 'c')]),
  'an image without name': underRule(RELEASE, ['']),
  'no rule is about the image': {
    settings: {
      signatures: [{ image: 'registry.example.org/*', ...RELEASE }],
      unmatchedImages: 'reject',
    },
    request: creation(podOf('docker.io/library/nginx:1.29')),
  },
  'no digest': on(RELEASE, 'public-key', { requireDigest: true }),
  'a number as image': underRule(RELEASE, [5]),
  'a kind that nobody knows': {
    settings: {
      signatures: [{ image: '*', ...RELEASE }],
      unknownResources: 'reject',
    },
    request: creation(
      { apiVersion: 'acme.io/v1', kind: 'Shop', metadata: { name: 'web' } },
      {
        kind: { group: 'acme.io', version: 'v1', kind: 'Shop' },
        resource: { group: 'acme.io', version: 'v1', resource: 'shops' },
      },
    ),
  },
  'settings without rules': {
    settings: { signatures: [] },
    request: creation(podOf(image('search'))),
  },
  'no admission request': {
    settings: { signatures: [{ image: '*', ...RELEASE }] },
    request: {},
    mode: 'raw',
  },
};

/** Several images in one object. */
const SEVERAL: Readonly<Record<string, RejectionCase>> = {
  'two images, the same of both': underRule(BOTH, [
    image('unsigned'),
    'registry.example.org/project-safety/unsigned@' +
      fixtureImage('unsigned').digest,
  ]),
  'two images, another reason each': underRule(BOTH, [
    image('unsigned'),
    image('alice-only'),
  ]),
  'one image in three containers': underRule(BOTH, [
    image('unsigned'),
    image('unsigned'),
    image('unsigned'),
  ]),
  'twelve images': {
    settings: { signatures: [{ image: '*', ...RELEASE }], requireDigest: true },
    request: creation(
      podOf(...Array.from({ length: 12 }, (_, i) => `ghcr.io/acme/api:v${i}`)),
    ),
  },
};

/** All of them, in the order of the page. */
export function ourHost(
  registries: Registries,
): Readonly<Record<string, RejectionCase>> {
  return {
    ...SIGNED,
    ...outOfReach(registries),
    ...WITHOUT_SIGNATURES,
    ...SEVERAL,
  };
}

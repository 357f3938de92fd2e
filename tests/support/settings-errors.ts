// SPDX-License-Identifier: Apache-2.0

/** Settings for each error of the catalogue, by the words of the error. */
import { generateKeyPairSync } from 'node:crypto';
import {
  CROSS,
  LONG_LEAF,
  LOW_LEAF,
  LOWER,
  MIDDLE,
  NO_SIGN,
  NO_SIGN_LEAF,
  RING,
  RING_BACK,
  RING_LEAF,
  ROOT,
} from '../fixtures/vectors/chains.js';
import { IDENTITIES, PEM } from './generate/images.js';
import { wireJson, type Json, type JsonObject } from './json.js';

const IMAGE = 'ghcr.io/acme/*';
const KEY: JsonObject = { image: IMAGE, pubKeys: [PEM.release] };
const GOOD: JsonObject = { signatures: [KEY] };
const { issuer } = IDENTITIES.developer;
const SHOP = { apiGroup: 'acme.io', kind: 'Shop', path: 'spec.template.spec' };

const under = (more: JsonObject): JsonObject => ({
  signatures: [{ image: IMAGE, ...more }],
});
const keyed = (more: JsonObject): JsonObject => ({
  signatures: [{ ...KEY, ...more }],
});
const image = (pattern: string): JsonObject => keyed({ image: pattern });
const key = (...pubKeys: Json[]): JsonObject => under({ pubKeys });
const certificate = (...certificates: Json[]): JsonObject =>
  under({ certificates });
const chained = (signer: string, ...chain: string[]): JsonObject =>
  under({ certificates: [signer], certificateChain: chain });
const prefix = (...urlPrefixes: string[]): JsonObject =>
  under({
    keylessPrefix: urlPrefixes.map((urlPrefix) => ({ issuer, urlPrefix })),
  });
const podSpecs = (more: JsonObject): JsonObject => ({
  ...GOOD,
  podSpecPaths: [{ ...SHOP, ...more }],
});
/** PEM with these bytes, and nothing that they say. */
const armored = (label: string): string =>
  `-----BEGIN ${label}-----\nMAA=\n-----END ${label}-----\n`;
const p521 = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-521' })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();

const OF_ALL: Readonly<Record<string, Json>> = {
  'this is a policy resource: pass its spec.settings': {
    apiVersion: 'policies.kubewarden.io/v1',
    kind: 'ClusterAdmissionPolicy',
    metadata: { name: 'signed' },
    spec: { module: 'registry://ghcr.io/acme/policy:v1', settings: GOOD },
  },
  'Signatures must not be empty': { signatures: [] },
  'unknown key': { ...GOOD, namespaces: ['default'] },
  'unknown key, did you mean %1?': { ...GOOD, requiredDigest: true },
  'is missing': under({ keyless: [{ issuer }] }),
  'is deprecated, write %1': under({ pub_keys: [PEM.release] }),
  'contradicts digestMutation': {
    ...GOOD,
    modifyImagesWithDigest: false,
    digestMutation: 'all',
  },
  'key must not be empty': keyed({ annotations: { '': 'prod' } }),
  'must be a list': { signatures: KEY },
  'must be an object': { signatures: ['ghcr.io/acme/*'] },
  'must be a string': keyed({ annotations: { reviewed: true } }),
  'must not be empty': key(),
  'must be true or false': { ...GOOD, requireDigest: 'yes' },
  'must be a whole number from 1 on': keyed({ minimumMatches: '1' }),
  'must be ': { ...GOOD, unmatchedImages: 'deny' },
  'is a duplicate': key(PEM.release, PEM.release),
};

const SIGNERS: Readonly<Record<string, Json>> = {
  'needs one of pubKeys, keyless, keylessPrefix, githubActions, certificates':
    under({}),
  'has more than one kind of signers': keyed({
    githubActions: { owner: 'acme' },
  }),
  'needs certificates': keyed({ certificateChain: [PEM.root] }),
  'needs a list of signers': under({
    githubActions: { owner: 'acme' },
    minimumMatches: 1,
  }),
  'is more than there are signers': keyed({ minimumMatches: 2 }),
  'counts one signer twice: two certificates have one key': under({
    certificates: [CROSS, MIDDLE],
    minimumMatches: 2,
  }),
  'counts one signer twice: a urlPrefix is below another': {
    signatures: [
      {
        image: IMAGE,
        minimumMatches: 2,
        keylessPrefix: [
          'https://github.com/acme',
          'https://github.com/acme/api',
        ].map((urlPrefix) => ({ issuer, urlPrefix })),
      },
    ],
  },
  'must be a single name': under({ githubActions: { owner: 'acme/api' } }),
  'is compared exactly, * included: use keylessPrefix': under({
    keyless: [{ issuer, subject: '*@acme.example' }],
  }),
  'must be an absolute http or https URL': prefix('github.com/acme'),
  'must have a host': prefix('https:///acme'),
  'must have a lower-case host name or IPv4 address, no user name, query or fragment':
    prefix('https://GitHub.com/acme'),
  'must have a plain port, other than the default': prefix(
    'https://github.com:443/acme',
  ),
  'ends inside a name': prefix('https://github.com/acme%2'),
  'has a character that no subject URL has': prefix(
    'https://github.com/acme corp',
  ),
  'must have no dot segments': prefix('https://github.com/acme/../evil'),
};

const POD_SPECS: Readonly<Record<string, Json>> = {
  'is about a built-in kind': podSpecs({ apiGroup: '', kind: 'Pod' }),
  'must be a group without version': podSpecs({ apiGroup: 'acme.io/v1' }),
  'must begin with a capital letter': podSpecs({ kind: 'shop' }),
  'must be keys joined by dots, such as spec.template.spec': podSpecs({
    path: 'spec..template',
  }),
  'may have * in place of a key, but not of the first': podSpecs({
    path: '*.template.spec',
  }),
};

const CERTIFICATES: Readonly<Record<string, Json>> = {
  'has the root %1 before %2': chained(PEM.alice, PEM.root, PEM.intermediate),
  '%1 is issued by %2, which is not in it': chained(PEM.alice, PEM.otherRoot),
  '%1 may not issue certificates': chained(NO_SIGN_LEAF, NO_SIGN, ROOT),
  '%1 allows no path as long as this': chained(LOW_LEAF, LOWER, MIDDLE, ROOT),
  'does not lead to its last certificate': chained(
    RING_LEAF,
    RING,
    RING_BACK,
    ROOT,
  ),
  "is a CA certificate: write the signer's own": chained(
    PEM.intermediate,
    PEM.root,
  ),
  'is not for signing code, so hosts refuse it': chained(
    PEM.noCodeSigning,
    PEM.intermediate,
    PEM.root,
  ),
  'is not for digital signatures, so hosts refuse it': chained(
    PEM.noDigitalSignature,
    PEM.intermediate,
    PEM.root,
  ),
  'is not a PEM certificate: its label is another': certificate(PEM.release),
  'must hold one certificate, not several': certificate(PEM.alice + PEM.bob),
  'is not a PEM certificate: its DER is malformed': certificate(
    armored('CERTIFICATE'),
  ),
};

const KEYS: Readonly<Record<string, Json>> = {
  'is not PEM: it has no BEGIN line': key('cosign.pub'),
  'is not PEM: a BEGIN or END line is missing or malformed': key(
    PEM.release.slice(0, 100),
  ),
  'is not PEM: its base64 is malformed': key(PEM.release.replace('\nM', '\n!')),
  'is not PEM: text follows the last END line': key(`${PEM.release}# release`),
  'is not a PEM public key: its label is not PUBLIC KEY': key(PEM.alice),
  'must hold one public key, not several': key(PEM.release + PEM.second),
  'is not a PEM public key: its DER is malformed': key(armored('PUBLIC KEY')),
  'is of no kind that hosts verify: ECDSA P-256 or P-384, Ed25519, RSA':
    key(p521()),
};

const PATTERNS: Readonly<Record<string, Json>> = {
  'never matches: full names are compared, write %1%2': {
    ...GOOD,
    excludeImages: ['nginx:*'],
  },
  'can never match: %1': image('ghcr.io/acme/$app'),
  'it has a character that no image reference has': image('ghcr.io/acme/* '),
  'a name begins with a dot; write * for any characters':
    image('ghcr.io/acme/.*'),
  'it is longer than any image reference': image(`*${'a'.repeat(802)}`),
  'repository names are lower-case': image('ghcr.io/Acme/*'),
  'it is not a valid image reference': image('ghcr.io/a..b'),
  'it is a URL; write the image without https://': image(
    'https://ghcr.io/acme/*',
  ),
  'an empty name stands beside a slash': image('ghcr.io/'),
  'an IPv6 address must be in its shortest form, such as [2001:db8::1]': image(
    '[2001:db8:0::1]:5000/*',
  ),
  'capitals before a wildcard must stand behind the colon of a tag':
    image('*GHCR*'),
  'Docker Hub is docker.io, write %1%2': image('index.docker.io*'),
  'a port must not begin with 0': image('*.example.com:0500/app'),
  'names leave out the port 443, write %1%2': image('ghcr.io:443*'),
};

/** Texts that are no JSON of the usual kind. */
const TEXTS: Readonly<Record<string, string>> = {
  'is not valid JSON': '{"signatures":[',
  'is given twice': wireJson({ ...GOOD, requireDigest: true }).replace(
    '{',
    '{"requireDigest":false,',
  ),
  'is not a valid JSON string': wireJson(
    under({ keyless: [{ issuer, subject: 'X' }] }),
  ).replace('"X"', '"\\ud800"'),
};

/** The settings of each error as JSON text, by the words of the error. */
export const SETTINGS_WITH_ERRORS: Readonly<Record<string, string>> = {
  ...TEXTS,
  ...Object.fromEntries(
    Object.entries({
      ...OF_ALL,
      ...SIGNERS,
      ...POD_SPECS,
      ...CERTIFICATES,
      ...KEYS,
      ...PATTERNS,
    }).map(([words, settings]) => [words, wireJson(settings)]),
  ),
};

/** Names as long as they may be, in errors that have names. */
export const SETTINGS_WITH_LONG_NAMES: Readonly<Record<string, string>> = {
  '%1 is issued by %2, which is not in it': wireJson(
    chained(LONG_LEAF, PEM.otherRoot),
  ),
  'never matches: full names are compared, write %1%2': wireJson({
    ...GOOD,
    excludeImages: [`${'n'.repeat(255)}:*`],
  }),
  'Docker Hub is docker.io, write %1%2': wireJson(
    image(`*.docker.io/${'n'.repeat(239)}/*`),
  ),
  'names leave out the port 443, write %1%2': wireJson(
    image(`*.example.com:443/${'n'.repeat(239)}/*`),
  ),
};

/** Whether a message has the words of the policy's template, in their order. */
export function isFilled(template: string, message: string): boolean {
  const words = template
    .split(/%\d/)
    .map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(words.join('.*'), 'u').test(message);
}

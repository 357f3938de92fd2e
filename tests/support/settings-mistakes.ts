// SPDX-License-Identifier: Apache-2.0

/** Mistakes that people make in settings, by what each is. */
import { IDENTITIES, PEM } from './generate/images.js';
import type { Json, JsonObject } from './json.js';

const IMAGE = 'ghcr.io/acme/*';
const KEY: JsonObject = { image: IMAGE, pubKeys: [PEM.release] };
const GOOD: JsonObject = { signatures: [KEY] };
const { issuer, subject } = IDENTITIES.developer;
const PATH = { apiGroup: 'acme.io', kind: 'Shop', path: 'spec.template.spec' };

const entry = (more: JsonObject): JsonObject => ({
  signatures: [{ image: IMAGE, ...more }],
});
const keyed = (more: JsonObject): JsonObject => ({
  signatures: [{ ...KEY, ...more }],
});
const image = (pattern: string): JsonObject => keyed({ image: pattern });
const key = (...pubKeys: Json[]): JsonObject => entry({ pubKeys });
const prefix = (urlPrefix: string): JsonObject =>
  entry({ keylessPrefix: [{ issuer, urlPrefix }] });
const chained = (certificate: string, ...chain: string[]): JsonObject =>
  entry({ certificates: [certificate], certificateChain: chain });

export const SETTINGS_MISTAKES: Readonly<Record<string, Json>> = {
  'no settings': {},
  'no rules': { signatures: [] },
  'the whole policy resource': {
    apiVersion: 'policies.kubewarden.io/v1',
    kind: 'ClusterAdmissionPolicy',
    metadata: { name: 'signed' },
    spec: { module: 'registry://ghcr.io/acme/policy:v1', settings: GOOD },
  },
  'signatures misspelt': { signature: [KEY] },
  'signatures as an object': { signatures: KEY },
  'a key nobody knows': { ...GOOD, namespaces: ['default'] },
  'a key misspelt': { ...GOOD, requiredDigest: true },
  'an option of an entry misspelt': keyed({ anotations: { env: 'prod' } }),
  'signers misspelt': { signatures: [{ image: IMAGE, pubKey: [PEM.release] }] },
  'image misspelt': { signatures: [{ imag: IMAGE, pubKeys: [PEM.release] }] },
  'a subject misspelt': entry({ keyless: [{ issuer, subjct: subject }] }),
  'no signers': entry({}),
  'two kinds of signers': keyed({ githubActions: { owner: 'acme' } }),
  'an empty list of signers': key(),
  'one key in the place of a list': entry({ pubKeys: PEM.release }),
  'a path in the place of a key': key('cosign.pub'),
  'a key that was cut': key(PEM.release.slice(0, 100)),
  'a certificate among keys': key(PEM.alice),
  'two keys in one text': key(PEM.release + PEM.second),
  'a key twice': key(PEM.release, PEM.release),
  'a threshold too high': keyed({ minimumMatches: 2 }),
  'a threshold of none': keyed({ minimumMatches: 0 }),
  'a threshold in quotes': keyed({ minimumMatches: '1' }),
  'a chain in reverse': chained(PEM.alice, PEM.root, PEM.intermediate),
  'a root of others': chained(PEM.alice, PEM.otherRoot),
  'a chain that does not link': chained(
    PEM.alice,
    PEM.intermediate,
    PEM.otherRoot,
  ),
  'an authority as signer': chained(PEM.intermediate, PEM.root),
  'a certificate that is not for code': chained(
    PEM.noCodeSigning,
    PEM.intermediate,
    PEM.root,
  ),
  'a chain beside keys': keyed({ certificateChain: [PEM.root] }),
  'a wildcard in a subject': entry({
    keyless: [{ issuer, subject: '*@acme.example' }],
  }),
  'a prefix without scheme': prefix('github.com/acme'),
  'a prefix with capitals': prefix('https://GitHub.com/acme'),
  'owner and repository in one': entry({
    githubActions: { owner: 'acme/api' },
  }),
  'a URL as image': image('https://ghcr.io/acme/*'),
  'a regular expression as image': image('ghcr.io/acme/.*'),
  'capitals in a repository': image('ghcr.io/Acme/*'),
  'a space behind an image': image('ghcr.io/acme/* '),
  'a short name excluded': { ...GOOD, excludeImages: ['nginx:*'] },
  'a word that is none': { ...GOOD, unmatchedImages: 'deny' },
  'yes in quotes': { ...GOOD, requireDigest: 'yes' },
  'two options that contradict': {
    ...GOOD,
    modifyImagesWithDigest: false,
    digestMutation: 'all',
  },
  'a version in a group': {
    ...GOOD,
    podSpecPaths: [{ ...PATH, apiGroup: 'acme.io/v1' }],
  },
};

// SPDX-License-Identifier: Apache-2.0

import type { Json, JsonObject } from '../json.js';
import { IDENTITIES, imageGlob, PEM } from './images.js';
import type { Random } from './random.js';

/** Settings with up to one oddity, whose name is kept for reports. */
export interface GeneratedSettings {
  readonly settings: Json;
  readonly oddity: string | undefined;
}

type Entry = Record<string, Json>;

const CHAIN = [PEM.intermediate, PEM.root];

/** A rule of one kind that both policies take. */
const ENTRIES: readonly ((random: Random) => Entry)[] = [
  (random) => ({
    pubKeys: random.chance(0.5)
      ? [PEM.release]
      : random.pick([[PEM.release, PEM.second], [PEM.stranger]]),
  }),
  (random) => ({
    keyless: [
      random.chance(0.9)
        ? IDENTITIES.developer
        : { issuer: IDENTITIES.developer.issuer, subject: 'eve@acme.example' },
    ],
  }),
  (random) => ({
    keylessPrefix: [
      {
        issuer: IDENTITIES.workflow.issuer,
        url_prefix: random.chance(0.9)
          ? 'https://github.com/acme'
          : 'https://github.com/ac',
      },
    ],
  }),
  (random) => ({
    githubActions: random.pick<Json>([
      { owner: 'acme' },
      { owner: 'acme', repo: 'api' },
      { owner: 'acme', repo: 'web' },
    ]),
  }),
  (random) => ({
    certificates: random.chance(0.6) ? [PEM.alice] : [PEM.alice, PEM.bob],
    certificateChain: CHAIN,
    requireRekorBundle: random.chance(0.8),
  }),
];

function entry(random: Random): Entry {
  const annotations = random.chance(0.9)
    ? {}
    : { annotations: { env: random.chance(0.7) ? 'prod' : 'dev' } };
  return {
    image: imageGlob(random),
    ...random.pick(ENTRIES)(random),
    ...annotations,
  };
}

const KEYED = { image: '*', pubKeys: [PEM.release] };
const CERTIFIED = {
  image: 'registry.example.org/*',
  certificates: [PEM.alice],
  certificateChain: CHAIN,
  requireRekorBundle: true,
};
const PREFIXED = {
  issuer: IDENTITIES.workflow.issuer,
  urlPrefix: 'https://github.com/acme',
};
const one = (signature: Json): JsonObject => ({ signatures: [signature] });
const prefixed = (url: string): JsonObject =>
  one({
    image: '*',
    keylessPrefix: [{ issuer: PREFIXED.issuer, url_prefix: url }],
  });

/** Whole settings that are odd in one way each. */
const ODD_SETTINGS: Readonly<Record<string, Json>> = {
  'signatures missing': {},
  'signatures empty': { signatures: [] },
  'signatures null': { signatures: null },
  'signatures no list': { signatures: KEYED },
  'no signer kind': one({ image: '*' }),
  'two signer kinds': one({ ...KEYED, keyless: [IDENTITIES.developer] }),
  'misspelt annotations': one({ ...KEYED, anotations: { env: 'prod' } }),
  'unknown entry key': one({ ...KEYED, team: 'a' }),
  'annotations no strings': one({ ...KEYED, annotations: { env: 1 } }),
  'annotations null': one({ ...KEYED, annotations: null }),
  'image empty': one({ ...KEYED, image: '' }),
  'image of githubActions empty': one({
    image: '',
    githubActions: { owner: 'acme' },
  }),
  'image no string': one({ ...KEYED, image: 1 }),
  'image never matches': one({ ...KEYED, image: 'ghcr.io/acme/api:v1:v2' }),
  'image with a space': one({ ...KEYED, image: 'ghcr.io/acme /*' }),
  'pubKeys empty': one({ image: '*', pubKeys: [] }),
  'keyless empty': one({ image: '*', keyless: [] }),
  'keylessPrefix empty': one({ image: '*', keylessPrefix: [] }),
  'certificates empty': one({ ...CERTIFIED, certificates: [] }),
  'key twice': one({ image: '*', pubKeys: [PEM.release, PEM.release] }),
  'identity twice': one({
    image: '*',
    keyless: [IDENTITIES.developer, IDENTITIES.developer],
  }),
  'key is a certificate': one({ image: '*', pubKeys: [PEM.alice] }),
  'key broken': one({
    image: '*',
    pubKeys: [PEM.release.replace(/[A-Za-z0-9+/]{8}\n/, '')],
  }),
  'key no PEM': one({ image: '*', pubKeys: ['key'] }),
  'issuer empty': one({
    image: '*',
    keyless: [{ issuer: '', subject: 'dev@acme.example' }],
  }),
  'owner empty': one({ image: '*', githubActions: { owner: '' } }),
  'url_prefix no URL': prefixed('github.com/acme'),
  'url_prefix without host': prefixed('https://'),
  'url_prefix of another scheme': prefixed('ftp://github.com/acme'),
  'urlPrefix as documented': one({ image: '*', keylessPrefix: [PREFIXED] }),
  'both prefix spellings': one({
    image: '*',
    keylessPrefix: [{ ...PREFIXED, url_prefix: PREFIXED.urlPrefix }],
  }),
  'pub_keys deprecated': one({ image: '*', pub_keys: [PEM.release] }),
  'requireRekorBundle missing': one({
    image: 'registry.example.org/*',
    certificates: [PEM.alice],
    certificateChain: CHAIN,
  }),
  'no chain': one({ ...CERTIFIED, certificateChain: null }),
  'chain of another CA': one({
    ...CERTIFIED,
    certificateChain: [PEM.otherRoot],
  }),
  'chain without root': one({
    ...CERTIFIED,
    certificateChain: [PEM.intermediate],
  }),
  'chain in one PEM': one({
    ...CERTIFIED,
    certificateChain: [PEM.intermediate + PEM.root],
  }),
  'chain in the wrong order': one({
    ...CERTIFIED,
    certificateChain: [PEM.root, PEM.intermediate],
  }),
  'certificate expired': one({ ...CERTIFIED, certificates: [PEM.expired] }),
  'certificate of a stranger': one({
    ...CERTIFIED,
    certificates: [PEM.mallory],
  }),
  'modify no boolean': { ...one(KEYED), modifyImagesWithDigest: 'yes' },
  'unknown top-level key': { ...one(KEYED), description: 'from a UI' },
};

/** New settings that can only make the policy stricter. */
const STRICT_OPTIONS: readonly JsonObject[] = [
  { unmatchedImages: 'reject' },
  { requireDigest: true },
  { unknownResources: 'reject' },
  {
    podSpecPaths: [
      {
        apiGroup: 'argoproj.io',
        kind: 'Rollout',
        path: 'spec.template.spec',
      },
    ],
  },
];

/** Settings of one to three rules, now and then odd. */
export function generateSettings(random: Random): GeneratedSettings {
  if (random.chance(0.15)) {
    const oddity = random.pick(Object.keys(ODD_SETTINGS));
    return { settings: ODD_SETTINGS[oddity] ?? null, oddity };
  }
  const settings = {
    signatures: random.times(1 + random.below(3), () => entry(random)),
    ...(random.chance(0.15) && { modifyImagesWithDigest: false }),
  };
  if (!random.chance(0.12)) return { settings, oddity: undefined };
  const option = random.pick(STRICT_OPTIONS);
  return { settings: { ...settings, ...option }, oddity: undefined };
}

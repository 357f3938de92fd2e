// SPDX-License-Identifier: Apache-2.0

/** Every kind of signers on real signatures, each beside what is nearly it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  loadPolicy,
  realCapabilities,
  type Policy,
} from '@kubewarden/policy-host';
import {
  serveLayout,
  type LayoutServer,
} from '@kubewarden/policy-host/verification';
import {
  FIXTURES_FOLDER,
  readFixture,
  readFixtureJson,
  type FixtureImage,
} from '../../support/fixture-files.js';
import { creation, podOf } from '../../support/policy.js';
import { POLICY_WASM } from '../../support/guest.js';

type Entry = Readonly<Record<string, unknown>>;
/** What the entry says, the image it is for, and whether that is accepted. */
type Row = readonly [string, Entry, string, boolean];

const images = readFixtureJson<FixtureImage[]>('images.json');
const pem = (path: string): string => readFixture(path).toString();
const key = (name: string): string => pem(`keys/${name}.pub`);
const certificate = (name: string): string => pem(`pki/${name}.pem`);
const CHAIN = {
  certificateChain: [certificate('intermediate'), certificate('root')],
};

let server: LayoutServer;
let policy: Policy;
before(async () => {
  server = await serveLayout(`${FIXTURES_FOLDER}oci-layout`);
  policy = await loadPolicy(POLICY_WASM, {
    capabilities: realCapabilities({
      mirrors: {
        'registry.example.org': server.address,
        'ghcr.io': server.address,
      },
      trustConfigPath: `${FIXTURES_FOLDER}trust/trust-config.json`,
    }),
  });
});
after(async () => {
  await policy.close();
  await server.close();
});

function fixture(name: string): FixtureImage {
  const found = images.find((image) => image.name === name);
  assert.ok(found, name);
  return found;
}

async function check([, entry, name, expected]: Row): Promise<void> {
  const { reference, digest } = fixture(name);
  const settings = { signatures: [{ image: '*', ...entry }] };
  assert.deepEqual(await policy.validateSettings(settings), { valid: true });
  const verdict = await policy.validate(creation(podOf(reference)), settings);
  assert.equal(verdict.accepted, expected, verdict.message);
  if (expected) {
    assert.deepEqual(verdict.auditAnnotations, {
      'verified-images': `${reference}@${digest}`,
    });
    assert.deepEqual(verdict.mutatedObject, podOf(`${reference}@${digest}`));
  } else {
    assert.match(
      verdict.message ?? '',
      /^Resource web is not accepted: \S+ \(containers\[0\]\) .+ \(signatures\[0\].*\) \[[a-z-]+\]$/,
    );
    assert.equal(verdict.mutatedObject, undefined);
  }
}

function rows(title: string, all: readonly Row[]): void {
  describe(title, () => {
    for (const row of all) {
      const [name, , image, expected] = row;
      it(`${image} ${expected ? 'passes' : 'fails'}: ${name}`, () =>
        check(row));
    }
  });
}

const keys = (...names: readonly string[]): Entry => ({
  pubKeys: names.map(key),
});
rows('public keys', [
  ['its key', keys('release'), 'public-key', true],
  ['another key', keys('stranger'), 'public-key', false],
  ['its key and another', keys('release', 'stranger'), 'public-key', false],
  ['both keys', keys('release', 'second'), 'two-public-keys', true],
  [
    'one of two',
    { ...keys('stranger', 'second'), minimumMatches: 1 },
    'two-public-keys',
    true,
  ],
  [
    'two of three',
    { ...keys('stranger', 'second', 'release'), minimumMatches: 2 },
    'two-public-keys',
    true,
  ],
  [
    'two of three',
    { ...keys('stranger', 'second', 'release'), minimumMatches: 2 },
    'public-key',
    false,
  ],
  [
    'P-384, RSA and Ed25519',
    keys('p384', 'rsa', 'ed25519'),
    'other-key-types',
    true,
  ],
  ['no signature', keys('release'), 'unsigned', false],
]);

const certificates = (...names: readonly string[]): Entry => ({
  certificates: names.map(certificate),
  ...CHAIN,
});
rows('certificates', [
  ['both', certificates('alice', 'bob'), 'search', true],
  ['one of both', certificates('bob'), 'search', true],
  [
    'pinned without a chain',
    { certificates: [certificate('alice')] },
    'search',
    true,
  ],
  ['the other missing', certificates('alice', 'bob'), 'alice-only', false],
  ['one signer twice', certificates('alice', 'bob'), 'alice-twice', false],
  [
    'one of two is enough',
    { ...certificates('alice', 'bob'), minimumMatches: 1 },
    'bob-only',
    true,
  ],
  [
    'two of three',
    { ...certificates('token', 'alice', 'bob'), minimumMatches: 2 },
    'search',
    true,
  ],
  [
    'two of three',
    { ...certificates('token', 'alice', 'bob'), minimumMatches: 2 },
    'alice-only',
    false,
  ],
  ['no log entry', certificates('alice', 'bob'), 'no-rekor', false],
  [
    'no log entry needed',
    { ...certificates('alice', 'bob'), requireRekorBundle: false },
    'no-rekor',
    true,
  ],
  ['an unknown log', certificates('alice', 'bob'), 'unknown-log', false],
  ['expired', certificates('expired'), 'expired', false],
  ['not yet valid', certificates('not-yet-valid'), 'not-yet-valid', false],
  ['a hardware token', certificates('token'), 'hardware-token', true],
  ['not that token', certificates('alice'), 'hardware-token', false],
  ['a KMS', certificates('kms'), 'kms', true],
  ['not that KMS', certificates('token'), 'kms', false],
  ['an index', certificates('alice', 'bob'), 'multi-arch', true],
  ['cosign 3', certificates('alice', 'bob'), 'cosign3-certificates', true],
  [
    'cosign 3, the other missing',
    certificates('alice', 'bob'),
    'cosign3-alice-only',
    false,
  ],
]);

const prod = (value: string): Entry => ({
  ...certificates('alice', 'bob'),
  annotations: { env: value },
});
rows('annotations', [
  ['the right value', prod('prod'), 'annotated', true],
  ['another value', prod('dev'), 'annotated', false],
  ['a value on another signature', prod('prod'), 'annotations-split', false],
  ['none at all', prod('prod'), 'search', false],
]);

const identity = (issuer: string, subject: string): Entry => ({
  keyless: [{ issuer, subject }],
});
const ACCOUNTS = 'https://accounts.example.org';
const GITHUB = 'https://token.actions.githubusercontent.com';
const DEVELOPER = 'dev@acme.example';
rows('keyless', [
  ['issuer and subject', identity(ACCOUNTS, DEVELOPER), 'keyless-email', true],
  [
    'another issuer',
    identity(`${ACCOUNTS}.evil`, DEVELOPER),
    'keyless-email',
    false,
  ],
  [
    'the issuer with a slash',
    identity(`${ACCOUNTS}/`, DEVELOPER),
    'keyless-email',
    false,
  ],
  [
    'another subject',
    identity(ACCOUNTS, `x${DEVELOPER}`),
    'keyless-email',
    false,
  ],
  [
    'the start of the subject',
    identity(ACCOUNTS, 'dev@acme'),
    'keyless-email',
    false,
  ],
  ['no log entry', identity(ACCOUNTS, DEVELOPER), 'keyless-no-rekor', false],
  ['signed too late', identity(ACCOUNTS, DEVELOPER), 'keyless-late', false],
  ['another CA', identity(ACCOUNTS, DEVELOPER), 'keyless-rogue', false],
  ['cosign 3', identity(ACCOUNTS, DEVELOPER), 'cosign3-keyless', true],
  [
    'one of two',
    {
      keyless: [
        { issuer: 'x', subject: 'y' },
        { issuer: ACCOUNTS, subject: DEVELOPER },
      ],
      minimumMatches: 1,
    },
    'keyless-email',
    true,
  ],
  [
    'one of two, both needed',
    {
      keyless: [
        { issuer: 'x', subject: 'y' },
        { issuer: ACCOUNTS, subject: DEVELOPER },
      ],
    },
    'keyless-email',
    false,
  ],
]);

const prefix = (urlPrefix: string, issuer = GITHUB): Entry => ({
  keylessPrefix: [{ issuer, urlPrefix }],
});
rows('keylessPrefix', [
  ['the owner', prefix('https://github.com/acme'), 'github-shop', true],
  [
    'the repository',
    prefix('https://github.com/acme/shop/'),
    'github-shop',
    true,
  ],
  [
    'the old spelling',
    {
      keylessPrefix: [
        { issuer: GITHUB, url_prefix: 'https://github.com/acme/' },
      ],
    },
    'github-shop',
    true,
  ],
  ['another owner', prefix('https://github.com/acm'), 'github-shop', false],
  [
    'an owner that begins alike',
    prefix('https://github.com/acme'),
    'github-fork',
    false,
  ],
  [
    'another repository',
    prefix('https://github.com/acme/sho'),
    'github-shop',
    false,
  ],
  [
    'another issuer',
    prefix('https://github.com/acme', ACCOUNTS),
    'github-shop',
    false,
  ],
  ['another scheme', prefix('http://github.com/acme'), 'github-shop', false],
  [
    'GitLab',
    prefix('https://gitlab.example.org/acme', 'https://gitlab.example.org'),
    'keyless-uri',
    true,
  ],
]);

const actions = (owner: string, repo?: string): Entry => ({
  githubActions: { owner, ...(repo === undefined ? {} : { repo }) },
});
rows('githubActions', [
  ['the owner', actions('acme'), 'github-shop', true],
  ['owner and repository', actions('acme', 'shop'), 'github-shop', true],
  ['another repository', actions('acme', 'shop'), 'github-cart', false],
  ['the start of the repository', actions('acme', 'sho'), 'github-shop', false],
  ['the start of the owner', actions('acm'), 'github-shop', false],
  ['another owner', actions('acme'), 'github-fork', false],
  [
    'another owner, same repository',
    actions('acme', 'shop'),
    'github-fork',
    false,
  ],
  ['no workflow', actions('acme'), 'keyless-uri', false],
  ['cosign 3', actions('acme', 'shop'), 'cosign3-github', true],
]);

// SPDX-License-Identifier: Apache-2.0
import type { VerificationRequest } from '@kubewarden/policy-host/verification';
import {
  type FixtureImage,
  readFixture,
  readFixtureJson,
  type Scenarios,
} from './fixture-files.js';

/** A column of the verdict table: settings of one rule of the policy. */
export interface VerdictSettings {
  readonly name: string;
  readonly title: string;
  /** Members of the entry in `signatures`, without `image`. */
  readonly entry: (image: FixtureImage) => SignatureEntry;
}

/** What the tests use of an entry in the policy's settings. */
export interface SignatureEntry {
  readonly certificates?: readonly string[];
  readonly certificateChain?: readonly string[];
  readonly requireRekorBundle?: boolean;
  readonly pubKeys?: readonly string[];
  readonly keyless?: readonly { issuer: string; subject: string }[];
  readonly keylessPrefix?: readonly { issuer: string; urlPrefix: string }[];
  readonly githubActions?: { owner: string; repo: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

const GITHUB = 'https://token.actions.githubusercontent.com';
const { certificates, keys, identities } = readFixtureJson<Scenarios>(
  'regenerate/scenarios.json',
);
const CHAIN = ['intermediate', 'root'].map(certificatePem);
const TEAM = ['alice', 'bob'].map(certificatePem);
const EMAIL = {
  issuer: 'https://accounts.example.org',
  subject: 'dev@acme.example',
};

/** The columns; `own` asks for exactly whom `images.json` names. */
export const VERDICT_SETTINGS: readonly VerdictSettings[] = [
  always('both', 'Alice and Bob, logged', {
    certificates: TEAM,
    certificateChain: CHAIN,
    requireRekorBundle: true,
  }),
  always('unlogged', 'Alice and Bob', {
    certificates: TEAM,
    certificateChain: CHAIN,
    requireRekorBundle: false,
  }),
  always('alice', 'Alice, logged', {
    certificates: TEAM.slice(0, 1),
    certificateChain: CHAIN,
    requireRekorBundle: true,
  }),
  always('prod', 'Alice and Bob, logged, env=prod', {
    certificates: TEAM,
    certificateChain: CHAIN,
    requireRekorBundle: true,
    annotations: { env: 'prod' },
  }),
  always('release', 'release key', { pubKeys: [keyPem('release')] }),
  always('email', 'keyless: dev@acme.example', { keyless: [EMAIL] }),
  always('prefix', 'keyless: github.com/acme', {
    keylessPrefix: [{ issuer: GITHUB, urlPrefix: 'https://github.com/acme' }],
  }),
  always('github', 'GitHub: acme/shop', {
    githubActions: { owner: 'acme', repo: 'shop' },
  }),
  { name: 'own', title: 'all its signers', entry: ownSigners },
];

/** The verifications an entry asks for, one for each certificate. */
export function requestsOf(
  image: string,
  entry: SignatureEntry,
): readonly VerificationRequest[] {
  const { annotations } = entry;
  const common = {
    image,
    ...(annotations === undefined ? {} : { annotations }),
  };
  const requests: VerificationRequest[] = [];
  const chain = entry.certificateChain?.map((pem) => Buffer.from(pem));
  for (const pem of entry.certificates ?? []) {
    requests.push({
      ...common,
      kind: 'certificate',
      certificate: Buffer.from(pem),
      requireRekorBundle: entry.requireRekorBundle ?? true,
      ...(chain === undefined ? {} : { certificateChain: chain }),
    });
  }
  const { pubKeys, keyless, keylessPrefix, githubActions } = entry;
  if (pubKeys !== undefined) {
    requests.push({ ...common, kind: 'pubKeys', pubKeys });
  }
  if (keyless !== undefined) {
    requests.push({ ...common, kind: 'keyless', identities: keyless });
  }
  if (keylessPrefix !== undefined) {
    const kind = 'keylessPrefix';
    requests.push({ ...common, kind, identities: keylessPrefix });
  }
  if (githubActions !== undefined) {
    requests.push({ ...common, kind: 'githubActions', ...githubActions });
  }
  return requests;
}

function always(
  name: string,
  title: string,
  entry: SignatureEntry,
): VerdictSettings {
  return { name, title, entry: () => entry };
}

function ownSigners(image: FixtureImage): SignatureEntry {
  const signers = [...new Set(image.signedBy)];
  if (signers.every((name) => identities.some((i) => i.name === name))) {
    if (signers.length === 0) return { pubKeys: [keyPem('release')] };
    return {
      keyless: signers.map((name) => {
        const found = identities.find((i) => i.name === name) ?? EMAIL;
        return { issuer: found.issuer, subject: found.subject };
      }),
    };
  }
  if (signers.every((name) => keys.some((key) => key.name === name))) {
    return { pubKeys: signers.map(keyPem) };
  }
  const known = signers.filter((name) =>
    certificates.some((one) => one.name === name),
  );
  return {
    certificates: known.map(certificatePem),
    certificateChain: CHAIN,
    requireRekorBundle: image.rekor,
  };
}

function certificatePem(name: string): string {
  return readFixture(`pki/${name}.pem`).toString('utf8');
}

function keyPem(name: string): string {
  return readFixture(`keys/${name}.pub`).toString('utf8');
}

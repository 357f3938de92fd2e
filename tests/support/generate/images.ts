// SPDX-License-Identifier: Apache-2.0

import { readFixture } from '../fixture-files.js';
import { digestOf, World, type Fault, type Signer } from '../world.js';
import type { Random } from './random.js';

const fixture = (path: string): string => readFixture(path).toString('utf8');

/** Keys and certificates of the fixtures, as PEM. */
export const PEM = {
  release: fixture('keys/release.pub'),
  second: fixture('keys/second.pub'),
  stranger: fixture('keys/stranger.pub'),
  alice: fixture('pki/alice.pem'),
  bob: fixture('pki/bob.pem'),
  mallory: fixture('pki/mallory.pem'),
  expired: fixture('pki/expired.pem'),
  intermediate: fixture('pki/intermediate.pem'),
  root: fixture('pki/root.pem'),
  otherRoot: fixture('pki/other-root.pem'),
  noCodeSigning: fixture('pki/no-code-signing.pem'),
  noDigitalSignature: fixture('pki/no-digital-signature.pem'),
} as const;

/** The identities that sign images of the world. */
export const IDENTITIES = {
  developer: {
    issuer: 'https://accounts.example.org',
    subject: 'dev@acme.example',
  },
  workflow: {
    issuer: 'https://token.actions.githubusercontent.com',
    subject:
      'https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1',
  },
} as const;

const EVERYBODY: readonly Signer[] = [
  { kind: 'key', pem: PEM.release },
  { kind: 'key', pem: PEM.second },
  { kind: 'identity', ...IDENTITIES.developer },
  { kind: 'identity', ...IDENTITIES.workflow },
  { kind: 'certificate', pem: PEM.alice },
  { kind: 'certificate', pem: PEM.bob },
];

/** Canonical names of well signed images, each with some other spellings. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  'docker.io/library/nginx:latest': [
    'nginx',
    'nginx:latest',
    'library/nginx',
    'docker.io/nginx',
    'docker.io/library/nginx:latest',
    'index.docker.io/library/nginx',
    'registry-1.docker.io/library/nginx:latest',
  ],
  'docker.io/library/nginx:1.25': ['nginx:1.25', 'docker.io/nginx:1.25'],
  'docker.io/grafana/grafana:11': [
    'grafana/grafana:11',
    'docker.io/grafana/grafana:11',
  ],
  'ghcr.io/acme/api:v1': [
    'ghcr.io/acme/api:v1',
    'GHCR.IO/acme/api:v1',
    'ghcr.io:443/acme/api:v1',
  ],
  'ghcr.io/acme/api:v2': ['ghcr.io/acme/api:v2'],
  'ghcr.io/acme/web:latest': ['ghcr.io/acme/web', 'ghcr.io/acme/web:latest'],
  'registry.example.org/project-safety/cart:v1': [
    'registry.example.org/project-safety/cart:v1',
  ],
  'registry.example.org:5000/team/app:1': [
    'registry.example.org:5000/team/app:1',
  ],
  'localhost:5000/tool:dev': ['localhost:5000/tool:dev'],
};

const PARTLY: Readonly<Record<string, readonly Signer[]>> = {
  'ghcr.io/acme/unsigned:v1': [],
  'docker.io/library/busybox:latest': [],
  'registry.example.org/project-safety/alice-only:v1': EVERYBODY.slice(4, 5),
  'ghcr.io/acme/key-only:v1': EVERYBODY.slice(0, 1),
};

const FAULTY: Readonly<Record<string, Fault>> = {
  'ghcr.io/acme/untrusted:v1': 'untrusted',
  'ghcr.io/acme/bad-digest:v1': 'bad-digest',
  'ghcr.io/acme/no-digest:v1': 'no-digest',
  'ghcr.io/acme/liar:v1': 'liar',
};

const MALFORMED = [
  'Upper/Case:v1',
  'ghcr.io/acme/api:',
  ' nginx',
  'ghcr.io/acme//api:v1',
  'nginx@sha256:123',
  'ghcr.io/acme/api:v1@sha256',
  'ünïcode/image:v1',
  `ghcr.io/${'a'.repeat(300)}`,
];

const ANNOTATIONS = { env: 'prod' };

/** The images that generated requests name, and who signed them. */
export function generatedWorld(): World {
  return new World([
    ...Object.keys(SIGNED).map((name) => ({
      name,
      signers: EVERYBODY,
      annotations: ANNOTATIONS,
      fault: 'none' as const,
    })),
    ...Object.entries(PARTLY).map(([name, signers]) => ({
      name,
      signers,
      annotations: ANNOTATIONS,
      fault: 'none' as const,
    })),
    ...Object.entries(FAULTY).map(([name, fault]) => ({
      name,
      signers: EVERYBODY,
      annotations: ANNOTATIONS,
      fault,
    })),
  ]);
}

/** An image string: mostly signed, sometimes partly, faulty or malformed. */
export function imageName(random: Random): string {
  const roll = random.next();
  if (roll < 0.03) return random.pick(MALFORMED);
  if (roll < 0.07) return random.pick(Object.keys(FAULTY));
  const canonical =
    roll < 0.2
      ? random.pick(Object.keys(PARTLY))
      : random.pick(Object.keys(SIGNED));
  const spelling = random.pick(SIGNED[canonical] ?? [canonical]);
  if (!random.chance(0.15)) return spelling;
  const digest = random.chance(0.9) ? digestOf(canonical) : digestOf('other');
  const bare = spelling.replace(/:[\w.-]+$/, '');
  return `${random.chance(0.5) ? spelling : bare}@${digest}`;
}

/** A glob as administrators write them, some in less usual ways. */
export function imageGlob(random: Random): string {
  if (random.chance(0.2)) return '*';
  return random.pick([
    'docker.io/*',
    'docker.io/library/nginx*',
    'index.docker.io/*',
    'nginx',
    'nginx:*',
    'library/*',
    'ghcr.io/acme/*',
    'ghcr.io/acme/api:v?',
    'ghcr.io/*',
    'GHCR.IO/acme/*',
    'registry.example.org/project-safety/*',
    'registry.example.org:5000/*',
    'localhost:5000/tool:dev',
    '*/acme/*',
  ]);
}

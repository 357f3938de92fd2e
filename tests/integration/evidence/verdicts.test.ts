// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { format } from 'prettier';
import {
  loadPolicy,
  type Policy,
  realCapabilities,
} from '@kubewarden/policy-host';
import {
  createRegistry,
  createVerifier,
  type ImageVerifier,
  type LayoutServer,
  loadTrustRoot,
  serveLayout,
  type TrustRoot,
} from '@kubewarden/policy-host/verification';
import {
  type FixtureImage,
  FIXTURES_FOLDER,
  readFixtureJson,
} from '../../support/fixture-files.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';
import { PROJECT } from '../../support/project.js';
import { tamper, TAMPERINGS } from '../../support/tampering/tamper.js';
import {
  renderVerdicts,
  type VerdictRow,
} from '../../support/verdict-table.js';
import {
  requestsOf,
  type SignatureEntry,
  VERDICT_SETTINGS,
} from '../../support/verdict-settings.js';

const TABLE = join(PROJECT, 'docs', 'verdicts.md');
const POLICY = join(PROJECT, 'policy.wasm');
const TRUST_CONFIG = join(FIXTURES_FOLDER, 'trust', 'trust-config.json');
const HOSTS = ['registry.example.org', 'ghcr.io'];

// Whom to accept, for every image and every attack that must not fail in
// all settings. Whatever is not named here must be rejected.
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  'shopping-cart': ['both', 'unlogged', 'alice', 'own'],
  search: ['both', 'unlogged', 'alice', 'own'],
  'alice-only': ['alice', 'own'],
  'bob-only': ['own'],
  'alice-twice': ['alice', 'own'],
  'alice-and-mallory': ['alice'],
  'no-rekor': ['unlogged', 'own'],
  'rekor-split': ['unlogged', 'alice', 'own'],
  annotated: ['both', 'unlogged', 'alice', 'prod', 'own'],
  'annotations-split': ['both', 'unlogged', 'alice', 'own'],
  'multi-arch': ['both', 'unlogged', 'alice', 'own'],
  'hardware-token': ['own'],
  kms: ['own'],
  'public-key': ['release', 'own'],
  'two-public-keys': ['release', 'own'],
  'other-key-types': ['own'],
  'keyless-email': ['email', 'own'],
  'keyless-uri': ['own'],
  'github-shop': ['prefix', 'github', 'own'],
  'github-cart': ['prefix', 'own'],
  'github-fork': ['own'],
  'keyless-two': ['email', 'prefix', 'github', 'own'],
  'cosign3-key': ['release', 'own'],
  'cosign3-key-no-rekor': ['release', 'own'],
  'cosign3-certificates': ['both', 'unlogged', 'alice', 'prod', 'own'],
  'cosign3-alice-only': ['alice', 'own'],
  'cosign3-chain': ['both', 'unlogged', 'alice', 'own'],
  'cosign3-keyless': ['email', 'own'],
  'cosign3-github': ['prefix', 'github', 'own'],
  // What is left after these attacks is still a good signature.
  'layer-bundle-stripped': ['unlogged'],
  'layer-certificate-stripped': ['both', 'unlogged', 'alice', 'own'],
  'layer-one-stripped': ['alice'],
  'bundle-promise-stripped': ['unlogged'],
  'bundle-entry-stripped': ['unlogged'],
  'bundle-certificate-stripped': ['both', 'unlogged', 'alice', 'prod', 'own'],
};

describe('verdicts', () => {
  const images = readFixtureJson<FixtureImage[]>('images.json');
  const fixtureRows: VerdictRow[] = [];
  const attackRows: VerdictRow[] = [];
  let trustRoot: TrustRoot;
  let server: LayoutServer;

  before(async () => {
    trustRoot = await loadTrustRoot({ trustConfigPath: TRUST_CONFIG });
    const layout = join(FIXTURES_FOLDER, 'oci-layout');
    server = await serveLayout(layout, { referrersApi: false });
  });
  after(() => server.close());

  for (const image of images) {
    test(`image ${image.name}`, async () => {
      const what = image.signedBy.join(', ') || 'nobody';
      const row = await judge(image.name, what, image, server, trustRoot);
      fixtureRows.push(row);
      check(row);
    });
  }

  for (const { name, what, image } of TAMPERINGS) {
    test(`attack ${name}`, async () => {
      const tampered = tamper(name);
      const other = await serveLayout(tampered.folder, { referrersApi: false });
      try {
        const target = fixtureImage(image);
        const row = await judge(name, what, target, other, trustRoot);
        attackRows.push(row);
        check(row);
      } finally {
        await other.close();
        tampered.remove();
      }
    });
  }

  test('every expectation names a row', () => {
    const names = [...images, ...TAMPERINGS].map(({ name }) => name);
    const unknown = Object.keys(ACCEPTED).filter((n) => !names.includes(n));
    assert.deepEqual(unknown, []);
  });

  test('docs/verdicts.md is fresh', async () => {
    const rendered = renderVerdicts(VERDICT_SETTINGS, fixtureRows, attackRows);
    const text = await format(rendered, { parser: 'markdown' });
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(TABLE, text);
    assert.equal(readFileSync(TABLE, 'utf8'), text);
  });
});

/** Runs the policy under all settings; it says what its verifier says. */
async function judge(
  name: string,
  what: string,
  image: FixtureImage,
  server: LayoutServer,
  trustRoot: TrustRoot,
): Promise<VerdictRow> {
  const accepted: string[] = [];
  const onlyHere: string[] = [];
  const reasons = new Map<string, string>();
  const verifier = createVerifier({
    registry: createRegistry({ mirrors: mirrorsTo(server) }),
    trustRoot,
    warn: () => onlyHere.push(VERDICT_SETTINGS[column]?.name ?? ''),
  });
  let column = 0;
  const policy = await policyFor(server);
  try {
    for (; column < VERDICT_SETTINGS.length; column++) {
      const settings = VERDICT_SETTINGS[column];
      assert.ok(settings);
      const entry = settings.entry(image);
      const requests = requestsOf(image.reference, entry);
      const failure = await firstFailure(verifier, requests);
      const isAccepted = await isAcceptedBy(policy, image.reference, entry);
      assert.equal(isAccepted, failure === undefined, settings.name);
      if (isAccepted) accepted.push(settings.name);
      if (failure !== undefined)
        reasons.set(settings.name, failure.replaceAll(server.address, '…'));
    }
  } finally {
    await policy.close();
  }
  return { name, what, accepted, onlyHere, reasons };
}

async function firstFailure(
  verifier: ImageVerifier,
  requests: ReturnType<typeof requestsOf>,
): Promise<string | undefined> {
  assert.notEqual(requests.length, 0);
  const digests = new Set<string>();
  for (const request of requests) {
    try {
      digests.add((await verifier.verify(request)).digest);
    } catch (error) {
      return (error as Error).message;
    }
  }
  assert.equal(digests.size, 1);
  return undefined;
}

function check(row: VerdictRow): void {
  const reasons = JSON.stringify(Object.fromEntries(row.reasons), null, 1);
  assert.deepEqual(row.accepted, ACCEPTED[row.name] ?? [], reasons);
}

async function policyFor(server: LayoutServer): Promise<Policy> {
  assert.ok(existsSync(POLICY), 'policy.wasm is not built');
  return loadPolicy(POLICY, {
    capabilities: realCapabilities({
      mirrors: mirrorsTo(server),
      trustConfigPath: TRUST_CONFIG,
      cacheMs: 0,
    }),
  });
}

/** Settings with a certificate that never can be trusted are refused. */
async function isAcceptedBy(
  policy: Policy,
  image: string,
  entry: SignatureEntry,
): Promise<boolean> {
  const settings = { signatures: [{ image, ...entry }] };
  const { valid } = await policy.validateSettings(settings);
  if (!valid) return false;
  return (await policy.validate(podWith(image), settings)).accepted;
}

function podWith(image: string): object {
  const kind = { group: '', version: 'v1', kind: 'Pod' };
  const resource = { group: '', version: 'v1', resource: 'pods' };
  return {
    uid: '1',
    kind,
    resource,
    operation: 'CREATE',
    userInfo: {},
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image }] },
    },
  };
}

function mirrorsTo(server: LayoutServer): Record<string, string> {
  return Object.fromEntries(HOSTS.map((host) => [host, server.address]));
}

// SPDX-License-Identifier: Apache-2.0

/**
 * The policy's own look at really signed evidence that was tampered with: the
 * host accepts every signature unseen and reads manifests from the registry.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Capabilities,
  loadPolicy,
  realCapabilities,
  scripted,
} from '@kubewarden/policy-host';
import {
  type LayoutServer,
  serveLayout,
} from '@kubewarden/policy-host/verification';
import {
  FIXTURES_FOLDER,
  type FixtureImage,
} from '../../support/fixture-files.js';
import { POLICY_WASM } from '../../support/guest.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';
import { creation, podOf } from '../../support/policy.js';
import { tamper, TAMPERINGS } from '../../support/tampering/tamper.js';
import { VERDICT_SETTINGS } from '../../support/verdict-settings.js';
import {
  mismatch,
  saidOf,
  unavailable,
} from '../../support/evidence-verdict.js';

const HOSTS = ['registry.example.org', 'ghcr.io'];

// What the policy says to each attack on signatures that bear certificates.
// Nothing, where the bytes it sees still belong together: the rest, such as
// the log's own signature, is for hosts to verify. Where a layer is missing,
// or its log entry, `strict` alone rejects: the host saw it elsewhere.
const NOTHING = '';
const MISSING = 'no layer is by ';
const SAYS: Readonly<Record<string, string>> = {
  'layer-garbage-signature': 'layer 0: other signature',
  'layer-garbage-signature-no-bundle': `${MISSING}Alice <alice@example.org>`,
  'layer-flipped-signature': `${MISSING}Alice <alice@example.org>`,
  'layer-signature-newline': NOTHING,
  'layer-no-signature': 'layer 0: malformed',
  'layer-signatures-swapped': 'layer 0: other signature',
  'layer-certificates-swapped': 'layer 0: other certificate',
  'layer-bundles-swapped': 'layer 0: other signature',
  'layer-bundle-of-other-image': 'layer 0: other payload',
  'layer-certificate-of-other-image': 'layer 0: other certificate',
  'layer-certificate-broken': 'layer 0: malformed',
  'layer-payload-renamed': 'layer 0: other payload',
  'layer-payload-reformatted': 'layer 0: other payload',
  'layer-payload-not-json': 'layer 0: other payload',
  'layer-other-bytes': NOTHING,
  'layer-log-key-unknown': NOTHING,
  'layer-log-key-wrong': NOTHING,
  'layer-log-time-moved': NOTHING,
  'layer-log-index-moved': NOTHING,
  'layer-log-body-forged': 'layer 0: other signature',
  'layer-bundle-not-json': 'layer 0: malformed',
  'layer-bundle-null': 'layer 0: malformed',
  'layer-bundle-stripped': `${MISSING}Alice <alice@example.org>`,
  'layer-certificate-stripped': NOTHING,
  'layer-foreign-media-type': NOTHING,
  'layer-one-stripped': `${MISSING}Bob <bob@example.org>`,
  'layer-all-stripped': `${MISSING}Alice <alice@example.org>`,
  'identity-certificates-swapped': 'layer 0: other certificate',
  'identity-bundles-swapped': 'layer 0: other signature',
  'identity-certificates-and-bundles-swapped': 'layer 0: other signature',
  'identity-certificate-of-other-image': 'layer 0: other certificate',
  'identity-layer-of-other-image': `${MISSING}https://github.com/acme-fork/shop/.github/workflows/release.yml@refs/tags/v1.0.0 of https://token.actions.githu...`,
};

/** A long name is all there is room for. */
const saidMissing = (who: string): string =>
  who.endsWith('...')
    ? `has no evidence of ${who} [evidence-unavailable]`
    : unavailable(` of ${who}`);

/** Accepts all signatures of an image, and reads its manifests for real. */
function credulous(image: FixtureImage, server: LayoutServer): Capabilities {
  const mirrors = Object.fromEntries(HOSTS.map((h) => [h, server.address]));
  const real = realCapabilities({ mirrors, cacheMs: 0 });
  const trusting = scripted({
    'oci/v2/verify': { is_trusted: true, digest: image.digest },
  });
  return {
    call: (call) =>
      call.operation === 'v1/oci_manifest'
        ? real.call(call)
        : trusting.call(call),
  };
}

/** What the policy says about an image; '' when it accepts. */
async function judge(
  image: FixtureImage,
  server: LayoutServer,
  evidence: string,
): Promise<string> {
  const own = VERDICT_SETTINGS.find(({ name }) => name === 'own');
  assert.ok(own);
  const capabilities = credulous(image, server);
  const policy = await loadPolicy(POLICY_WASM, { capabilities });
  try {
    const entry = { ...own.entry(image), image: '*' };
    const verdict = await policy.validate(creation(podOf(image.reference)), {
      signatures: [entry],
      evidence,
    });
    return saidOf(verdict.message ?? '');
  } finally {
    await policy.close();
  }
}

describe('evidence in a registry', () => {
  let server: LayoutServer;
  before(async () => {
    const layout = join(FIXTURES_FOLDER, 'oci-layout');
    server = await serveLayout(layout, { referrersApi: false });
  });
  after(() => server.close());

  for (const name of ['search', 'keyless-two', 'hardware-token', 'kms']) {
    it(`binds for ${name}`, async () => {
      const image = fixtureImage(name);
      assert.equal(await judge(image, server, 'strict'), '');
    });
  }

  it('is elsewhere for cosign 3', async () => {
    const image = fixtureImage('cosign3-certificates');
    assert.equal(await judge(image, server, 'whenAvailable'), '');
    assert.equal(await judge(image, server, 'strict'), unavailable());
  });

  for (const { name, image: imageName } of TAMPERINGS) {
    const says = SAYS[name];
    if (says === undefined) continue;
    it(`attack ${name}: ${says === NOTHING ? 'nothing' : says}`, async () => {
      const image = fixtureImage(imageName);
      const tampered = tamper(name);
      const other = await serveLayout(tampered.folder, { referrersApi: false });
      try {
        const isMissing = says.startsWith(MISSING);
        const text = isMissing
          ? saidMissing(says.slice(MISSING.length))
          : mismatch(says);
        const expected = says === NOTHING ? '' : text;
        assert.equal(await judge(image, other, 'strict'), expected);
        assert.equal(
          await judge(image, other, 'whenAvailable'),
          isMissing ? '' : expected,
        );
      } finally {
        await other.close();
        tampered.remove();
      }
    });
  }

  it('is judged for every attack on certificates in layers', () => {
    const names = new Set(TAMPERINGS.map(({ name }) => name));
    assert.deepEqual(
      Object.keys(SAYS).filter((name) => !names.has(name)),
      [],
    );
  });
});

// SPDX-License-Identifier: Apache-2.0

/**
 * Images signed several times, by cosign 2 and 3, logged and not: verified for
 * real, and accepted when all that was asked holds.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  loadPolicy,
  type Policy,
  realCapabilities,
} from '@kubewarden/policy-host';
import {
  type LayoutServer,
  serveLayout,
} from '@kubewarden/policy-host/verification';
import type { FixtureImage } from '../../support/fixture-files.js';
import { POLICY_WASM } from '../../support/guest.js';
import { creation, podOf } from '../../support/policy.js';
import { projectPath } from '../../support/project.js';

const FOLDER = projectPath('tests/fixtures/mixed-images/');
const read = (path: string): string => readFileSync(FOLDER + path, 'utf8');
const pem = (name: string): string => read(`pki/${name}.pem`);

const IMAGES = JSON.parse(read('images.json')) as readonly FixtureImage[];

const LOGGED = { certificateChain: ['intermediate', 'root'].map(pem) };
const UNLOGGED = { ...LOGGED, requireRekorBundle: false };
const EMAIL = {
  issuer: 'https://accounts.example.org',
  subject: 'dev@acme.example',
};
const URI = {
  issuer: 'https://gitlab.example.org',
  subject:
    'https://gitlab.example.org/acme/tools//.gitlab-ci.yml@refs/heads/main',
};
const PREFIX = {
  issuer: URI.issuer,
  urlPrefix: 'https://gitlab.example.org/acme',
};

/** Rules that each image is judged under. */
const RULES: Readonly<Record<string, object>> = {
  alice: { ...LOGGED, certificates: [pem('alice')] },
  unloggedBob: { ...UNLOGGED, certificates: [pem('bob')] },
  aliceAndBob: { ...LOGGED, certificates: ['alice', 'bob'].map(pem) },
  oneOfBoth: {
    ...LOGGED,
    certificates: ['alice', 'bob'].map(pem),
    minimumMatches: 1,
  },
  email: { keyless: [EMAIL] },
  emailAndUri: { keyless: [EMAIL, URI] },
  oneIdentity: { keyless: [URI, EMAIL], minimumMatches: 1 },
  prefix: { keylessPrefix: [PREFIX] },
  key: { pubKeys: [read('keys/release.pub')] },
};

/** A layer of the `.sig` manifest holds all who signed. */
const HELD = '';

// The rules that accept each image, and the signer for whom `strict` rejects
// it, since no layer holds it. All other rules reject it.
const ACCEPTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'm-key-v2-keyless-v3': {
    email: 'keyless[0]',
    oneIdentity: 'keyless[1]',
    key: HELD,
  },
  'm-key-v2-unlogged-keyless-v3': {
    email: 'keyless[0]',
    oneIdentity: 'keyless[1]',
    key: HELD,
  },
  'm-alice-v2-bob-v3': {
    alice: HELD,
    unloggedBob: HELD,
    aliceAndBob: 'certificates[1]',
    oneOfBoth: HELD,
  },
  'm-bob-v2-alice-v3': {
    alice: 'certificates[0]',
    unloggedBob: HELD,
    aliceAndBob: 'certificates[0]',
    oneOfBoth: 'certificates[0]',
  },
  'm-keyless-and-alice-unlogged': { email: HELD, oneIdentity: HELD },
  'm-keyless-and-keyless-unlogged': { email: HELD, oneIdentity: HELD },
  'm-keyless-and-key': { email: HELD, oneIdentity: HELD, key: HELD },
  'm-keyless-and-key-unlogged': { email: HELD, oneIdentity: HELD, key: HELD },
  'm-keyless-and-unknown-log': { email: HELD, oneIdentity: HELD },
  'm-keyless-and-rogue': { email: HELD, oneIdentity: HELD },
  'm-alice-and-keyless': {
    alice: HELD,
    oneOfBoth: HELD,
    email: HELD,
    oneIdentity: HELD,
  },
  'm-alice-bob-unlogged': { alice: HELD, unloggedBob: HELD, oneOfBoth: HELD },
  'm-alice-unlogged-v2-alice-v3': {
    alice: 'certificates[0]',
    oneOfBoth: 'certificates[0]',
  },
  'm-keyless-unlogged-v2-keyless-v3': {
    email: 'keyless[0]',
    oneIdentity: 'keyless[1]',
  },
  'm-email-v2-uri-v3': {
    email: HELD,
    emailAndUri: 'keyless[1]',
    oneIdentity: 'keyless[0]',
    prefix: 'keylessPrefix[0]',
  },
  'm-keyless-v2-key-v3': { email: HELD, oneIdentity: HELD, key: HELD },
  'm-email-v2-and-v3': { email: HELD, oneIdentity: HELD },
  'm-alice-bob-key-mallory': {
    alice: HELD,
    unloggedBob: HELD,
    aliceAndBob: HELD,
    oneOfBoth: HELD,
    key: HELD,
  },
  'm-unsigned': {},
  'm-email': { email: HELD, oneIdentity: HELD },
};

describe('images in mixed formats', () => {
  let server: LayoutServer;
  let policy: Policy;
  before(async () => {
    server = await serveLayout(`${FOLDER}oci-layout`, { referrersApi: false });
    policy = await loadPolicy(POLICY_WASM, {
      capabilities: realCapabilities({
        mirrors: { 'registry.example.org': server.address },
        trustConfigPath: `${FOLDER}trust/trust-config.json`,
        cacheMs: 0,
      }),
    });
  });
  after(async () => {
    await policy.close();
    await server.close();
  });

  /** What is said of an image under these rules; '' when it is accepted. */
  async function judge(
    reference: string,
    evidence: string,
    ...rules: readonly string[]
  ): Promise<string> {
    const verdict = await policy.validate(creation(podOf(reference)), {
      signatures: rules.map((rule) => ({ image: '*', ...RULES[rule] })),
      evidence,
    });
    assert.equal(verdict.accepted, verdict.message === undefined);
    return verdict.message ?? '';
  }

  for (const { name, reference } of IMAGES) {
    it(name, async () => {
      const accepted = ACCEPTED[name];
      assert.ok(accepted);
      for (const rule of Object.keys(RULES)) {
        const missing: string | undefined = accepted[rule];
        const message = await judge(reference, 'whenAvailable', rule);
        assert.equal(
          message === '',
          missing !== undefined,
          `${rule}: ${message}`,
        );
        if (missing === undefined) continue;
        const strict = await judge(reference, 'strict', rule);
        if (missing === HELD) assert.equal(strict, '', rule);
        else
          assert.match(
            strict,
            /has no evidence .*\(signatures\[0\].*\) \[evidence-unavailable\]$/,
            rule,
          );
      }
    });
  }

  it('under rules with and without a log entry at once', async () => {
    const reference = `registry.example.org/project-safety/m-alice-bob-unlogged:v1.0.0`;
    assert.equal(await judge(reference, 'strict', 'alice', 'unloggedBob'), '');
  });
});

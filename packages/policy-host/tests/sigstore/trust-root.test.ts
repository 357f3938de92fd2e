// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { loadTrustRoot } from '../../src/sigstore/trust/trust-root.js';
import { issue, type Issued } from '../support/authority.js';
import { startRegistry } from '../support/fake-registry.js';
import { TestLog } from '../support/log.js';
import { temporaryPath } from '../support/temporary-path.js';

const folder = temporaryPath('trust-root');
const log = new TestLog();
const PUBLIC_MIRROR = 'https://tuf-repo-cdn.sigstore.dev';

function write(content: unknown): string {
  const path = join(folder, 'trust.json');
  writeFileSync(
    path,
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  return path;
}

describe('trust root', () => {
  let authority: Record<string, unknown>;
  let root: Issued;

  before(async () => {
    root = await issue({ subject: 'CN=Fulcio', ca: {} });
    authority = {
      uri: 'https://fulcio.example.org',
      certChain: { certificates: [{ rawBytes: root.der.toString('base64') }] },
      validFor: { start: '2019-01-01T00:00:00Z' },
    };
  });

  const config = (changes: object = {}) => ({
    mediaType: 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json',
    trustedRoot: {
      tlogs: [log.trusted()],
      certificateAuthorities: [authority],
      ...changes,
    },
    signingConfig: { caUrls: [{ url: 'https://x.test', majorApiVersion: 1 }] },
  });

  test('keys and authorities are read', async () => {
    const trust = await loadTrustRoot({ trustConfigPath: write(config()) });
    assert.equal(trust.material.tlogs.length, 1);
    assert.equal(trust.authorities.length, 1);
    assert.deepEqual(trust.material.ctlogs, []);
  });

  test('snake_case names, enums by number, base64url', async () => {
    const { publicKey } = log.trusted() as { publicKey: { rawBytes: string } };
    const text = {
      trusted_root: {
        tlogs: [
          {
            base_url: 'https://log.example.org',
            hash_algorithm: 1,
            public_key: {
              raw_bytes: Buffer.from(publicKey.rawBytes, 'base64').toString(
                'base64url',
              ),
              key_details: 5,
            },
            log_id: { key_id: log.id.toString('base64url') },
          },
        ],
        certificate_authorities: [
          {
            cert_chain: {
              certificates: [{ raw_bytes: root.der.toString('base64') }],
            },
          },
        ],
      },
    };
    const trust = await loadTrustRoot({ trustConfigPath: write(text) });
    assert.ok(trust.material.tlogs[0]?.logID.equals(log.id));
  });

  test('expired log keys and future authorities are dropped', async () => {
    const expired = config({ tlogs: [log.trusted('2021-01-01T00:00:00Z')] });
    const trust = await loadTrustRoot({ trustConfigPath: write(expired) });
    assert.deepEqual(trust.material.tlogs, []);
    const later = { ...authority, validFor: { start: '2090-01-01T00:00:00Z' } };
    const future = config({ certificateAuthorities: [later] });
    await assert.rejects(loadTrustRoot({ trustConfigPath: write(future) }), {
      code: 'TRUST_ROOT',
      message: 'Fulcio certificates not found',
    });
  });

  test('a log filed under its checkpoint key keeps its log id', async () => {
    const keyId = Buffer.from('checkpoint').toString('base64');
    const split = config({
      tlogs: [{ ...log.trusted(), checkpointKeyId: { keyId } }],
    });
    const trust = await loadTrustRoot({ trustConfigPath: write(split) });
    const ids = trust.material.tlogs.map(({ logID }) =>
      logID.toString('base64'),
    );
    assert.deepEqual(ids.sort(), [keyId, log.id.toString('base64')].sort());
  });

  const malformed = (content: unknown, reason: string) =>
    assert.rejects(loadTrustRoot({ trustConfigPath: write(content) }), {
      code: 'TRUST_ROOT',
      message:
        'could not parse Sigstore trust config file ' +
        `${join(folder, 'trust.json')}: ${reason}`,
    });

  test('malformed files', async () => {
    const { trustedRoot } = config();
    await malformed(trustedRoot, "unrecognized field name 'tlogs'");
    await malformed('null', 'document is not an object');
    await malformed(config({ more: 1 }), "unrecognized field name 'more'");
    await malformed(
      config({ tlogs: 'x' }),
      'trustedRoot.tlogs is not an object',
    );
    await malformed(
      { trustedRoot, trusted_root: trustedRoot },
      "duplicate field name 'trusted_root'",
    );
    const badTime = { ...authority, validFor: { start: 'soon' } };
    await malformed(
      config({ certificateAuthorities: [badTime] }),
      'trustedRoot.certificateAuthorities[0].validFor.start is not an RFC 3339 time',
    );
    const badBytes = { certChain: { certificates: [{ rawBytes: '!' }] } };
    await malformed(
      config({ certificateAuthorities: [badBytes] }),
      'trustedRoot.certificateAuthorities[0].certChain.certificates[0].rawBytes is not base64',
    );
    await assert.rejects(loadTrustRoot({ trustConfigPath: write('{') }), {
      code: 'TRUST_ROOT',
      message: /^could not parse Sigstore trust config file /,
    });
  });

  test('missing parts', async () => {
    const path = write({ signingConfig: {} });
    await assert.rejects(loadTrustRoot({ trustConfigPath: path }), {
      code: 'TRUST_ROOT',
      message: `Sigstore PKI file ${path} missing trusted_root field`,
    });
    const none = write(config({ certificateAuthorities: [] }));
    await assert.rejects(loadTrustRoot({ trustConfigPath: none }), {
      code: 'TRUST_ROOT',
      message: 'Fulcio certificates not found',
    });
    await assert.rejects(loadTrustRoot({ trustConfigPath: '/nonexistent' }), {
      code: 'TRUST_ROOT',
      message: /^could not read Sigstore PKI file \/nonexistent: ENOENT/,
    });
  });

  test('a key or certificate that cannot be used', async () => {
    const rawBytes = Buffer.from('nonsense').toString('base64');
    const broken = { certChain: { certificates: [{ rawBytes }] } };
    await assert.rejects(
      loadTrustRoot({
        trustConfigPath: write(config({ certificateAuthorities: [broken] })),
      }),
      {
        code: 'TRUST_ROOT',
        message: /^Cannot create Sigstore trust root: unusable key or/,
      },
    );
  });

  test('a TUF repository that is silent ends in time', async (t) => {
    const silent = await startRegistry(t, () => undefined);
    const tufCacheDir = temporaryPath('tuf-cache');
    // The client wants to know its first root before it asks a repository.
    const seeds = createRequire(import.meta.url)(
      '@sigstore/tuf/seeds.json',
    ) as Record<string, { 'root.json': string }>;
    const seed = seeds[PUBLIC_MIRROR]?.['root.json'] ?? '';
    const cache = join(tufCacheDir, encodeURIComponent(silent.address));
    mkdirSync(cache);
    writeFileSync(join(cache, 'root.json'), Buffer.from(seed, 'base64'));
    const started = Date.now();
    await assert.rejects(
      loadTrustRoot({
        tufCacheDir,
        tufMirrorUrl: `http://${silent.address}`,
        timeoutMs: 300,
      }),
      {
        code: 'TRUST_ROOT',
        message:
          /^Cannot create Sigstore trust root: cannot fetch it from the TUF/,
      },
    );
    assert.ok(Date.now() - started < 3_000);
  });
});

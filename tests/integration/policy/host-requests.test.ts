// SPDX-License-Identifier: Apache-2.0

/** What the policy asks its host for each kind of signer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IDENTITIES, PEM } from '../../support/generate/images.js';
import { loadGuest } from '../../support/guest.js';
import { wireJson, type Json, type JsonObject } from '../../support/json.js';
import { creation, podOf, validate } from '../../support/policy.js';
import {
  DIGEST,
  failure,
  trusted,
  trustingHost,
  verifyingHost,
  type VerifyRequest,
} from '../../support/scripted-host.js';
import { rejected, said } from '../../support/rejection.js';

const bytes = (pem: string): number[] => [...Buffer.from(pem)];
const one = (entry: JsonObject): JsonObject => ({
  signatures: [{ image: '*', ...entry }],
});
const request = creation(podOf('nginx'));
const CHAIN = [PEM.intermediate, PEM.root];
const PINNED = `docker.io/library/nginx@${DIGEST}`;

describe('the request to the host', () => {
  const prefix = {
    issuer: 'https://i.example.org',
    url_prefix: 'https://a/b/',
  };
  const cases: readonly (readonly [string, JsonObject, JsonObject])[] = [
    [
      'for public keys',
      { pubKeys: [PEM.release, PEM.second] },
      { type: 'SigstorePubKeyVerify', pub_keys: [PEM.release, PEM.second] },
    ],
    [
      'for public keys under their old name',
      { pub_keys: [PEM.release] },
      { type: 'SigstorePubKeyVerify', pub_keys: [PEM.release] },
    ],
    [
      'for exact identities',
      { keyless: [IDENTITIES.developer] },
      { type: 'SigstoreKeylessVerify', keyless: [IDENTITIES.developer] },
    ],
    [
      'for prefixes',
      { keylessPrefix: [{ issuer: prefix.issuer, urlPrefix: 'https://a/b' }] },
      { type: 'SigstoreKeylessPrefixVerify', keyless_prefix: [prefix] },
    ],
    [
      'for prefixes under their old names',
      { keyless_prefix: [prefix] },
      { type: 'SigstoreKeylessPrefixVerify', keyless_prefix: [prefix] },
    ],
    [
      'for an owner on GitHub',
      { githubActions: { owner: 'acme' } },
      { type: 'SigstoreGithubActionsVerify', owner: 'acme' },
    ],
    [
      'for a repository on GitHub, under the old name',
      { github_actions: { owner: 'acme', repo: 'api' } },
      { type: 'SigstoreGithubActionsVerify', owner: 'acme', repo: 'api' },
    ],
    [
      'for a certificate',
      { certificates: [PEM.alice] },
      {
        type: 'SigstoreCertificateVerify',
        certificate: bytes(PEM.alice),
        require_rekor_bundle: true,
      },
    ],
    [
      'for a certificate with a chain and without a log',
      {
        certificates: [PEM.alice],
        certificateChain: CHAIN,
        requireRekorBundle: false,
      },
      {
        type: 'SigstoreCertificateVerify',
        certificate: bytes(PEM.alice),
        certificate_chain: CHAIN.map(bytes),
        require_rekor_bundle: false,
      },
    ],
    [
      'for annotations',
      { pubKeys: [PEM.release], annotations: { env: 'prod', 'a"b': 'ü' } },
      {
        type: 'SigstorePubKeyVerify',
        pub_keys: [PEM.release],
        annotations: { env: 'prod', 'a"b': 'ü' },
      },
    ],
  ];
  for (const [name, entry, expected] of cases) {
    it(`${name} is this`, () => {
      const { accepted, verified } = validate(request, one(entry));
      assert.equal(accepted, true);
      assert.deepEqual(verified, [{ ...expected, image: 'nginx' }]);
    });
  }

  it('splits a chain entry of several certificates', () => {
    const [asked] = validate(
      request,
      one({
        certificates: [PEM.alice],
        certificateChain: [PEM.intermediate + PEM.root],
      }),
    ).verified;
    const chain = asked?.['certificate_chain'] as number[][];
    assert.deepEqual(
      chain.map((pem) => Buffer.from(pem).toString().trim()),
      CHAIN.map((pem) => pem.trim()),
    );
  });
});

/** A host that knows only some keys, identities or certificates. */
function knowing(...known: readonly Json[]) {
  const texts = known.map((signer) => JSON.stringify(signer));
  return verifyingHost((asked: VerifyRequest) => {
    const signers = (asked['pub_keys'] ??
      asked['keyless'] ?? [asked['certificate']]) as Json[];
    const all = signers.every((one) => texts.includes(JSON.stringify(one)));
    return all
      ? trusted()
      : failure('Image verification failed: missing signatures');
  });
}

describe('certificates', () => {
  const entry = { certificates: [PEM.alice, PEM.bob], certificateChain: CHAIN };

  it('must all have signed', () => {
    assert.equal(
      validate(request, one(entry), knowing(bytes(PEM.bob))).message,
      rejected(
        said(
          'nginx',
          'is not signed by Alice <alice@example.org>',
          'not-signed-by',
          0,
          'signatures[0].certificates[0]',
        ),
      ),
    );
    const both = validate(
      request,
      one(entry),
      knowing(bytes(PEM.alice), bytes(PEM.bob)),
    );
    assert.equal(both.accepted, true);
    assert.deepEqual(
      both.verified.map(({ image }) => image),
      ['nginx', PINNED],
    );
  });

  it('that have expired are named with their date', () => {
    const host = verifyingHost(() =>
      failure('Callback evaluation failure: CertExpired { time: 1 }'),
    );
    const expired = one({ ...entry, certificates: [PEM.expired] });
    assert.equal(
      validate(request, expired, host).message,
      rejected(
        said(
          'nginx',
          'cannot be verified: the certificate of Former Employee <former@example.org> expired on 2021-01-01',
          'certificate-expired',
          0,
          'signatures[0].certificates[0]',
        ),
      ),
    );
  });
});

describe('minimumMatches', () => {
  const kinds: readonly (readonly [string, JsonObject, Json, Json])[] = [
    [
      'pubKeys',
      { pubKeys: [PEM.release, PEM.second, PEM.stranger] },
      PEM.second,
      PEM.stranger,
    ],
    [
      'keyless',
      {
        keyless: [
          { issuer: 'https://i', subject: 'x' },
          IDENTITIES.developer,
          IDENTITIES.workflow,
        ],
      },
      IDENTITIES.developer,
      IDENTITIES.workflow,
    ],
    [
      'certificates',
      { certificates: [PEM.mallory, PEM.alice, PEM.bob] },
      bytes(PEM.alice),
      bytes(PEM.bob),
    ],
  ];
  for (const [kind, entry, second, third] of kinds) {
    it(`of ${kind} needs that many and no more`, () => {
      const settings = one({ ...entry, minimumMatches: 2 });
      assert.equal(
        validate(request, settings, knowing(second, third)).accepted,
        true,
      );
      const { accepted, message } = validate(
        request,
        settings,
        knowing(second),
      );
      assert.equal(accepted, false);
      assert.match(
        message,
        /^Resource web is not accepted: nginx \(containers\[0\]\) is not signed by .+ \(signatures\[0\]\.\w+: 1 of 2\) \[not-signed-by\]$/,
      );
    });
  }
});

describe('settings that narrow or widen', () => {
  const key = { pubKeys: [PEM.release] };
  const denying = verifyingHost(() => failure('no'));

  it('requireDigest rejects what is not pinned, matched or not', () => {
    const settings = {
      signatures: [{ image: 'ghcr.io/*', ...key }],
      requireDigest: true,
      excludeImages: ['docker.io/library/busybox:*'],
    };
    const { message } = validate(
      creation(podOf('nginx', `nginx@${DIGEST}`, 'ghcr.io/a/b:1', 'busybox')),
      settings,
    );
    assert.equal(
      message,
      rejected(
        'each of nginx (containers[0]), ' +
          said('ghcr.io/a/b:1', 'is not pinned to a digest', 'not-pinned', 2),
      ),
    );
  });

  it('excludeImages also passes unmatchedImages: reject', () => {
    const settings = {
      signatures: [{ image: 'ghcr.io/*', ...key }],
      unmatchedImages: 'reject',
      excludeImages: ['ghcr.io/acme/tool:*', 'docker.io/library/*'],
    };
    const images = ['ghcr.io/acme/tool:1', 'nginx', 'docker.io/nginx:1'];
    const verdict = validate(creation(podOf(...images)), settings, denying);
    assert.equal(verdict.accepted, true);
    assert.deepEqual(verdict.verified, []);
  });

  it('skipUnchangedImages skips what the old object had', () => {
    const settings = {
      signatures: [{ image: '*', ...key }],
      skipUnchangedImages: true,
    };
    const oldObject = podOf('nginx');
    const verdict = validate(
      creation(podOf('nginx', 'busybox'), { operation: 'UPDATE', oldObject }),
      settings,
    );
    assert.deepEqual(
      verdict.verified.map(({ image }) => image),
      ['busybox'],
    );
    assert.deepEqual(verdict.images, ['nginx', `busybox@${DIGEST}`]);
    assert.equal(validate(request, settings, denying).accepted, false);
  });
});

describe('the log of settings validation', () => {
  it('tells deprecated keys with their paths', () => {
    const settings = {
      description: 'from a UI',
      modify_images_with_digest: false,
      signatures: [
        { image: '*', pub_keys: [PEM.release] },
        {
          image: '*',
          keyless_prefix: [{ issuer: 'https://i', url_prefix: 'https://a/' }],
        },
      ],
    };
    const { calls } = loadGuest().call(
      'validate_settings',
      wireJson(settings),
      trustingHost,
    );
    const deprecated = (path: string, name: string): string =>
      `${path}: is deprecated, write ${name}`;
    assert.deepEqual(
      calls.map(({ payload }) => JSON.parse(payload) as Json),
      [
        deprecated('modify_images_with_digest', 'modifyImagesWithDigest'),
        deprecated('signatures[0].pub_keys', 'pubKeys'),
        deprecated('signatures[1].keyless_prefix', 'keylessPrefix'),
        deprecated('signatures[1].keyless_prefix[0].url_prefix', 'urlPrefix'),
      ].map((message) => ({ level: 'warning', message })),
    );
  });
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import {
  IMAGE,
  IMAGE_DIGEST,
  layerOf,
  type Layer,
  payloadFor,
  registryWith,
  signPayload,
} from '../support/signed-image.js';

const MISSING =
  'Image verification failed: missing signatures\n' +
  'The following constraints were not satisfied:\n';

const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const OTHER = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const pemOf = (key: KeyObject) =>
  key.export({ format: 'pem', type: 'spki' }).toString();

function signedLayer(
  key: KeyObject = P256.privateKey,
  payload: string = payloadFor(),
): Layer {
  return layerOf(payload, signPayload(key, payload));
}

function keyRequest(...keys: readonly KeyObject[]): VerificationRequest {
  return { kind: 'pubKeys', image: IMAGE, pubKeys: keys.map(pemOf) };
}

function verify(
  layers: readonly Layer[] | undefined,
  request: VerificationRequest,
): Promise<{ digest: string }> {
  return createVerifier({ registry: registryWith(layers) }).verify(request);
}

const constraintOf = (key: KeyObject, annotations = ' null\n') =>
  'kind: pubKey\nowner: null\nkey: |\n' +
  pemOf(key).replace(/^(?=.)/gm, '  ') +
  `annotations:${annotations}`;

describe('public keys', () => {
  const KEYS = {
    'P-256': P256,
    'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    Ed25519: generateKeyPairSync('ed25519'),
    RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  };
  for (const [name, { privateKey, publicKey }] of Object.entries(KEYS)) {
    test(`${name} signs and verifies`, async () => {
      const answer = await verify(
        [signedLayer(privateKey)],
        keyRequest(publicKey),
      );
      assert.deepEqual(answer, { digest: IMAGE_DIGEST });
    });
  }

  test('P-384 and P-521 with the hash of their curve', async () => {
    for (const [name, hash] of [
      ['P-384', 'sha384'],
      ['P-521', 'sha512'],
    ] as const) {
      const payload = payloadFor();
      const { privateKey, publicKey } = KEYS[name];
      const signature = sign(hash, Buffer.from(payload), privateKey);
      await verify([layerOf(payload, signature)], keyRequest(publicKey));
    }
  });

  test('a short RSA key and other curves never verify', async () => {
    for (const { privateKey, publicKey } of [
      generateKeyPairSync('rsa', { modulusLength: 1024 }),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    ]) {
      await assert.rejects(
        verify([signedLayer(privateKey)], keyRequest(publicKey)),
        { code: 'VERIFICATION' },
      );
    }
  });

  test('every key must have signed, on whichever layer', async () => {
    const layers = [signedLayer(), signedLayer(OTHER.privateKey)];
    await verify(layers, keyRequest(P256.publicKey, OTHER.publicKey));
    await assert.rejects(
      verify(layers.slice(0, 1), keyRequest(P256.publicKey, OTHER.publicKey)),
      {
        code: 'VERIFICATION',
        message:
          MISSING +
          constraintOf(OTHER.publicKey) +
          '# signature layer 1: signature is not by this key\n',
      },
    );
  });

  test('an unreadable key is a signer nobody satisfies', async () => {
    const pubKeys = ['not a key'];
    await assert.rejects(
      verify([signedLayer()], { kind: 'pubKeys', image: IMAGE, pubKeys }),
      {
        message:
          `${MISSING}kind: pubKey\nowner: null\nkey: not a key\n` +
          'annotations: null\n# signature layer 1: not a PEM public key\n',
      },
    );
  });

  test('a private key is no public key', async () => {
    const pem = P256.privateKey
      .export({ format: 'pem', type: 'pkcs8' })
      .toString();
    await assert.rejects(
      verify([signedLayer()], {
        kind: 'pubKeys',
        image: IMAGE,
        pubKeys: [pem],
      }),
      { message: /not a PEM public key/ },
    );
  });
});

describe('annotations', () => {
  const payload = payloadFor({
    env: 'prod',
    build: 7,
    big: 1.0,
    ok: true,
    nested: { a: 'b' },
    creator: 'cosign',
  });
  const layers = [signedLayer(P256.privateKey, payload)];
  const asking = (annotations: Record<string, string>) => ({
    ...keyRequest(P256.publicKey),
    annotations,
  });

  test('strings, numbers and booleans by their text', async () => {
    await verify(layers, asking({}));
    await verify(layers, asking({ env: 'prod', build: '7', ok: 'true' }));
  });

  for (const annotations of [
    { env: 'dev' },
    { env: 'prod', more: '' },
    { nested: '[object Object]' },
    { creator: 'cosign' },
    { constructor: 'x' },
  ] as Record<string, string>[]) {
    const name = Object.keys(annotations).at(-1) ?? '';
    test(`${JSON.stringify(annotations)} is not satisfied`, async () => {
      await assert.rejects(verify(layers, asking(annotations)), {
        code: 'VERIFICATION',
        message: new RegExp(
          `# signature layer 1: annotation ${name} is missing or different`,
        ),
      });
    });
  }

  test('they count on the layer of the key only', async () => {
    const mixed = [
      signedLayer(),
      signedLayer(OTHER.privateKey, payloadFor({ env: 'prod' })),
    ];
    await assert.rejects(verify(mixed, asking({ env: 'prod' })), {
      message:
        MISSING +
        constraintOf(P256.publicKey, '\n  env: prod\n') +
        '# signature layer 1: annotation env is missing or different\n' +
        '# signature layer 2: signature is not by this key\n',
    });
  });
});

describe('evidence', () => {
  const rejected = (
    layers: readonly Layer[] | undefined,
    message: string | RegExp,
  ) =>
    assert.rejects(verify(layers, keyRequest(P256.publicKey)), {
      code: 'VERIFICATION',
      message,
    });
  const NONE =
    'failed to get image trusted layers: No Signature Layer passed verification';

  test('no signature object', async () => {
    await rejected(undefined, `no signatures found for image: ${IMAGE} `);
  });

  test('no layers at all', async () => {
    await rejected([], NONE);
  });

  test('a layer of another media type spoils the object', async () => {
    const foreign = { ...signedLayer(), mediaType: 'text/plain' };
    await rejected(
      [signedLayer(), foreign],
      'failed to get image trusted layers: Cannot pull ' +
        `registry.test/app:${IMAGE_DIGEST.replace(':', '-')}.sig: ` +
        'Incompatible layer media type: text/plain',
    );
  });

  test('more layers than anybody needs', async () => {
    const many = Array.from({ length: 129 }, () => signedLayer());
    await rejected(many, /expected at most 128 layers$/);
  });

  test('a payload about another image', async () => {
    const other = payloadFor(null, `sha256:${'0'.repeat(64)}`);
    await rejected(
      [signedLayer(P256.privateKey, other)],
      `${NONE}: signature layer 1: payload is for sha256:${'0'.repeat(64)}, ` +
        `not for ${IMAGE_DIGEST}`,
    );
  });

  test('a failing look-up of bundles does not hide the layers', async () => {
    const registry = {
      ...registryWith([signedLayer(OTHER.privateKey)]),
      referrers: () => Promise.reject(new Error('registry is down')),
    };
    await assert.rejects(
      createVerifier({ registry }).verify(keyRequest(P256.publicKey)),
      {
        code: 'VERIFICATION',
        message: new RegExp(
          '# signature layer 1: signature is not by this key\n' +
            '# signature bundles: failed to get image trusted layers: .*' +
            'registry is down\n$',
        ),
      },
    );
    const none = { ...registry, manifest: registryWith(undefined).manifest };
    await assert.rejects(
      createVerifier({ registry: none }).verify(keyRequest(P256.publicKey)),
      { code: 'REGISTRY', message: /^failed to get image trusted layers: / },
    );
  });

  test('one bad layer does not spoil a good one', async () => {
    const bad = layerOf(payloadFor(), Buffer.alloc(0));
    await verify([bad, signedLayer()], keyRequest(P256.publicKey));
  });
});

describe('requests that can never be satisfied', () => {
  const CASES: readonly (readonly [object, string])[] = [
    [{ kind: 'pubKeys', pubKeys: [] }, 'Must provide at least one pub key'],
    [{ kind: 'keyless', identities: [] }, 'Must provide keyless info'],
    [{ kind: 'keylessPrefix', identities: [] }, 'Must provide keyless info'],
    [{ kind: 'githubActions', owner: '' }, 'Must provide owner info'],
    [
      {
        kind: 'keylessPrefix',
        identities: [{ issuer: 'i', urlPrefix: 'github.com/acme' }],
      },
      'Cannot build url prefix: github.com/acme',
    ],
  ];
  for (const [request, message] of CASES) {
    test(message, async () => {
      const full = { ...request, image: IMAGE } as VerificationRequest;
      await assert.rejects(verify([signedLayer()], full), {
        code: 'VERIFICATION',
        message,
      });
    });
  }

  test('a malformed reference', async () => {
    const request = { ...keyRequest(P256.publicKey), image: 'NOT VALID' };
    await assert.rejects(verify([signedLayer()], request), {
      message: 'Invalid OCI image reference: invalid reference format',
    });
  });
});

// SPDX-License-Identifier: Apache-2.0

/** Settings that could never do anything are errors that say what to write. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../support/json.js';
import { PEM } from '../../support/generate/images.js';
import { validateSettings } from '../../support/policy.js';

const RULE = { image: 'a.io/*', pubKeys: [PEM.release] };

const one = (rule: JsonObject): JsonObject => ({
  signatures: [{ image: 'a.io/*', ...rule }],
});
const excluding = (pattern: string): JsonObject => ({
  signatures: [RULE],
  excludeImages: [pattern],
});

function refused(settings: Json, message: string): void {
  assert.deepEqual(validateSettings(settings), { valid: false, message });
}

function taken(settings: Json): void {
  assert.deepEqual(validateSettings(settings), { valid: true, message: '' });
}

describe('excludeImages', () => {
  const better: Readonly<Record<string, string>> = {
    nginx: 'docker.io/library/nginx',
    'nginx:*': 'docker.io/library/nginx:*',
    'nginx:1.2?': 'docker.io/library/nginx:1.2?',
    'nginx@sha256:*': 'docker.io/library/nginx@sha256:*',
    'acme/app:*': 'docker.io/acme/app:*',
    'library/nginx:*': 'docker.io/library/nginx:*',
    'acme/*': 'docker.io/acme/*',
    'docker.io/nginx:*': 'docker.io/library/nginx:*',
    'docker.io/nginx': 'docker.io/library/nginx',
    'ghcr.io': 'ghcr.io/*',
  };
  for (const [pattern, write] of Object.entries(better)) {
    it(`with ${pattern}, which is never a full name`, () => {
      refused(
        excluding(pattern),
        `excludeImages[0]: never matches: full names are compared, write ${write}`,
      );
      taken(excluding(write));
    });
  }

  it('with wildcards where the registry is', () => {
    for (const pattern of ['*', '*/nginx:*', 'nginx*', 'ghcr.*', 'gh?r.io/x:*'])
      taken(excluding(pattern));
  });

  it('below any registry', () => {
    for (const pattern of [
      'localhost/x:*',
      'ghcr.io/x:*',
      'registry:5000/*',
      'docker.io/*:1',
      'docker.io/acme*',
    ])
      taken(excluding(pattern));
  });
});

describe('an image pattern', () => {
  const wrong: Readonly<Record<string, string>> = {
    'registry.example.org/project-safety/.*':
      'a name begins with a dot; write * for any characters',
    'https://ghcr.io/acme/app': 'it is a URL; write the image without https://',
    'docker://ghcr.io/acme/*': 'it is a URL; write the image without https://',
    'a.io//b': 'an empty name stands beside a slash',
  };
  for (const [image, why] of Object.entries(wrong)) {
    it(`is not ${image}`, () => {
      refused(
        one({ ...RULE, image }),
        `signatures[0].image: can never match: ${why}`,
      );
      refused(excluding(image), `excludeImages[0]: can never match: ${why}`);
    });
  }
});

describe('an exact identity', () => {
  const STAR = 'is compared exactly, * included: use keylessPrefix';
  const issuer = 'https://issuer.example';

  it('has no wildcard', () => {
    refused(
      one({ keyless: [{ issuer, subject: 'https://github.com/acme/*' }] }),
      `signatures[0].keyless[0].subject: ${STAR}`,
    );
    refused(
      one({ keyless: [{ issuer: 'https://*.example', subject: 's' }] }),
      `signatures[0].keyless[0].issuer: ${STAR}`,
    );
    refused(
      one({ keylessPrefix: [{ issuer: '*', urlPrefix: 'https://a.io' }] }),
      `signatures[0].keylessPrefix[0].issuer: ${STAR}`,
    );
  });
});

describe('a public key', () => {
  const pem = (key: KeyObject): string =>
    key.export({ type: 'spki', format: 'pem' }).toString();
  const ec = (namedCurve: string): KeyObject =>
    generateKeyPairSync('ec', { namedCurve }).publicKey;

  it('is of a kind that hosts verify', () => {
    const pubKeys = [
      pem(ec('P-256')),
      pem(ec('P-384')),
      pem(generateKeyPairSync('ed25519').publicKey),
      pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey),
    ];
    taken(one({ pubKeys }));
    for (const other of [
      ec('P-521'),
      ec('secp256k1'),
      generateKeyPairSync('ed448').publicKey,
      generateKeyPairSync('x25519').publicKey,
      generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey,
    ]) {
      refused(
        one({ pubKeys: [pem(other)] }),
        'signatures[0].pubKeys[0]: is of no kind that hosts verify: ECDSA P-256 or P-384, Ed25519, RSA',
      );
    }
  });

  it('is one, with its point compressed or not', () => {
    for (const curve of ['P-256', 'P-384']) {
      for (let tries = 0; tries < 4; tries++) {
        const key = ec(curve);
        refused(
          one({ pubKeys: [pem(key), compressed(key)] }),
          'signatures[0].pubKeys[1]: is a duplicate',
        );
        taken(one({ pubKeys: [pem(key), compressed(ec(curve))] }));
      }
    }
  });

  it('is one, however its PEM is written', () => {
    const key = pem(ec('P-256'));
    const der = key.split('\n').slice(1, -2).join('');
    const other = `-----BEGIN PUBLIC KEY-----\r\n${der}\r\n-----END PUBLIC KEY-----`;
    refused(
      one({ pubKeys: [key, other] }),
      'signatures[0].pubKeys[1]: is a duplicate',
    );
  });
});

/** The key with its point compressed (SEC 1, section 2.3.3). */
function compressed(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  // SEQUENCE, SEQUENCE of the algorithm, BIT STRING of 0, 4, X and Y.
  const algorithm = der.subarray(2, 4 + (der[3] ?? 0));
  const point = der.subarray(2 + algorithm.length + 3);
  const size = (point.length - 1) / 2;
  const sign = 2 + ((point.at(-1) ?? 0) & 1);
  const short = [sign, ...point.subarray(1, 1 + size)];
  const bits = Buffer.from([0x03, short.length + 1, 0, ...short]);
  const body = Buffer.concat([algorithm, bits]);
  const spki = Buffer.concat([Buffer.from([0x30, body.length]), body]);
  return `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

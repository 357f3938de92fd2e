// SPDX-License-Identifier: Apache-2.0

/** Layers that bind, and those that do not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mismatch, guest, judge } from '../../support/evidence-verdict.js';
import { failure } from '../../support/scripted-host.js';
import {
  BUNDLE,
  CERTIFICATE,
  CHAIN,
  changedBody,
  edited,
  relogged,
  SIGNATURE,
  type SignatureLayer,
  transplanted,
} from '../../support/tampering/annotations.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';
import {
  layerOf,
  layersOf,
  manifest,
} from '../../support/tampering/signature-layers.js';

describe('honest evidence', () => {
  const honest: readonly [string, string, readonly SignatureLayer[]][] = [
    ['one signer', 'alice', layersOf('alice-only')],
    ['two signers', 'both', layersOf('search')],
    [
      'no chain annotation',
      'both',
      layersOf('search').map((layer) => edited(layer, { [CHAIN]: undefined })),
    ],
    [
      'extra layers signed by keys',
      'both',
      [
        layerOf('public-key'),
        ...layersOf('search'),
        ...layersOf('two-public-keys'),
      ],
    ],
    [
      'no certificate annotation, the certificate in the log',
      'both',
      layersOf('search').map((layer) =>
        edited(layer, { [CERTIFICATE]: undefined }),
      ),
    ],
  ];
  for (const [what, settings, layers] of honest) {
    it(`binds: ${what}`, () => {
      assert.equal(judge('search', settings, manifest(layers)).cause, '');
    });
  }

  it('binds for identities, with extra layers signed by keys', () => {
    const layers = [layerOf('public-key'), ...layersOf('keyless-two')];
    for (const settings of ['email', 'prefix', 'github']) {
      const answer = manifest(layers);
      assert.equal(judge('keyless-two', settings, answer).cause, '');
    }
  });
});

describe('evidence that does not bind', () => {
  const good = layerOf('keyless-two');
  const other = layerOf('keyless-two', 1);
  const logged = (change: (body: string) => string): SignatureLayer =>
    relogged(good, { body: changedBody(good, change) });
  const cases: readonly [string, SignatureLayer, string][] = [
    [
      'the bundle of another image',
      transplanted(good, layerOf('keyless-email'), BUNDLE),
      'other payload',
    ],
    [
      'the certificate of another layer',
      transplanted(good, other, CERTIFICATE),
      'other certificate',
    ],
    [
      'the signature of another layer',
      transplanted(good, other, SIGNATURE),
      'other signature',
    ],
    [
      'a garbage signature beside a valid bundle',
      edited(good, { [SIGNATURE]: 'AAAA' }),
      'other signature',
    ],
    [
      'a signature that is no base64',
      edited(good, { [SIGNATURE]: 'garbage!' }),
      'malformed',
    ],
    [
      'a body of another kind',
      logged((body) => body.replace('hashedrekord', 'intoto')),
      'malformed',
    ],
    [
      'a body with another hash algorithm',
      logged((body) => body.replace('"sha256"', '"sha512"')),
      'other payload',
    ],
    [
      'truncated base64',
      edited(good, {
        [BUNDLE]: good.annotations[BUNDLE]?.replace(
          /(?<="body":"[^"]{40})[^"]*/,
          '',
        ),
      }),
      'malformed',
    ],
    [
      'a bundle that is no JSON',
      edited(good, { [BUNDLE]: '{"Payload":' }),
      'malformed',
    ],
    [
      'a certificate that is no PEM',
      edited(good, { [CERTIFICATE]: 'MIIB' }),
      'malformed',
    ],
  ];
  for (const [what, layer, reason] of cases) {
    it(`${what}: ${reason}`, () => {
      const alone = judge('keyless-two', 'email', manifest([layer]));
      assert.equal(alone.cause, mismatch(`layer 0: ${reason}`));
    });

    it(`${what}, beside a layer that binds, in both orders`, () => {
      for (const [layers, position] of [
        [[other, layer], 1],
        [[layer, other], 0],
      ] as const) {
        const verdict = judge('keyless-two', 'email', manifest(layers));
        const expected = `layer ${position}: ${reason}`;
        assert.equal(verdict.cause, mismatch(expected));
      }
    });
  }
});

describe('when evidence is looked at', () => {
  const answer = manifest(layersOf('search'));
  const { reference, digest } = fixtureImage('search');
  const repository = reference.slice(0, reference.lastIndexOf(':'));

  it('asks for the signatures of the digest, once a request', () => {
    const images = [reference, reference, `${repository}@${digest}`];
    const verdict = judge('search', 'both', answer, {}, images);
    assert.equal(verdict.cause, '');
    const name = `${repository}:${digest.replace(':', '-')}.sig`;
    assert.deepEqual(verdict.manifests, [JSON.stringify(name)]);
  });

  it('asks nothing when it is off', () => {
    const settings = { evidence: 'off' };
    const verdict = judge('search', 'both', failure('no'), settings);
    assert.deepEqual(verdict, { cause: '', manifests: [], log: [] });
  });

  it('asks nothing for public keys and for certificates without a log', () => {
    for (const name of ['release', 'unlogged']) {
      const verdict = judge('search', name, failure('no'));
      assert.deepEqual(verdict, { cause: '', manifests: [], log: [] });
    }
  });
});

describe('evidence of great size', () => {
  const layer = layerOf('keyless-two');

  it('takes 500 layers, and finds the one that does not bind', () => {
    const layers = Array.from({ length: 500 }, () => layer);
    assert.equal(judge('keyless-two', 'email', manifest(layers)).cause, '');
    const bad = edited(layer, { [BUNDLE]: '{}' });
    const verdict = judge('keyless-two', 'email', manifest([...layers, bad]));
    assert.equal(verdict.cause, mismatch('layer 500: malformed'));
  });

  it('takes 3 MB of annotations', () => {
    const noise = 'n'.repeat(3 << 20);
    const noisy = edited(layer, { 'example.org/noise': noise });
    assert.equal(judge('keyless-two', 'email', manifest([noisy])).cause, '');
    for (const name of [BUNDLE, CERTIFICATE, SIGNATURE]) {
      const broken = edited(layer, { [name]: noise });
      const verdict = judge('keyless-two', 'email', manifest([broken]));
      assert.match(verdict.cause, /does not belong together: layer 0: /);
    }
    assert.ok(guest.memoryBytes < 64 << 20, String(guest.memoryBytes));
  });
});

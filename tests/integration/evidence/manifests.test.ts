// SPDX-License-Identifier: Apache-2.0

/**
 * The policy's own look at evidence, through the compiled module: the host
 * trusts every signature, and the manifests are those of the fixtures, changed.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type HostAnswer,
  type HostCall,
  loadGuest,
} from '../../support/guest.js';
import { wireJson, type JsonObject } from '../../support/json.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';
import { containers, creation, pod } from '../../support/policy.js';
import { failure, okText, trusted } from '../../support/scripted-host.js';
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
import {
  layerOf,
  layersOf,
  manifest,
} from '../../support/tampering/signature-layers.js';
import { VERDICT_SETTINGS } from '../../support/verdict-settings.js';

const guest = loadGuest();

interface Verdict {
  /** Behind the entry's name in the message; '' when accepted. */
  readonly cause: string;
  readonly manifests: readonly string[];
  readonly log: readonly string[];
}

/** Validates a Pod of one fixture image, under the settings of that name. */
function judge(
  name: string,
  settingsName: string,
  answer: HostAnswer,
  settings: JsonObject = {},
  images: readonly string[] = [fixtureImage(name).reference],
): Verdict {
  const image = fixtureImage(name);
  const rule = VERDICT_SETTINGS.find((one) => one.name === settingsName);
  assert.ok(rule);
  const entry = { image: '*', ...rule.entry(image) } as unknown as JsonObject;
  const payload = wireJson({
    request: creation(pod({ containers: containers(...images) })),
    settings: { signatures: [entry], ...settings },
  });
  const host = ({ operation }: HostCall): HostAnswer => {
    if (operation === 'v2/verify') return trusted(image.digest);
    return operation === 'v1/oci_manifest' ? answer : okText('');
  };
  const { status, bytes, calls } = guest.call('validate', payload, host);
  const text = Buffer.from(bytes).toString();
  assert.equal(status, 'ok', text);
  const reply = JSON.parse(text) as { accepted: boolean; message?: string };
  const message = reply.message ?? '';
  assert.equal(reply.accepted, message === '');
  const at = message.indexOf('signatures[0]: ');
  const payloads = (operation: string): string[] =>
    calls.filter((c) => c.operation === operation).map((c) => c.payload);
  return {
    cause: at < 0 ? message : message.slice(at + 15),
    manifests: payloads('v1/oci_manifest'),
    log: payloads('log'),
  };
}

const does = (name: string, what: string): string =>
  `evidence for ${fixtureImage(name).reference} does not bind: ${what}`;

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
      'a certificate annotation without a bundle',
      edited(good, { [BUNDLE]: undefined }),
      'no log entry',
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
      assert.equal(alone.cause, does('keyless-two', `layer 0: ${reason}`));
    });

    it(`${what}, beside a layer that binds, in both orders`, () => {
      for (const [layers, position] of [
        [[other, layer], 1],
        [[layer, other], 0],
      ] as const) {
        const verdict = judge('keyless-two', 'email', manifest(layers));
        const expected = `layer ${position}: ${reason}`;
        assert.equal(verdict.cause, does('keyless-two', expected));
      }
    });
  }

  it('no layer with a certificate, for identities', () => {
    for (const layers of [[], layersOf('public-key')]) {
      const verdict = judge('keyless-two', 'email', manifest(layers));
      assert.equal(
        verdict.cause,
        does('keyless-two', 'manifest: no log entry'),
      );
    }
  });

  it('no layer for one of the certificates', () => {
    const verdict = judge('search', 'both', manifest([layerOf('search')]));
    assert.match(verdict.cause, /certificates\[[01]\]: no log entry$/);
  });
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

describe('evidence that cannot be read', () => {
  const MISSING = [
    "Policy has not been granted access to the 'oci/v1/oci_manifest' host capability. The violation has been reported.",
    'unknown operation: v1/oci_manifest',
    'unknown namespace: oci',
    'Callback evaluation failure: Fail to interact with OCI registry: Registry error: url http://r/v2/a/manifests/b, envelope: OCI API errors: [OCI API error: manifest unknown]',
  ];
  for (const error of MISSING) {
    it(`accepts with a log line, unless strict: ${error.slice(0, 40)}`, () => {
      const lenient = judge('search', 'both', failure(error));
      assert.equal(lenient.cause, '');
      assert.deepEqual(
        lenient.log.map((line) => JSON.parse(line) as unknown),
        [
          {
            level: 'info',
            message: 'evidence is not available',
            image: fixtureImage('search').reference,
            cause: error,
          },
        ],
      );
      const strict = judge('search', 'both', failure(error), {
        evidence: 'strict',
      });
      assert.equal(
        strict.cause,
        `evidence for ${fixtureImage('search').reference} is not available: ${error}`,
      );
    });
  }

  for (const error of [
    'operation timed out',
    'Error obtaining response over callback channel',
    '',
  ]) {
    it(`rejects: ${error === '' ? 'an empty error' : error}`, () => {
      const { reference } = fixtureImage('search');
      const start = `evidence for ${reference} cannot be read: `;
      const verdict = judge(
        'search',
        'both',
        failure(`${error}\n\nCaused by:\n    x`),
      );
      assert.equal(verdict.cause, (start + error).trimEnd());
    });
  }

  const MALFORMED = ['', '{', 'null', '{}', '{"layers":7}', '{"manifests":[]}'];
  for (const text of MALFORMED) {
    it(`rejects the answer ${text === '' ? 'of no bytes' : text}`, () => {
      const verdict = judge('search', 'both', okText(text));
      assert.equal(verdict.cause, does('search', 'manifest: malformed'));
    });
  }

  it('rejects an answer that is no UTF-8', () => {
    const bytes = Uint8Array.of(0x7b, 0xff, 0x7d);
    const verdict = judge('search', 'both', { kind: 'ok', bytes });
    assert.match(verdict.cause, /cannot be read: the answer of the host is /);
  });
});

describe('evidence of great size', () => {
  const layer = layerOf('keyless-two');

  it('takes 500 layers, and finds the one that does not bind', () => {
    const layers = Array.from({ length: 500 }, () => layer);
    assert.equal(judge('keyless-two', 'email', manifest(layers)).cause, '');
    const bad = edited(layer, { [BUNDLE]: undefined });
    const verdict = judge('keyless-two', 'email', manifest([...layers, bad]));
    assert.equal(verdict.cause, does('keyless-two', 'layer 500: no log entry'));
  });

  it('takes 3 MB of annotations', () => {
    const noise = 'n'.repeat(3 << 20);
    const noisy = edited(layer, { 'example.org/noise': noise });
    assert.equal(judge('keyless-two', 'email', manifest([noisy])).cause, '');
    for (const name of [BUNDLE, CERTIFICATE, SIGNATURE]) {
      const broken = edited(layer, { [name]: noise });
      const verdict = judge('keyless-two', 'email', manifest([broken]));
      assert.match(verdict.cause, /does not bind: layer 0: /);
    }
    assert.ok(guest.memoryBytes < 64 << 20, String(guest.memoryBytes));
  });
});

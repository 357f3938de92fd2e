// SPDX-License-Identifier: Apache-2.0

/** Threats from the order and the bytes of a request. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import { wireJson, type Json, type JsonObject } from '../../support/json.js';
import {
  containers,
  creation,
  memoryBytes,
  pod,
  podOf,
  restart,
  validate,
  validateBytes,
  validateError,
  type Verdict,
} from '../../support/policy.js';
import {
  DIGEST,
  failure,
  trusted,
  verifyingHost,
} from '../../support/scripted-host.js';
import { malformed, rejected, unverified } from '../../support/rejection.js';

const SIGNED = 'ghcr.io/acme/api:v1';
const UNSIGNED = 'ghcr.io/acme/unsigned:v1';
const HALF = 'ghcr.io/acme/half:v1';
const SETTINGS: JsonObject = {
  signatures: [{ image: '*', pubKeys: [PEM.release] }],
};

/** UNSIGNED has no signature, HALF has one by the first key. */
const host = verifyingHost(({ image, pub_keys }) =>
  image === UNSIGNED ||
  (image.startsWith('ghcr.io/acme/half') &&
    JSON.stringify(pub_keys) !== JSON.stringify([PEM.release]))
    ? failure('no signatures found')
    : trusted(),
);

const FAILED = rejected(
  unverified(UNSIGNED, 'no signatures found', 0, 'signatures[0].pubKeys'),
);
const MALFORMED = 'The validation request is malformed';

/** A payload whose object is this JSON text. */
const payloadOf = (object: string): string =>
  wireJson({ request: creation('OBJECT'), settings: SETTINGS }).replace(
    '"OBJECT"',
    () => object,
  );

const podText = (container: string): string =>
  `{"metadata":{"name":"web"},"spec":{"containers":[${container}]}}`;

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [
      item,
      ...rest,
    ]),
  );
}

describe('the order of rules and containers', () => {
  const rules: readonly Json[] = [
    { image: '*', pubKeys: [PEM.release] },
    { image: 'ghcr.io/acme/*', pubKeys: [PEM.second] },
    { image: 'docker.io/*', pubKeys: [PEM.stranger] },
  ];
  const images = [SIGNED, UNSIGNED, HALF, 'nginx'];

  /** The images that are rejected. */
  const failures = (message: string): string[] =>
    [...message.matchAll(/(\S+) \(containers\[\d\]\)/g)]
      .map(([, image = '']) => image)
      .sort();

  it('changes neither verdict nor what is rejected', () => {
    for (const signatures of permutations(rules)) {
      for (const order of permutations(images)) {
        const verdict = validate(
          creation(podOf(...order)),
          { signatures },
          host,
        );
        assert.equal(verdict.accepted, false);
        assert.deepEqual(failures(verdict.message), [HALF, UNSIGNED].sort());
      }
    }
  });

  it('lets no rule or container behind a non-match go unseen', () => {
    const other = { image: 'other.example.org/*', pubKeys: [PEM.release] };
    const signatures = [other, other, rules[0] ?? null];
    const verdict = validate(
      creation(podOf('nginx', 'nginx', UNSIGNED)),
      { signatures },
      host,
    );
    assert.equal(
      verdict.message,
      FAILED.replace('containers[0]', 'containers[2]').replace(
        'signatures[0]',
        'signatures[2]',
      ),
    );
  });
});

describe('keys written in unusual ways', () => {
  const refused: readonly (readonly [string, string, string])[] = [
    ['an escaped key', `{"name":"c","im\\u0061ge":"${UNSIGNED}"}`, FAILED],
    [
      'an escaped value',
      `{"name":"c","image":"${UNSIGNED.replace('u', '\\u0075')}"}`,
      FAILED,
    ],
    [
      'escaped slashes',
      `{"name":"c","image":"${UNSIGNED.replaceAll('/', '\\/')}"}`,
      FAILED,
    ],
    [
      'a duplicate key, the bad one first',
      `{"image":"${UNSIGNED}","image":"${SIGNED}"}`,
      rejected(malformed('spec.containers[0].image is given twice')),
    ],
    [
      'a duplicate key, the bad one last',
      `{"image":"${SIGNED}","im\\u0061ge":"${UNSIGNED}"}`,
      rejected(malformed('spec.containers[0].image is given twice')),
    ],
    [
      'a duplicate list',
      `{"image":"${SIGNED}"}],"containers":[{"image":"${UNSIGNED}"}`,
      rejected(malformed('spec.containers is given twice')),
    ],
  ];
  for (const [name, container, message] of refused) {
    it(`${name} is understood or rejected`, () => {
      const verdict = validateBytes(payloadOf(podText(container)), host);
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, message);
    });
  }

  it('a duplicate object, spec or request rejects', () => {
    const bad = podText(`{"image":"${UNSIGNED}"}`);
    const good = podText(`{"image":"${SIGNED}"}`);
    const payloads = [
      payloadOf(`${good},"object":${bad}`),
      payloadOf(`${bad},"object":${good}`),
      payloadOf(
        good.replace('"spec"', () => `"spec":{"containers":[]},"spec"`),
      ),
      payloadOf(good).replace('{"request"', '{"request":{},"request"'),
      payloadOf(good).replace(
        '"settings"',
        () => `"settings":${wireJson(SETTINGS)},"settings"`,
      ),
    ];
    for (const payload of payloads) {
      const verdict = validateBytes(payload, host);
      assert.equal(verdict.accepted, false, payload);
      assert.notEqual(verdict.message, '');
    }
  });

  it('pinning an escaped image keeps the escapes', () => {
    const text = podText(`{"image":"${SIGNED.replace('a', '\\u0061')}"}`);
    const { images } = validateBytes(payloadOf(text), host);
    assert.deepEqual(images, [`${SIGNED}@${DIGEST}`]);
  });
});

describe('bytes that are no good JSON', () => {
  const good = payloadOf(podText(`{"image":"${SIGNED}","name":"c"}`));

  it('a request cut anywhere rejects', () => {
    for (let length = 0; length < good.length; length += 1) {
      const verdict = validateBytes(good.slice(0, length), host);
      assert.equal(verdict.accepted, false, `${length} bytes`);
      assert.ok(verdict.message.startsWith(MALFORMED) || length > 0);
    }
    assert.equal(validateBytes(good, host).accepted, true);
  });

  it('a byte order mark rejects', () => {
    const verdict = validateBytes(`\ufeff${good}`, host);
    assert.equal(verdict.message, `${MALFORMED} [request-malformed]`);
  });

  it('invalid UTF-8 in an image or a key rejects', () => {
    const sequences = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5]];
    for (const bytes of sequences) {
      for (const place of ['"image"', SIGNED]) {
        const at = good.indexOf(place) + 2;
        const payload = Buffer.concat([
          Buffer.from(good.slice(0, at)),
          Buffer.from(bytes),
          Buffer.from(good.slice(at)),
        ]);
        assert.equal(validateError(payload), 'payload is not valid UTF-8');
      }
    }
  });

  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    it(`100,000 levels of ${open} are no trap`, () => {
      const deep = `${open.repeat(100_000)}0${close.repeat(100_000)}`;
      const text = podText(`{"image":"${UNSIGNED}"}`).replace(
        '{',
        () => `{"deep":${deep},`,
      );
      assert.equal(validateBytes(payloadOf(text), host).accepted, false);
    });
  }
});

describe('3 MB of anything', () => {
  const SIZE = 3_000_000;
  const LIMIT = 256 * 1024 * 1024;

  afterEach(restart);

  const bounded = (verdict: Verdict, accepted: boolean): void => {
    assert.equal(verdict.accepted, accepted);
    assert.ok(memoryBytes() < LIMIT, `${memoryBytes()} bytes`);
    assert.ok(Buffer.byteLength(verdict.message) < 70_000);
  };

  it('of text beside a signed image is copied', () => {
    const object = pod(
      { containers: containers(SIGNED) },
      { annotations: { big: 'x'.repeat(SIZE) } },
    );
    const verdict = validate(creation(object), SETTINGS, host);
    bounded(verdict, true);
    assert.deepEqual(verdict.images, [`${SIGNED}@${DIGEST}`]);
  });

  it('of text beside an unsigned image rejects', () => {
    const object = pod(
      { containers: containers(UNSIGNED) },
      { annotations: { big: '\\"'.repeat(SIZE / 2) } },
    );
    bounded(validate(creation(object), SETTINGS, host), false);
  });

  it('of containers are all seen', () => {
    const count = 60_000;
    const images = Array.from(
      { length: count },
      (_, i) => `ghcr.io/a/i${i}:v1`,
    );
    const verdict = validate(
      creation(podOf(...images, UNSIGNED)),
      SETTINGS,
      host,
    );
    bounded(verdict, false);
    assert.equal(verdict.verified.length, count + 1);
  });

  it('of failing containers are told in a bounded message', () => {
    const images = Array.from({ length: 30_000 }, (_, i) => `X${i}`);
    const verdict = validate(creation(podOf(...images)), SETTINGS, host);
    bounded(verdict, false);
    assert.match(verdict.message, /, and \d+ more$/);
  });

  it('as an image rejects', () => {
    bounded(validate(creation(podOf('a'.repeat(SIZE))), SETTINGS, host), false);
  });

  it('as a list of a wrong type rejects', () => {
    const object = pod({ containers: Array<Json>(SIZE / 3).fill(0) });
    bounded(validate(creation(object), SETTINGS, host), false);
  });
});

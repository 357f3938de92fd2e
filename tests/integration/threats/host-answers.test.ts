// SPDX-License-Identifier: Apache-2.0

/** Threats from hosts and registries that fail, lie or change their mind. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { HostAnswer } from '../../support/guest.js';
import type { JsonObject } from '../../support/json.js';
import {
  creation,
  memoryBytes,
  podOf,
  validate,
} from '../../support/policy.js';
import {
  DIGEST,
  failure,
  okJson,
  okText,
  trusted,
  verifyingHost,
} from '../../support/scripted-host.js';

const IMAGE = 'ghcr.io/acme/api:v1';
const REPOSITORY = 'ghcr.io/acme/api';
const OTHER_DIGEST = `sha256:${'cd'.repeat(32)}`;
const BY_KEY: JsonObject = {
  signatures: [{ image: '*', pubKeys: [PEM.release] }],
};
const BY_TWO_RULES: JsonObject = {
  signatures: [
    { image: '*', pubKeys: [PEM.release] },
    { image: 'ghcr.io/acme/*', pubKeys: [PEM.second] },
  ],
};
const BY_CERTIFICATES: JsonObject = {
  signatures: [
    {
      image: '*',
      certificates: [PEM.alice, PEM.bob],
      certificateChain: [PEM.intermediate, PEM.root],
    },
  ],
};

const failed = (entry: number, cause: string): string =>
  `Resource web is not accepted: verification of image ${IMAGE} failed: ` +
  `spec.containers[0].image, signatures[${entry}]: ${cause}`;

/** Answers the calls in turn. */
function answering(...answers: readonly HostAnswer[]) {
  let next = 0;
  return verifyingHost(() => answers[next++] ?? failure('asked too often'));
}

describe('a registry that answers differently between fetches', () => {
  it('is found out by the second rule', () => {
    const verdict = validate(
      creation(podOf(IMAGE)),
      BY_TWO_RULES,
      answering(trusted(DIGEST), trusted(OTHER_DIGEST)),
    );
    assert.equal(verdict.accepted, false);
    assert.equal(verdict.mutated, undefined);
    assert.equal(
      verdict.message,
      failed(1, `the host verified another digest, ${OTHER_DIGEST}`),
    );
  });

  it('is found out by the second certificate', () => {
    const verdict = validate(
      creation(podOf(IMAGE)),
      BY_CERTIFICATES,
      answering(trusted(DIGEST), trusted(OTHER_DIGEST)),
    );
    assert.equal(
      verdict.message,
      failed(
        0,
        `Certificate signature for image ${IMAGE}: certificates[1]: ` +
          `the host verified another digest, ${OTHER_DIGEST}`,
      ),
    );
  });

  it('cannot replace the digest of the reference', () => {
    const pinned = `${IMAGE}@${DIGEST}`;
    const verdict = validate(
      creation(podOf(pinned)),
      BY_KEY,
      answering(trusted(OTHER_DIGEST)),
    );
    assert.equal(
      verdict.message,
      failed(0, `the host verified another digest, ${OTHER_DIGEST}`).replace(
        IMAGE,
        pinned,
      ),
    );
  });

  it('gets the verified digest written into the object', () => {
    const verdict = validate(
      creation(podOf(IMAGE)),
      BY_TWO_RULES,
      answering(trusted(OTHER_DIGEST), trusted(OTHER_DIGEST)),
    );
    assert.equal(verdict.accepted, true);
    assert.deepEqual(verdict.images, [`${IMAGE}@${OTHER_DIGEST}`]);
  });
});

describe('a tag that moves between two look-ups', () => {
  for (const [name, settings] of [
    ['rules', BY_TWO_RULES],
    ['certificates', BY_CERTIFICATES],
  ] as const) {
    it(`does not mix two images under several ${name}`, () => {
      const { accepted, verified } = validate(creation(podOf(IMAGE)), settings);
      assert.equal(accepted, true);
      assert.deepEqual(
        verified.map(({ image }) => image),
        [IMAGE, `${REPOSITORY}@${DIGEST}`],
      );
    });
  }

  it('is looked up once, whatever number of containers use it', () => {
    const { images, verified } = validate(
      creation(podOf(IMAGE, 'nginx', IMAGE, IMAGE)),
      BY_KEY,
    );
    assert.deepEqual(
      verified.map(({ image }) => image),
      [IMAGE, 'nginx'],
    );
    assert.deepEqual(
      images,
      [IMAGE, 'nginx', IMAGE, IMAGE].map((image) => `${image}@${DIGEST}`),
    );
  });
});

describe('a look-up error', () => {
  const errors: readonly (readonly [string, string, string])[] = [
    ['of the registry', 'no signatures found for image: x ', ''],
    [
      'with a chain of causes',
      'Callback evaluation failure: no\n\nCaused by:\n    0: secret stack',
      'Callback evaluation failure: no',
    ],
    [
      'of many lines',
      'missing signatures\nThe following\n  kind: pubKey',
      'missing signatures The following kind: pubKey',
    ],
    [
      'of a crashed worker',
      'Error obtaining response over callback channel',
      '',
    ],
    ['of an old host', 'unknown operation: v2/verify', ''],
    ['without a text', '', ''],
  ];
  for (const [name, error, cause] of errors) {
    it(`${name} rejects`, () => {
      const verdict = validate(
        creation(podOf(IMAGE)),
        BY_KEY,
        answering(failure(error)),
      );
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, failed(0, cause || error).trimEnd());
    });
  }

  it('of the second of two images names that image alone', () => {
    const verdict = validate(
      creation(podOf('nginx', IMAGE)),
      BY_KEY,
      answering(trusted(), failure('boom')),
    );
    assert.equal(
      verdict.message,
      failed(0, 'boom').replace('containers[0]', 'containers[1]'),
    );
  });

  it('of any length stays within 512 bytes a cause', () => {
    const verdict = validate(
      creation(podOf(IMAGE)),
      BY_KEY,
      answering(failure('ä'.repeat(10_000))),
    );
    const cause = verdict.message.replace('Resource web is not accepted: ', '');
    assert.ok(Buffer.byteLength(cause) <= 512);
    assert.ok(cause.endsWith('ä...'));
  });
});

describe('another kind of evidence', () => {
  const untrusted = 'the image is not trusted';
  const noDigest = 'the digest in the answer of the host is malformed';
  const malformed = 'the answer of the host is malformed';
  const digest = DIGEST;
  const answers: readonly (readonly [string, HostAnswer, string])[] = [
    ['is_trusted false', okJson({ is_trusted: false, digest }), untrusted],
    ['no is_trusted', okJson({ digest }), malformed],
    ['is_trusted as text', okJson({ is_trusted: 'true', digest }), malformed],
    ['is_trusted as number', okJson({ is_trusted: 1, digest }), malformed],
    [
      'is_trusted twice',
      okText(`{"is_trusted":false,"is_trusted":true,"digest":"${digest}"}`),
      malformed,
    ],
    ['no digest', okJson({ is_trusted: true }), noDigest],
    ['an empty digest', okJson({ is_trusted: true, digest: '' }), noDigest],
    ['a null digest', okJson({ is_trusted: true, digest: null }), noDigest],
    ['a number as digest', okJson({ is_trusted: true, digest: 1 }), noDigest],
    [
      'a short digest',
      okJson({ is_trusted: true, digest: digest.slice(0, -1) }),
      noDigest,
    ],
    [
      'a long digest',
      okJson({ is_trusted: true, digest: `${digest}0` }),
      noDigest,
    ],
    [
      'a digest in capitals',
      okJson({ is_trusted: true, digest: `sha256:${'AB'.repeat(32)}` }),
      noDigest,
    ],
    [
      'a digest that would add to the reference',
      okJson({ is_trusted: true, digest: `${digest}","x":"` }),
      noDigest,
    ],
    [
      'two digests',
      okText(
        `{"is_trusted":true,"digest":"${digest}","digest":"${OTHER_DIGEST}"}`,
      ),
      malformed,
    ],
  ];
  for (const [name, answer, cause] of answers) {
    it(`${name} rejects`, () => {
      const verdict = validate(
        creation(podOf(IMAGE)),
        BY_KEY,
        answering(answer),
      );
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, failed(0, cause));
    });
  }
});

describe('an answer of the host', () => {
  const good = `{"is_trusted":true,"digest":"${DIGEST}"}`;
  const malformed = failed(0, 'the answer of the host is malformed');
  const ask = (text: string): string =>
    validate(creation(podOf(IMAGE)), BY_KEY, answering(okText(text))).message;

  it('cut anywhere rejects', () => {
    for (let length = 0; length < good.length; length += 1) {
      assert.equal(ask(good.slice(0, length)), malformed, `${length} bytes`);
    }
    assert.equal(ask(good), '');
  });

  const others: readonly (readonly [string, string])[] = [
    ['that is not JSON', 'trusted'],
    ['that is a list', `[${good}]`],
    ['that is true', 'true'],
    ['with text behind it', `${good}!`],
    ['with a byte order mark', `\ufeff${good}`],
    ['of 100,000 levels', `{"a":${'['.repeat(100_000)}`],
  ];
  for (const [name, text] of others) {
    it(`${name} rejects`, () => assert.equal(ask(text), malformed));
  }

  it('of 40 MB rejects, without a trap and in bounded memory', () => {
    const huge = `{"x":"${'y'.repeat(40_000_000)}",${good.slice(1)}`;
    assert.equal(ask(huge), failed(0, 'the answer of the host is too large'));
    assert.ok(memoryBytes() < 64 * 1024 * 1024);
  });
});

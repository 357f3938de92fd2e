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
import { rejected, said, unverified } from '../../support/rejection.js';

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

const failed = (
  entry: string,
  what: string,
  code: string,
  image = IMAGE,
): string => rejected(said(image, what, code, 0, `signatures[${entry}`));
const otherDigest = (entry: string, image = IMAGE): string =>
  failed(
    entry,
    `has another digest: the host verified ${OTHER_DIGEST}`,
    'other-digest',
    image,
  );
const MALFORMED = failed(
  '0].pubKeys',
  'cannot be verified: the answer of the host is malformed',
  'host-answer-malformed',
);

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
    assert.equal(verdict.message, otherDigest('1].pubKeys'));
  });

  it('is found out by the second certificate', () => {
    const verdict = validate(
      creation(podOf(IMAGE)),
      BY_CERTIFICATES,
      answering(trusted(DIGEST), trusted(OTHER_DIGEST)),
    );
    assert.equal(verdict.message, otherDigest('0].certificates[1]'));
  });

  it('cannot replace the digest of the reference', () => {
    const pinned = `${IMAGE}@${DIGEST}`;
    const verdict = validate(
      creation(podOf(pinned)),
      BY_KEY,
      answering(trusted(OTHER_DIGEST)),
    );
    assert.equal(verdict.message, otherDigest('0].pubKeys', pinned));
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
  const KEY = '0].pubKeys[0]';
  const LIST = '0].pubKeys';
  const unknown = (words: string): string =>
    failed(
      LIST,
      `cannot be verified: the host could not verify it: ${words}`,
      'not-verified',
    );
  const errors: readonly (readonly [string, string, string])[] = [
    [
      'of the registry',
      'no signatures found for image: x ',
      failed(
        KEY,
        'is unsigned, or its signatures cannot be read or are not by the key sha256:b04aa1756cc823d5...',
        'unsigned-or-unreadable',
      ),
    ],
    [
      'with a chain of causes',
      'Callback evaluation failure: no\n\nCaused by:\n    0: secret stack',
      unknown('no'),
    ],
    [
      'of many lines',
      'missing things\nThe following\n  kind: pubKey',
      unknown('missing things'),
    ],
    [
      'of a crashed worker',
      'Error obtaining response over callback channel',
      unknown('Error obtaining response over callback channel'),
    ],
    [
      'of an old host',
      'unknown operation: v2/verify',
      failed(
        LIST,
        'cannot be verified: the host is too old for this policy',
        'capability-unknown',
      ),
    ],
    ['without a text', '', unknown('')],
  ];
  for (const [name, error, message] of errors) {
    it(`${name} rejects`, () => {
      const verdict = validate(
        creation(podOf(IMAGE)),
        BY_KEY,
        verifyingHost(() => failure(error)),
      );
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, message);
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
      rejected(unverified(IMAGE, 'boom', 1, 'signatures[0].pubKeys')),
    );
  });

  it('of any length is cut', () => {
    const verdict = validate(
      creation(podOf(IMAGE)),
      BY_KEY,
      answering(failure('ä'.repeat(10_000))),
    );
    const said = verdict.message.slice(rejected(IMAGE).length);
    assert.ok(Buffer.byteLength(said) <= 200);
    assert.ok(said.endsWith('ä... (signatures[0].pubKeys) [not-verified]'));
  });
});

describe('another kind of evidence', () => {
  const untrusted = failed(
    '0].pubKeys[0]',
    'is unsigned, or its signatures cannot be read or are not by the key sha256:b04aa1756cc823d5...',
    'unsigned-or-unreadable',
  );
  const malformed = MALFORMED;
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
    ['no digest', okJson({ is_trusted: true }), malformed],
    ['an empty digest', okJson({ is_trusted: true, digest: '' }), malformed],
    ['a null digest', okJson({ is_trusted: true, digest: null }), malformed],
    ['a number as digest', okJson({ is_trusted: true, digest: 1 }), malformed],
    [
      'a short digest',
      okJson({ is_trusted: true, digest: digest.slice(0, -1) }),
      malformed,
    ],
    [
      'a long digest',
      okJson({ is_trusted: true, digest: `${digest}0` }),
      malformed,
    ],
    [
      'a digest in capitals',
      okJson({ is_trusted: true, digest: `sha256:${'AB'.repeat(32)}` }),
      malformed,
    ],
    [
      'a digest that would add to the reference',
      okJson({ is_trusted: true, digest: `${digest}","x":"` }),
      malformed,
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
      assert.equal(verdict.message, cause);
    });
  }
});

describe('an answer of the host', () => {
  const good = `{"is_trusted":true,"digest":"${DIGEST}"}`;
  const malformed = MALFORMED;
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
    assert.equal(ask(huge), MALFORMED);
    assert.ok(memoryBytes() < 64 * 1024 * 1024);
  });
});

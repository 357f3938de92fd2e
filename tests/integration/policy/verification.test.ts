// SPDX-License-Identifier: Apache-2.0

/** What is asked about one image, in which order, and when that rejects. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../support/json.js';
import {
  containers,
  creation,
  pod,
  podOf,
  validate,
} from '../../support/policy.js';
import {
  DIGEST,
  failure,
  okText,
  trusted,
  verifyingHost,
} from '../../support/scripted-host.js';
import { transcribeRequest } from '../../support/transcript.js';
import { rejected, said, unverified } from '../../support/rejection.js';

const rule = (image: string, subject: string): JsonObject => ({
  image,
  keyless: [{ issuer: 'i', subject }],
});
const digest = (c: string): string => `sha256:${c.repeat(64)}`;
const ENTRY = 'signatures[0].keyless';
const otherDigest = (image: string, digest: string, rule: number): string =>
  said(
    image,
    `has another digest: the host verified ${digest}`,
    'other-digest',
    0,
    `signatures[${rule}].keyless`,
  );

/** Image and first subject of each verification, in order. */
function asked(object: Json, settings: JsonObject): string[] {
  return validate(creation(object), settings).verified.map(
    ({ image, keyless }) => {
      const [{ subject }] = keyless as [{ subject: string }];
      return `${subject} ${image}`;
    },
  );
}

describe('the order of verifications', () => {
  const settings = {
    signatures: [
      rule('a.io/*', 'one'),
      rule('*', 'two'),
      rule('b.io/*', 'three'),
    ],
  };

  it('is that of containers, then that of rules', () => {
    assert.deepEqual(asked(podOf('b.io/x', 'a.io/y'), settings), [
      'two b.io/x',
      `three b.io/x@${DIGEST}`,
      'one a.io/y',
      `two a.io/y@${DIGEST}`,
    ]);
  });

  it('has each image string once, and other spellings of it again', () => {
    const object = pod({
      containers: containers('nginx', 'nginx:latest', 'nginx'),
      initContainers: containers('nginx'),
    });
    assert.deepEqual(asked(object, settings), [
      'two nginx',
      'two nginx:latest',
    ]);
  });
});

describe('the digest', () => {
  const settings = { signatures: [rule('*', 'one'), rule('*', 'two')] };
  const targets: readonly (readonly [string, string])[] = [
    ['nginx', 'docker.io/library/nginx'],
    ['index.docker.io/acme/x:1', 'docker.io/acme/x'],
    ['GHCR.IO/acme/x', 'ghcr.io/acme/x'],
    ['ghcr.io:443/acme/x:1.2', 'ghcr.io/acme/x'],
    ['localhost:5000/x', 'localhost:5000/x'],
    [`a.io/b:1@${DIGEST}`, 'a.io/b'],
  ];
  for (const [image, repository] of targets) {
    it(`of the first success is what ${image} is verified on then`, () => {
      assert.deepEqual(asked(podOf(image), settings), [
        `one ${image}`,
        `two ${repository}@${DIGEST}`,
      ]);
    });
  }

  it('that differs under another rule rejects', () => {
    let calls = 0;
    const host = verifyingHost(() => trusted(digest('ab'[calls++] ?? 'c')));
    const { message } = validate(creation(podOf('a.io/b')), settings, host);
    assert.equal(message, rejected(otherDigest('a.io/b', digest('b'), 1)));
  });

  it('that differs from the one in the reference rejects', () => {
    const image = `a.io/b:1@${digest('c')}`;
    const { message } = validate(creation(podOf(image)), settings);
    assert.equal(message, rejected(otherDigest(image, DIGEST, 0)));
  });

  it('goes behind the image as it stands, unless it is there', () => {
    const pins: readonly (readonly [string, string])[] = [
      ['nginx', `nginx@${DIGEST}`],
      ['GHCR.IO/acme/x:1', `GHCR.IO/acme/x:1@${DIGEST}`],
      [`a.io/b@${DIGEST}`, `a.io/b@${DIGEST}`],
      [`a.io/b:1@${DIGEST}`, `a.io/b:1@${DIGEST}`],
    ];
    for (const [image, pinned] of pins) {
      const { accepted, images } = validate(creation(podOf(image)), settings);
      assert.equal(accepted, true);
      assert.deepEqual(images, pinned === image ? [] : [pinned]);
    }
  });
});

describe('an answer of the host', () => {
  const settings = { signatures: [rule('*', 'one')] };
  const malformed = [
    'cannot be verified: the answer of the host is malformed',
    'host-answer-malformed',
  ] as const;
  const ok = `"is_trusted":true,"digest":"${DIGEST}"`;
  const answers: readonly (readonly [string, readonly [string, string]])[] = [
    [
      `{"is_trusted":false,"digest":"${DIGEST}"}`,
      [
        'is unsigned, or its signatures cannot be read or are not by one of i',
        'unsigned-or-unreadable',
      ],
    ],
    ['{"is_trusted":true}', malformed],
    ['{"is_trusted":true,"digest":null}', malformed],
    ['{"is_trusted":true,"digest":""}', malformed],
    [`{"is_trusted":true,"digest":"${DIGEST}0"}`, malformed],
    [`{"is_trusted":true,"digest":"${DIGEST.toUpperCase()}"}`, malformed],
    [`{"is_trusted":true,"digest":"sha512:${'a'.repeat(64)}"}`, malformed],
    [`{"digest":"${DIGEST}"}`, malformed],
    [`{"is_trusted":1,"digest":"${DIGEST}"}`, malformed],
    [`{"is_trusted":"true","digest":"${DIGEST}"}`, malformed],
    [`{${ok},"is_trusted":true}`, malformed],
    [`{${ok},"digest":"${digest('b')}"}`, malformed],
    [`[{${ok}}]`, malformed],
    [`{${ok}`, malformed],
    [`{${ok}}{}`, malformed],
    ['', malformed],
    ['null', malformed],
  ];
  for (const [answer, cause] of answers) {
    it(`${answer.slice(0, 50) || 'of nothing'} rejects`, () => {
      const host = verifyingHost(() => okText(answer));
      const { message } = validate(creation(podOf('a.io/b')), settings, host);
      assert.equal(
        message,
        rejected(
          said(
            'a.io/b',
            ...cause,
            0,
            cause === malformed ? ENTRY : `${ENTRY}[0]`,
          ),
        ),
      );
    });
  }

  it('with unknown members, spaces and escapes is understood', () => {
    const text = ` {"extra":[{}], "is_\\u0074rusted" : true ,\n"digest":"\\u0073ha256:${'ab'.repeat(32)}"} `;
    const host = verifyingHost(() => okText(text));
    const { images } = validate(creation(podOf('a.io/b')), settings, host);
    assert.deepEqual(images, [`a.io/b@${DIGEST}`]);
  });
});

describe('what is said of an image', () => {
  const settings = { signatures: [rule('*', 'one')] };
  const messageOf = (error: string, image = 'a.io/b'): string =>
    validate(
      creation(podOf(image)),
      settings,
      verifyingHost(() => failure(error)),
    ).message;

  it('is one line, without what the host says behind its first', () => {
    assert.equal(
      messageOf('one\t two\u0000 \u007f\n\nCaused by:\n    0: five\n'),
      rejected(unverified('a.io/b', 'one two', 0, ENTRY)),
    );
  });

  it('has at most 200 bytes beside the image, cut at a whole character', () => {
    for (let shift = 0; shift < 4; shift++) {
      for (const letter of ['x', 'é', '€', '𐍈']) {
        const text = 'x'.repeat(shift) + letter.repeat(600);
        const message = messageOf(text).slice(rejected('a.io/b').length);
        const bytes = Buffer.byteLength(message);
        assert.ok(bytes <= 200 && bytes > 180, `${letter} ${bytes}`);
        assert.ok(
          message.endsWith('... (signatures[0].keyless) [not-verified]'),
        );
        assert.equal(message.includes('\ufffd'), false);
      }
    }
  });

  it('stands behind the beginning of an endless image', () => {
    for (let shift = 0; shift < 4; shift++) {
      for (const letter of ['A', 'é', '€', '𐍈']) {
        const image = 'x'.repeat(shift) + letter.repeat(1000);
        const message = messageOf('', image);
        const [, name = ''] =
          /^Resource web is not accepted: (.+\.\.\.) \(containers\[0\]\) is not a valid image reference \[invalid-reference\]$/.exec(
            message,
          ) ?? [];
        assert.ok(Buffer.byteLength(name) > 250, message);
        assert.ok(Buffer.byteLength(name) <= 256, message);
        assert.equal(name.includes('\ufffd'), false);
      }
    }
  });

  it('names every failing image, how many fields have it, the same once', () => {
    const object = pod({
      containers: containers('a.io/b', 'a.io/c', 'a.io/b'),
      initContainers: containers('a.io/b'),
    });
    const host = verifyingHost(() => failure('no'));
    const place = 'containers[0] and 2 more';
    assert.equal(
      validate(creation(object), settings, host).message,
      rejected(
        `each of a.io/b (${place}), ${unverified('a.io/c', 'no', 1, ENTRY)}`,
      ),
    );
  });

  it('is said of ten images, the others are counted', () => {
    const images = Array.from({ length: 2000 }, (_, index) => `a.io/${index}`);
    const host = verifyingHost(({ image }) => failure(`no ${image}`));
    const { message } = validate(creation(podOf(...images)), settings, host);
    assert.equal(message.split('; ').length, 10);
    assert.ok(
      message.endsWith(
        'a.io/9 (signatures[0].keyless) [not-verified], and 1990 more',
      ),
      message,
    );
  });
});

describe('audit annotations', () => {
  const settings = { signatures: [rule('a.io/*', 'one')] };
  const annotations = (object: Json): unknown =>
    (
      JSON.parse(transcribeRequest(creation(object), settings).reply) as Record<
        string,
        unknown
      >
    )['audit_annotations'];

  it('list the verified images with their digests, once each', () => {
    const object = podOf('a.io/b', 'b.io/c', `a.io/d@${DIGEST}`, 'a.io/b');
    assert.deepEqual(annotations(object), {
      'verified-images': `a.io/b@${DIGEST},a.io/d@${DIGEST}`,
    });
  });

  it('are absent when nothing was verified', () => {
    assert.equal(annotations(podOf('b.io/c')), undefined);
  });

  it('keep to 4096 bytes, in whole pairs', () => {
    const images = Array.from({ length: 100 }, (_, index) => `a.io/${index}`);
    const { 'verified-images': text } = annotations(podOf(...images)) as {
      'verified-images': string;
    };
    assert.ok(text.length <= 4096 && text.length > 4000);
    for (const pair of text.split(',')) {
      assert.match(pair, /^a\.io\/\d+@sha256:[0-9a-f]{64}$/);
    }
  });
});

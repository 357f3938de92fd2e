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

const rule = (image: string, subject: string): JsonObject => ({
  image,
  keyless: [{ issuer: 'i', subject }],
});
const digest = (c: string): string => `sha256:${c.repeat(64)}`;
const REJECTED = 'Resource web is not accepted: ';

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
    assert.equal(
      message,
      `${REJECTED}verification of image a.io/b failed: spec.containers[0].image, ` +
        `signatures[1]: the host verified another digest, ${digest('b')}`,
    );
  });

  it('that differs from the one in the reference rejects', () => {
    const image = `a.io/b:1@${digest('c')}`;
    const { message } = validate(creation(podOf(image)), settings);
    assert.equal(
      message,
      REJECTED +
        [0, 1]
          .map(
            (index) =>
              `verification of image ${image} failed: spec.containers[0].image, ` +
              `signatures[${index}]: the host verified another digest, ${DIGEST}`,
          )
          .join(', '),
    );
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
  const malformed = 'the answer of the host is malformed';
  const badDigest = 'the digest in the answer of the host is malformed';
  const ok = `"is_trusted":true,"digest":"${DIGEST}"`;
  const answers: readonly (readonly [string, string])[] = [
    [`{"is_trusted":false,"digest":"${DIGEST}"}`, 'the image is not trusted'],
    ['{"is_trusted":true}', badDigest],
    ['{"is_trusted":true,"digest":null}', badDigest],
    ['{"is_trusted":true,"digest":""}', badDigest],
    [`{"is_trusted":true,"digest":"${DIGEST}0"}`, badDigest],
    [`{"is_trusted":true,"digest":"${DIGEST.toUpperCase()}"}`, badDigest],
    [`{"is_trusted":true,"digest":"sha512:${'a'.repeat(64)}"}`, badDigest],
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
        `${REJECTED}verification of image a.io/b failed: ` +
          `spec.containers[0].image, signatures[0]: ${cause}`,
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

describe('causes', () => {
  const settings = { signatures: [rule('*', 'one')] };
  const prefix = (image: string): string =>
    `verification of image ${image} failed: spec.containers[0].image, signatures[0]: `;
  const messageOf = (error: string, image = 'a.io/b'): string =>
    validate(
      creation(podOf(image)),
      settings,
      verifyingHost(() => failure(error)),
    ).message.slice(REJECTED.length);

  it('are one line each, without the trace behind a blank line', () => {
    assert.equal(
      messageOf(
        ' one\n two\r\n\t three \u0000 four\u007f\n\nCaused by:\n    0: five\n',
      ),
      `${prefix('a.io/b')}one two three four`,
    );
  });

  it('keep 512 bytes, cut at a whole character', () => {
    for (let shift = 0; shift < 4; shift++) {
      for (const letter of ['x', 'é', '€', '𐍈']) {
        const text = 'x'.repeat(shift) + letter.repeat(600);
        const cause = messageOf(text);
        const bytes = Buffer.from(cause);
        assert.ok(bytes.length <= 512 && bytes.length > 508, letter);
        assert.ok(cause.endsWith('...'));
        assert.equal(
          cause.slice(0, -3),
          `${prefix('a.io/b')}${text}`.slice(0, cause.length - 3),
        );
      }
    }
    const fits = 'y'.repeat(512 - prefix('a.io/b').length);
    assert.equal(messageOf(fits), prefix('a.io/b') + fits);
  });

  it('of an endless image keep what failed', () => {
    for (let shift = 0; shift < 4; shift++) {
      for (const letter of ['A', 'é', '€', '𐍈']) {
        const image = 'x'.repeat(shift) + letter.repeat(1000);
        const cause = messageOf('', image);
        assert.ok(Buffer.byteLength(cause) <= 512);
        assert.equal(cause.includes('\ufffd'), false);
        assert.match(
          cause,
          /\.\.\. failed: spec\.containers\[0\]\.image: is not a valid image reference$/,
        );
      }
    }
  });

  it('name every failing image, and how many fields have it', () => {
    const object = pod({
      containers: containers('a.io/b', 'a.io/c', 'a.io/b'),
      initContainers: containers('a.io/b'),
    });
    const host = verifyingHost(() => failure('no'));
    assert.equal(
      validate(creation(object), settings, host).message,
      `${REJECTED}verification of image a.io/b failed: spec.containers[0].image and 2 more, signatures[0]: no, ` +
        'verification of image a.io/c failed: spec.containers[1].image, signatures[0]: no',
    );
  });

  it('of very many images are counted in the end', () => {
    const images = Array.from({ length: 2000 }, (_, index) => `a.io/${index}`);
    const host = verifyingHost(() => failure('z'.repeat(400)));
    const { message } = validate(creation(podOf(...images)), settings, host);
    assert.ok(message.length < 66_000);
    const [, more = ''] = /, and (\d+) more$/.exec(message) ?? [];
    const told = message.split('verification of image').length - 1;
    assert.equal(told + Number(more), 2000);
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

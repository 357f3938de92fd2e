// SPDX-License-Identifier: Apache-2.0

/** The mutated object is the original, byte for byte, but for its images. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DIGEST, trusted, verifyingHost } from '../../support/scripted-host.js';
import { transcribe } from '../../support/transcript.js';

const SETTINGS =
  '{"signatures":[{"image":"a.io/*","keyless":[{"issuer":"i","subject":"s"}]}]}';
const IMAGE = '"a.io/b:1"';
const ANNOTATION = `,"audit_annotations":{"verified-images":"a.io/b:1@${DIGEST}"}}`;

/** The reply to the creation of a Pod that stands in the request like this. */
function reply(object: string, kind = '{"group":"","kind":"Pod"}'): string {
  return transcribe(
    `{"request":{"kind":${kind},"object":${object},"operation":"CREATE"},"settings":${SETTINGS}}`,
  ).reply;
}

/** The object with the digest put behind each of these image strings. */
const pinned = (object: string): string =>
  object.replaceAll(IMAGE, `"a.io/b:1@${DIGEST}"`);

function keeps(object: string): void {
  assert.equal(
    reply(object),
    `{"accepted":true,"mutated_object":${pinned(object)}${ANNOTATION}`,
  );
}

describe('a mutated object keeps', () => {
  const container = `{"image":${IMAGE},"name":"c"}`;
  const rows: readonly (readonly [string, string])[] = [
    [
      'numbers no double can hold',
      `{"a":1e400,"b":-0,"c":-0.0,"d":1E+2,"e":9007199254740993,"f":0.10,"g":123456789012345678901234567890,"spec":{"containers":[${container}]}}`,
    ],
    [
      'the order of its keys, unknown ones and empty ones',
      `{"z":1,"spec":{"x":{},"containers":[${container}],"":null,"a":[]},"kind":"Pod","apiVersion":"v1"}`,
    ],
    [
      'escapes, however they are written',
      `{"spec":{"containers":[{"command":["\\u0061\\/\\n\\ud83d\\ude00","é€𐍈"],"image":${IMAGE},"\\u0078":"\\\\\\""}]}}`,
    ],
    [
      'white space of every kind',
      ` {\t"spec" :\r\n { "containers" : [\n{ "image" : ${IMAGE} } ] } }`,
    ],
    [
      'duplicate keys where they do not matter',
      `{"x":1,"x":2,"spec":{"y":1,"containers":[${container}],"y":2}}`,
    ],
    [
      'strings that only look like images',
      `{"metadata":{"annotations":{"image":"a.io/b:2","x":"\\"image\\":\\"a.io/b:2\\""}},"spec":{"containers":[{"env":[{"name":"image","value":"a.io/b:2"}],"image":${IMAGE}}],"image":"a.io/b:2"}}`,
    ],
    [
      'itself around several images',
      `{"spec":{"volumes":[{"image":{"reference":${IMAGE}},"name":"v"}],"initContainers":[${container},{"image":"b.io/x"}],"containers":[${container},${container}]}}`,
    ],
  ];
  for (const [name, object] of rows) {
    it(name, () => keeps(object.trim()));
  }

  it('escapes in the image itself; the digest goes behind them', () => {
    const object =
      '{"spec":{"containers":[{"im\\u0061ge":"a\\u002eio\\/b:1"}]}}';
    assert.equal(
      reply(object),
      `{"accepted":true,"mutated_object":${object.replace('b:1', `b:1@${DIGEST}`)}${ANNOTATION}`,
    );
  });

  it('itself when the object comes before its kind', () => {
    const object = `{"spec":{"containers":[${container}]}}`;
    const { reply: text } = transcribe(
      `{"settings":${SETTINGS},"request":{"operation":"CREATE","object":${object},"kind":{"kind":"Pod","group":""}}}`,
    );
    assert.equal(
      text,
      `{"accepted":true,"mutated_object":${pinned(object)}${ANNOTATION}`,
    );
  });

  it('itself around a tag that reads like the digest', () => {
    // The repository is named sha256: its tag can move, so it is no pin.
    const image = `a.io/b/${DIGEST}`;
    const object = `{"spec":{"containers":[{"image":"${image}"}]}}`;
    const pinnedImage = `${image}@${DIGEST}`;
    assert.equal(
      reply(object),
      `{"accepted":true,"mutated_object":${object.replace(image, pinnedImage)},"audit_annotations":{"verified-images":"${pinnedImage}"}}`,
    );
  });

  it('itself at the end of a deep path', () => {
    const object = `{"spec":{"jobTemplate":{"x":1e400,"spec":{"template":{"spec":{"containers":[${container}]}}}},"schedule":"* * * * *"}}`;
    assert.equal(
      reply(object, '{"group":"batch","kind":"CronJob"}'),
      `{"accepted":true,"mutated_object":${pinned(object)}${ANNOTATION}`,
    );
  });
});

describe('a rejection', () => {
  it('and an acceptance without change carry no object', () => {
    const object = `{"spec":{"containers":[{"image":"a.io/b@${DIGEST}"}]}}`;
    assert.equal(
      reply(object),
      `{"accepted":true,"audit_annotations":{"verified-images":"a.io/b@${DIGEST}"}}`,
    );
    assert.equal(
      reply('{"spec":{"containers":[{"image":"b.io/c"}]}}'),
      '{"accepted":true}',
    );
    const host = verifyingHost(() => trusted('sha256:0'));
    const { reply: text } = transcribe(
      `{"request":{"kind":{"group":"","kind":"Pod"},"object":{"spec":{"containers":[{"image":${IMAGE}}]}},"operation":"CREATE"},"settings":${SETTINGS}}`,
      host,
    );
    assert.equal(
      text,
      '{"accepted":false,"message":"Resource is not accepted: a.io/b:1 (containers[0]) cannot be verified: the answer of the host is malformed (signatures[0].keyless) [host-answer-malformed]","audit_annotations":{"rejected-images":"a.io/b:1 host-answer-malformed"}}',
    );
  });
});

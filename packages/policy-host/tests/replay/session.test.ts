// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostRequest } from '../../src/capabilities/host-request.js';
import { RecordingBackend } from '../../src/replay/recording-backend.js';
import { ReplayingBackend } from '../../src/replay/replaying-backend.js';
import {
  readRequest,
  readSession,
  writeRequest,
  writeSession,
} from '../../src/replay/session-file.js';
import { readSessionStyle } from '../../src/replay/session-style.js';
import { toSessionRequest } from '../../src/replay/session-request.js';
import { fixture } from '../support/fixture.js';

for (const name of ['session-certificates.yml', 'session-key-rejected.yml']) {
  test(`${name} survives reading and writing byte for byte`, async () => {
    const text = fixture(name);
    const exchanges = await readSession(text);
    assert.equal(writeSession(exchanges), text);
    for (const { request } of exchanges) {
      assert.equal(writeRequest(await readRequest(request)), request);
    }
  });
}

test('an empty session is an empty list', async () => {
  assert.equal(writeSession([]), '[]\n');
  assert.deepEqual(await readSession('[]\n'), []);
});

const REQUESTS: [HostRequest, string][] = [
  [
    { kind: 'manifestDigest', image: 'busybox' },
    '!OciManifestDigest\nimage: busybox\n',
  ],
  [{ kind: 'manifest', image: 'a:1' }, '!OciManifest\nimage: a:1\n'],
  [
    { kind: 'manifestWithConfig', image: 'a:1' },
    '!OciManifestAndConfig\nimage: a:1\n',
  ],
  [{ kind: 'dnsLookup', host: 'true' }, "!DNSLookupHost\nhost: 'true'\n"],
  [
    {
      kind: 'verify',
      request: {
        kind: 'keyless',
        image: 'localhost:1/foo:1',
        identities: [{ issuer: 'i', subject: 's' }],
      },
    },
    '!SigstoreKeylessVerify\nimage: localhost:1/foo:1\nkeyless:\n- issuer: i\n  subject: s\nannotations: null\n',
  ],
  [
    {
      kind: 'verify',
      request: {
        kind: 'keylessPrefix',
        image: 'x',
        identities: [{ issuer: 'i', urlPrefix: 'https://a/' }],
        annotations: { env: 'prod' },
      },
    },
    '!SigstoreKeylessPrefixVerify\nimage: x\nkeyless_prefix:\n- issuer: i\n  url_prefix: https://a/\nannotations:\n  env: prod\n',
  ],
  [
    {
      kind: 'verify',
      request: { kind: 'githubActions', image: 'x', owner: 'o' },
    },
    '!SigstoreGithubActionsVerify\nimage: x\nowner: o\nrepo: null\nannotations: null\n',
  ],
  [
    {
      kind: 'verify',
      request: {
        kind: 'certificate',
        image: 'x',
        certificate: Uint8Array.of(1, 2),
        certificateChain: [Uint8Array.of(3), Uint8Array.of(4, 5)],
        requireRekorBundle: true,
      },
    },
    '!SigstoreCertificateVerify\nimage: x\ncertificate:\n- 1\n- 2\ncertificate_chain:\n- - 3\n- - 4\n  - 5\nrequire_rekor_bundle: true\nannotations: null\n',
  ],
  [
    {
      kind: 'certificateTrust',
      notAfter: null,
      request: {
        certificate: { encoding: 'Der', data: Uint8Array.of(48) },
        chain: [],
      },
    },
    '!CryptoIsCertificateTrusted\nrequest:\n  cert:\n    encoding: Der\n    data:\n    - 48\n  cert_chain: []\n  not_after: null\n',
  ],
  [
    {
      kind: 'kubernetes',
      request: {
        kind: 'getResource',
        resource: { apiVersion: 'v1', kind: 'Pod' },
        name: 'p',
        namespace: 'default',
        disableCache: false,
      },
    },
    '!KubernetesGetResource\napi_version: v1\nkind: Pod\nname: p\nnamespace: default\ndisable_cache: false\nfield_masks: null\n',
  ],
];

for (const [request, text] of REQUESTS) {
  test(`request ${text.split('\n')[0]}`, () => {
    assert.equal(writeRequest(toSessionRequest(request)), text);
  });
}

const DIGEST: HostRequest = { kind: 'manifestDigest', image: 'a' };
const ANSWER = '{"digest":"sha256:00"}';

test('what is recorded can be replayed, errors too', async () => {
  const recorder = new RecordingBackend({
    async answer(request) {
      if (request.kind === 'manifest') throw new Error('two\nlines');
      return new TextEncoder().encode(ANSWER);
    },
  });
  await recorder.answer(DIGEST);
  await assert.rejects(recorder.answer({ kind: 'manifest', image: 'a' }));
  assert.equal(
    recorder.toYaml(),
    `- type: Exchange
  request: |
    !OciManifestDigest
    image: a
  response:
    type: Success
    payload: '{"digest":"sha256:00"}'
- type: Exchange
  request: |
    !OciManifest
    image: a
  response:
    type: Error
    message: |-
      two
      lines
`,
  );
  const replay = new ReplayingBackend(await readSession(recorder.toYaml()));
  assert.equal(replay.remaining, 2);
  assert.equal(new TextDecoder().decode(await replay.answer(DIGEST)), ANSWER);
  await assert.rejects(replay.answer({ kind: 'manifest', image: 'a' }), {
    message: 'two\nlines',
  });
  assert.equal(replay.remaining, 0);
  await assert.rejects(replay.answer(DIGEST), {
    code: 'REPLAY',
    message: 'the list of recorded responses is empty',
  });
});

test('what is recorded in the very words is ready, and used up when told', async () => {
  const replay = new ReplayingBackend([
    {
      request: '!OciManifestDigest\nimage: a\n',
      response: { kind: 'success', payload: ANSWER },
    },
    {
      request: '!OciManifest\nimage: a\n',
      response: { kind: 'error', message: 'gone' },
    },
    {
      request: '!OciManifest {image: a}\n',
      response: { kind: 'success', payload: ANSWER },
    },
  ]);
  const MANIFEST: HostRequest = { kind: 'manifest', image: 'a' };
  const givenUp = replay.ready();
  assert.equal(new TextDecoder().decode(givenUp.answer(DIGEST)), ANSWER);
  assert.equal(givenUp.answer(DIGEST), undefined);
  assert.equal(replay.remaining, 3);
  const used = replay.ready();
  assert.equal(new TextDecoder().decode(used.answer(DIGEST)), ANSWER);
  assert.throws(() => used.answer(MANIFEST), { message: 'gone' });
  assert.equal(used.answer(MANIFEST), undefined);
  used.use();
  assert.equal(replay.remaining, 1);
  await replay.answer(MANIFEST);
  assert.equal(replay.ready().answer(MANIFEST), undefined);
});

test('the same session in another style reads the same', async () => {
  for (const name of ['session-certificates.yml', 'session-key-rejected.yml']) {
    const text = fixture(name);
    const styled = readSessionStyle(text);
    assert.ok(styled, name);
    assert.deepEqual(await readSession(`# a comment\n${text}`), styled);
  }
  assert.equal(readSessionStyle('- {type: Exchange}\n'), undefined);
});

test('a mismatch shows both requests and uses the entry up', async () => {
  const replay = new ReplayingBackend([
    {
      request: '!OciManifestDigest\nimage: a\n',
      response: { kind: 'success', payload: ANSWER },
    },
  ]);
  await assert.rejects(
    replay.answer({
      kind: 'verify',
      request: {
        kind: 'pubKeys',
        image: 'a',
        pubKeys: ['k\n'],
        annotations: { a: 'b' },
      },
    }),
    {
      message:
        'Replay error: unexpected request. Was expecting OciManifestDigest { image: "a" }, got SigstorePubKeyVerify { image: "a", pub_keys: ["k\\n"], annotations: Some({"a": "b"}) } instead',
    },
  );
  assert.equal(replay.remaining, 0);
});

test('equality is structural: order, style and missing options', async () => {
  const replay = new ReplayingBackend([
    {
      request: '!SigstoreGithubActionsVerify {owner: "o", image: x}',
      response: { kind: 'success', payload: ANSWER },
    },
  ]);
  const answer = await replay.answer({
    kind: 'verify',
    request: { kind: 'githubActions', image: 'x', owner: 'o' },
  });
  assert.equal(new TextDecoder().decode(answer), ANSWER);
});

for (const [name, text] of [
  ['no YAML', '- ['],
  ['no list', 'a: 1'],
  ['unknown entry', '- type: Other'],
  ['no response', '- type: Exchange\n  request: x'],
  [
    'unknown response',
    '- type: Exchange\n  request: x\n  response: {type: Maybe}',
  ],
] as const) {
  test(`a session with ${name} is refused`, async () => {
    await assert.rejects(readSession(text), { code: 'REPLAY' });
  });
}

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { serveLayout } from '../../src/registry/layout-server.js';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { fixturePath } from '../support/fixture.js';
import { guest } from '../support/guest.js';

// The project's fixtures: images signed by cosign, their CA and their log.
const FIXTURES = new URL('../../../../../tests/fixtures/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, FIXTURES));
const pem = (name: string) => [...readFileSync(path(`pki/${name}.pem`))];

interface Image {
  readonly name: string;
  readonly reference: string;
  readonly digest: string;
}

let folder: Folder;
let server: Awaited<ReturnType<typeof serveLayout>>;
before(async () => {
  folder = await temporaryFolder();
  server = await serveLayout(path('oci-layout'));
});
after(() => Promise.all([folder.remove(), server.close()]));

function image(name: string): Image {
  const images = JSON.parse(
    readFileSync(path('images.json'), 'utf8'),
  ) as Image[];
  const found = images.find((candidate) => candidate.name === name);
  assert.ok(found, `no fixture image ${name}`);
  return found;
}

/** Asks for the signature of one person on one image, through the guest. */
async function verify(
  reference: string,
  signer: string,
  ...flags: readonly string[]
): Promise<string> {
  const payload = JSON.stringify({
    type: 'SigstoreCertificateVerify',
    image: reference,
    certificate: pem(signer),
    certificate_chain: [pem('intermediate'), pem('root')],
    require_rekor_bundle: true,
    annotations: null,
  });
  const wasm = await folder.write(
    `${signer}.wasm`,
    await guest(`function handle(op: string, msg: string): i32 {
      if (op == "validate_settings") return reply('{"valid":true}');
      const answer = hostCall("oci", "v2/verify", '${payload}');
      return reply('{"accepted":' + (answer.startsWith("ok:") ? "true" : "false") + ',"message":"' + answer.replaceAll('"', "'").replaceAll("\\n", "|") + '"}');
    }`),
  );
  const { code, stdout, stderr } = await cli([
    'run',
    '-r',
    fixturePath('request.json'),
    '--registry-mirror',
    `registry.example.org=${server.address}`,
    '--sigstore-trust-config',
    path('trust/trust-config.json'),
    ...flags,
    wasm,
  ]);
  assert.equal(code, 0, stderr);
  return (JSON.parse(stdout) as { status: { message: string } }).status.message;
}

test('a signature of the asked person is found in a registry', async () => {
  const { reference, digest } = image('search');
  assert.equal(
    await verify(reference, 'alice'),
    `ok:{'is_trusted':true,'digest':'${digest}'}`,
  );
});

test('a missing signature is a host error', async () => {
  assert.match(
    await verify(image('alice-only').reference, 'bob'),
    /^err:Callback evaluation failure: verification failed: Several Signature Layers failed verification/,
  );
});

test('recorded verifications are replayed without a registry', async () => {
  const { reference } = image('search');
  const session = folder.at('session.yml');
  const flag = (name: string) => `--${name}-host-capabilities-interactions`;
  const recorded = await verify(reference, 'alice', flag('record'), session);
  await server.close();
  const replayed = await verify(reference, 'alice', flag('replay'), session);
  assert.equal(replayed, recorded);
  assert.match(
    await verify(reference, 'bob', flag('replay'), session),
    /^err:Callback evaluation failure: Replay error: unexpected request. Was expecting SigstoreCertificateVerify \{ image: /,
  );
});

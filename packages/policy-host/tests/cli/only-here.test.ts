// SPDX-License-Identifier: Apache-2.0
// What counts here and in no release of Kubewarden is said by `run`, once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { fixturePath } from '../support/fixture.js';
import { guest } from '../support/guest.js';

const FIXTURES = new URL('../../../../../tests/fixtures/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, FIXTURES));
const RELEASE = readFileSync(path('keys/release.pub'), 'utf8');

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

interface Image {
  readonly name: string;
  readonly reference: string;
}

function reference(name: string): string {
  const images = JSON.parse(
    readFileSync(path('images.json'), 'utf8'),
  ) as Image[];
  const found = images.find((image) => image.name === name);
  assert.ok(found, `no fixture image ${name}`);
  return found.reference;
}

const asking = (image: string, keys: readonly string[]) =>
  JSON.stringify({
    type: 'SigstorePubKeyVerify',
    image,
    pub_keys: keys,
    annotations: null,
  });

/** Two requests, each of which verifies an image twice, asked differently. */
async function run(image: string) {
  const [once, twice] = [[RELEASE], [RELEASE, RELEASE]].map((keys) =>
    JSON.stringify(asking(image, keys)),
  );
  const wasm = await folder.write(
    'policy.wasm',
    await guest(`function handle(op: string, msg: string): i32 {
      if (op == "validate_settings") return reply('{"valid":true}');
      const first = hostCall("oci", "v2/verify", ${once});
      const second = hostCall("oci", "v2/verify", ${twice});
      const good = first.startsWith("ok:") && second.startsWith("ok:");
      return reply('{"accepted":' + (good ? "true" : "false") + '}');
    }`),
  );
  const request = fixturePath('request.json');
  const { code, stdout, stderr } = await cli([
    ...['run', '-r', request, '-r', request],
    ...['--registry-mirror', `registry.example.org=oci:${path('oci-layout')}`],
    ...['--sigstore-trust-config', path('trust/trust-config.json')],
    wasm,
  ]);
  const verdicts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { allowed: boolean }).allowed);
  return { code, verdicts, stderr };
}

test('a bundle of a bare key', async () => {
  const image = reference('cosign3-key');
  assert.deepEqual(await run(image), {
    code: 0,
    verdicts: [true, true],
    stderr:
      `WARN host: signature bundle 1 of ${image} counts here and in no ` +
      'release of Kubewarden: it is signed with a bare key\n',
  });
});

test('nothing is said about what clusters accept too', async () => {
  const answer = await run(reference('public-key'));
  assert.deepEqual(answer, { code: 0, verdicts: [true, true], stderr: '' });
});

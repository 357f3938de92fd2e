// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { loadPolicy } from '../../src/browser/index.js';
import { temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { fixture } from '../support/fixture.js';
import { guest } from '../support/guest.js';

const GUEST = `function handle(op: string, msg: string): i32 {
  if (op == "protocol_version") return reply('"v1"');
  if (op == "trap") unreachable();
  const answer = hostCall("oci", "v1/manifest_digest", '"a:1"').replaceAll('"', "'");
  return reply('{"valid":true,"accepted":true,"message":"' + answer + '","mutated_object":{"a":1}}');
}`;
const DIGEST = { digest: 'sha256:00' };
const MESSAGE = "ok:{'digest':'sha256:00'}";

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

test('the browser host runs a policy without worker and promises', async () => {
  const policy = await loadPolicy(await guest(GUEST), {
    capabilities: { 'oci/v1/manifest_digest': DIGEST },
  });
  assert.equal(await policy.protocolVersion(), 'v1');
  assert.deepEqual(await policy.validateSettings('a: 1'), {
    valid: true,
    message: MESSAGE,
  });
  const request = fixture('request.json');
  const { mutatedObject } = await policy.validate(request);
  assert.deepEqual(mutatedObject, { a: 1 });
  assert.equal((await policy.admit(request)).status?.message, MESSAGE);
  assert.throws(() => policy.call('trap', new Uint8Array(0)), {
    code: 'GUEST',
    message: 'error while executing at wasm backtrace: unreachable',
  });
  const { message } = await policy.validateSettings(null, {
    capabilities: { 'oci/v1/manifest_digest': () => Promise.resolve(1) },
  });
  assert.equal(
    message,
    'err:the scripted answer of oci/v1/manifest_digest must not be a promise here',
  );
  await policy.close();
});

// The bundle as `npm run build:browser` makes it; anything of Node fails here.
async function bundle(): Promise<Uint8Array> {
  const entry = new URL('../../src/browser/index.js', import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [entry.pathname],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  assert.ok(file);
  return file.contents;
}

test('the bundle holds nothing of Node, Sigstore or registries', async () => {
  const text = new TextDecoder().decode(await bundle());
  for (const word of ['"node:', 'sigstore-tuf', 'worker_threads', 'undici']) {
    assert.equal(text.includes(word), false, `bundle mentions ${word}`);
  }
});

const PAGE = `<!doctype html><title>t</title><body>waiting<script type="module">
import { loadPolicy } from './policy-host.js';
try {
  const policy = await loadPolicy('./policy.wasm', {
    capabilities: { 'oci/v1/manifest_digest': ${JSON.stringify(DIGEST)} },
  });
  const request = await (await fetch('./request.json')).text();
  document.body.textContent = 'RESULT' + JSON.stringify(await policy.admit(request)) + 'END';
} catch (error) {
  document.body.textContent = 'RESULT' + error + 'END';
}
</script>`;

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const browser = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((path) => BROWSERS.map((name) => join(path, name)))
  .find((path) => existsSync(path));

test(
  'a page in headless Chromium evaluates a request',
  { skip: browser === undefined ? 'no Chromium found on PATH' : false },
  async () => {
    assert.ok(browser !== undefined);
    const files: Record<string, [string, Uint8Array | string]> = {
      '/': ['text/html', PAGE],
      '/policy-host.js': ['text/javascript', await bundle()],
      '/policy.wasm': ['application/wasm', await guest(GUEST)],
      '/request.json': ['application/json', fixture('request.json')],
    };
    const server = createServer((request, response) => {
      const file = files[request.url ?? ''];
      response.writeHead(file === undefined ? 404 : 200, {
        'content-type': file?.[0] ?? 'text/plain',
      });
      response.end(file?.[1]);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const { port } = server.address() as AddressInfo;
      const { stdout } = await promisify(execFile)(
        browser,
        [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--disable-dev-shm-usage',
          `--user-data-dir=${folder.at('profile')}`,
          '--virtual-time-budget=10000',
          '--dump-dom',
          `http://127.0.0.1:${port}/`,
        ],
        { timeout: 60_000, killSignal: 'SIGKILL' },
      );
      assert.match(
        stdout,
        /RESULT\{"uid":"u","allowed":true,"patchType":"JSONPatch","patch":"[A-Za-z0-9+/=]+","status":\{"message":"ok:\{'digest':'sha256:00'\}"\},"auditAnnotations":null,"warnings":null\}END/,
      );
    } finally {
      server.close();
      server.closeAllConnections();
    }
  },
);

test('package.json offers the bundle to browsers', async () => {
  const file = new URL('../../../package.json', import.meta.url);
  const { exports } = JSON.parse(await readFile(file, 'utf8')) as {
    exports: { '.': Record<string, unknown> };
  };
  assert.deepEqual(Object.keys(exports['.']), ['browser', 'types', 'default']);
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findCredentials } from '../../src/registry/credentials.js';
import { temporaryPath } from '../support/temporary-path.js';

const encode = (text: string) => Buffer.from(text).toString('base64');

function configFolder(config: unknown): string {
  const folder = temporaryPath('docker-config');
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  writeFileSync(join(folder, 'config.json'), text);
  return folder;
}

/** Puts `docker-credential-<name>` first on PATH for the time of a call. */
async function withHelper<T>(
  name: string,
  script: string,
  call: () => Promise<T>,
): Promise<T> {
  const folder = temporaryPath('docker-helper');
  const file = join(folder, `docker-credential-${name}`);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}:${path}`;
  try {
    return await call();
  } finally {
    process.env['PATH'] = path;
  }
}

test('auths by host, by URL and for Docker Hub', async () => {
  const folder = configFolder({
    auths: {
      'ghcr.io': { auth: encode('a:1') },
      'https://quay.io/v2/': { auth: encode('b:2:3') },
      'https://index.docker.io/v1/': { auth: encode('c:4') },
    },
  });
  assert.deepEqual(await findCredentials('ghcr.io', folder), {
    username: 'a',
    password: '1',
  });
  assert.deepEqual(await findCredentials('quay.io', folder), {
    username: 'b',
    password: '2:3',
  });
  assert.deepEqual(await findCredentials('docker.io', folder), {
    username: 'c',
    password: '4',
  });
  assert.equal(await findCredentials('evil-ghcr.io', folder), undefined);
});

test('identity tokens and broken entries mean anonymous', async () => {
  const folder = configFolder({
    auths: {
      'token.test': { identitytoken: 't', auth: encode('a:1') },
      'nocolon.test': { auth: encode('a') },
      'empty.test': {},
    },
  });
  for (const host of ['token.test', 'nocolon.test', 'empty.test']) {
    assert.equal(await findCredentials(host, folder), undefined, host);
  }
});

test('an unreadable or malformed file means anonymous', async () => {
  for (const text of ['{', 'null', '[]', '{"auths":3}']) {
    const folder = configFolder(text);
    assert.equal(await findCredentials('ghcr.io', folder), undefined, text);
  }
  assert.equal(await findCredentials('ghcr.io', '/nonexistent'), undefined);
});

test('credHelpers win over auths, credsStore comes last', async () => {
  const auths = { 'ghcr.io': { auth: encode('a:1') } };
  const script = 'read host; printf \'{"Username":"%s","Secret":"s"}\' "$host"';
  const helped = configFolder({ credHelpers: { 'ghcr.io': 'one' }, auths });
  const stored = configFolder({ credsStore: 'one', auths });
  await withHelper('one', script, async () => {
    assert.deepEqual(await findCredentials('ghcr.io', helped), {
      username: 'ghcr.io',
      password: 's',
    });
    assert.deepEqual(await findCredentials('ghcr.io', stored), {
      username: 'a',
      password: '1',
    });
    assert.deepEqual(await findCredentials('docker.io', stored), {
      username: 'https://index.docker.io/v1/',
      password: 's',
    });
  });
});

test('a helper that fails, lies or does not exist', async () => {
  for (const script of ['exit 1', 'echo nonsense', 'echo {}']) {
    const folder = configFolder({ credsStore: 'bad' });
    await withHelper('bad', script, async () => {
      assert.equal(await findCredentials('ghcr.io', folder), undefined);
    });
  }
  for (const name of ['absent', '../../bin/sh', 'a b']) {
    const folder = configFolder({ credsStore: name });
    assert.equal(await findCredentials('ghcr.io', folder), undefined);
  }
});

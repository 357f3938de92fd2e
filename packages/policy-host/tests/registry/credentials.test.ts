// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askHelper } from '../../src/registry/credential-helper.js';
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

/** Whether a process runs; one that ended may wait to be buried. */
function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return (
      stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
    );
  } catch {
    return false;
  }
}

const LINUX = process.platform === 'linux';

describe('helpers end with all their children', { skip: !LINUX }, () => {
  const ANSWER = `printf '{"Username":"u","Secret":"s"}'`;
  const FOUND = { username: 'u', password: 's' };

  /** What the helper came to, and whether its child is left. */
  async function ask(before: string, after: string, limitMs: number) {
    const file = join(temporaryPath('helper-child'), 'pid');
    const script = `${before}\necho $! > ${file}\n${after}`;
    const found = await withHelper('parent', script, () =>
      askHelper('parent', 'ghcr.io', limitMs),
    );
    const pid = Number(readFileSync(file, 'utf8'));
    for (let i = 0; i < 100 && runs(pid); i++) await sleep(20);
    return { found, left: runs(pid) };
  }

  test('a child that holds the answer open', async () => {
    assert.deepEqual(await ask('sleep 60 &', ANSWER, 20_000), {
      found: FOUND,
      left: false,
    });
  });

  test('a helper that waits for its child', async () => {
    assert.deepEqual(await ask('sleep 60 &', 'wait', 300), {
      found: undefined,
      left: false,
    });
  });

  test('a child that writes without end', async () => {
    assert.deepEqual(await ask('yes &', 'wait', 20_000), {
      found: undefined,
      left: false,
    });
  });
});

test('an answer that is too long is none', async () => {
  const script = `printf '{"Username":"u","Secret":"%070000d"}' 1`;
  await withHelper('long', script, async () => {
    assert.equal(await askHelper('long', 'ghcr.io'), undefined);
  });
});

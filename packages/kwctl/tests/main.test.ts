// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cacheFolder, type Environment } from '../src/locate.js';
import { progressOn } from '../src/progress.js';
import { releaseAsset } from '../src/release.js';
import { serve } from './support/release-server.js';

const LAUNCHER = fileURLToPath(new URL('../../bin/kwctl.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the launcher; `onOutput` is called at the first output. */
async function launch(
  args: readonly string[],
  env: Environment,
  onOutput?: (pid: number) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (stdout === '' && child.pid !== undefined) onOutput?.(child.pid);
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [
    number | null,
    NodeJS.Signals | null,
  ];
  return { code, signal, stdout, stderr };
}

describe('the kwctl command', { skip: process.platform === 'win32' }, () => {
  let folder: string;
  const script = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${text}\n`);
    await chmod(path, 0o755);
    return path;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kwctl-main-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('passes arguments and the exit code through', async () => {
    const path = await script('plain', 'echo "$# $2"; echo note >&2; exit 7');
    assert.deepEqual(await launch(['run', 'a b'], { KWCTL_PATH: path }), {
      code: 7,
      signal: null,
      stdout: '2 a b\n',
      stderr: 'note\n',
    });
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`hands ${signal} to kwctl, which decides`, async () => {
      const name = signal.slice(3);
      const path = await script(
        `traps-${name}`,
        `trap 'echo got; exit 42' ${name}; echo ready; ` +
          'while :; do sleep 0.05; done',
      );
      const ended = await launch([], { KWCTL_PATH: path }, (pid) =>
        process.kill(pid, signal),
      );
      assert.deepEqual(ended, {
        code: 42,
        signal: null,
        stdout: 'ready\ngot\n',
        stderr: '',
      });
    });
  }

  it('ends by the signal that ended kwctl', async () => {
    const path = await script('killed', 'kill -KILL $$');
    const ended = await launch([], { KWCTL_PATH: path });
    assert.equal(ended.signal, 'SIGKILL');
  });

  it('prefers a native kwctl on PATH to the cache, and skips scripts', async () => {
    const [shims, native] = [join(folder, 'shims'), join(folder, 'native')];
    await mkdir(shims);
    await mkdir(native);
    await symlink(LAUNCHER, join(shims, 'kwctl'));
    await script('native/other', 'exit 1');
    await symlink(process.execPath, join(native, 'kwctl'));
    const ended = await launch(['-p', '6 * 7'], {
      PATH: ['.', join(folder, 'none'), shims, native].join(delimiter),
    });
    assert.deepEqual(ended, {
      code: 0,
      signal: null,
      stdout: '42\n',
      stderr: '',
    });
  });

  it('runs the cached kwctl otherwise', async () => {
    const env = { XDG_CACHE_HOME: join(folder, 'cached'), PATH: '' };
    const cache = cacheFolder(env);
    assert.equal(cache, join(folder, 'cached', 'kwctl-npm', '1.36.0'));
    await mkdir(cache, { recursive: true });
    const path = join(cache, releaseAsset().binary);
    await writeFile(path, '#!/bin/sh\necho cached\n');
    await chmod(path, 0o755);
    assert.equal((await launch([], env)).stdout, 'cached\n');
  });

  it('fails with 125 and a clean standard output when offline', async () => {
    const gone = await serve(new Map());
    await gone.close();
    const ended = await launch(['--version'], {
      XDG_CACHE_HOME: join(folder, 'offline'),
      KWCTL_MIRROR: gone.url,
    });
    assert.equal(ended.code, 125);
    assert.equal(ended.stdout, '');
    assert.match(
      ended.stderr,
      /^kwctl: cannot reach 127\.0\.0\.1:\d+: .* set KWCTL_MIRROR .*\n$/,
    );
  });

  const unusable: readonly (readonly [string, string, string])[] = [
    ['nothing', '/nonexistent/kwctl', 'ENOENT'],
    ['a folder', '/', 'not a file'],
    ['a file that is not executable', fileURLToPath(import.meta.url), 'EACCES'],
  ];
  for (const [name, path, reason] of unusable) {
    it(`says that KWCTL_PATH names ${name}`, async () => {
      const ended = await launch([], { KWCTL_PATH: path });
      assert.equal(ended.code, 125);
      assert.ok(
        ended.stderr.startsWith(
          `kwctl: KWCTL_PATH=${path} cannot be run: ${reason}`,
        ),
        ended.stderr,
      );
    });
  }

  it('does not run itself', async () => {
    assert.deepEqual(await launch([], { KWCTL_PATH: LAUNCHER }), {
      code: 125,
      signal: null,
      stdout: '',
      stderr:
        `kwctl: KWCTL_PATH=${LAUNCHER} is this npm wrapper: ` +
        'name the kwctl binary itself\n',
    });
  });

  it('says that a binary cannot be started', async () => {
    const path = join(folder, 'no-interpreter');
    await writeFile(path, '#!/nonexistent/interpreter\n');
    await chmod(path, 0o755);
    const ended = await launch([], { KWCTL_PATH: path });
    assert.equal(ended.code, 125);
    assert.ok(ended.stderr.startsWith(`kwctl: cannot start ${path}: `));
  });
});

describe('the progress bar', () => {
  const output = (isTTY: boolean): string => {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
    const progress = progressOn(stream as unknown as NodeJS.WriteStream);
    progress.onProgress(1024 * 1024, 40 * 1024 * 1024);
    progress.onProgress(40 * 1024 * 1024, 40 * 1024 * 1024);
    progress.stop();
    return String(stream.read() ?? '');
  };

  it('is drawn on a terminal only', () => {
    assert.match(output(true), /Downloading kwctl [#-]+ 1\/40 MiB/);
    assert.equal(output(false), '');
  });
});

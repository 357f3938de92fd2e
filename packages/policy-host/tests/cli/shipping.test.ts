// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Command } from 'commander';
import { registerAnnotate } from '../../src/cli/annotate.js';
import type { CliIo } from '../../src/cli/io.js';
import { registerInspect } from '../../src/cli/inspect.js';
import { registerPull } from '../../src/cli/pull.js';
import { registerPush } from '../../src/cli/push.js';
import {
  registryMissing,
  startDockerRegistry,
  type DockerRegistry,
} from '../support/docker-registry.js';
import { METADATA_YML, smallPolicy } from '../support/policies.js';

let folder: string;
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipping-'));
  await writeFile(at('policy.wasm'), await smallPolicy());
  await writeFile(at('metadata.yml'), METADATA_YML);
  await writeFile(at('usage.md'), '# Usage\n');
});
after(() => rm(folder, { recursive: true }));

/** Runs one command line and answers what it printed. */
async function run(
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string }> {
  const printed = { stdout: '', stderr: '' };
  const io: CliIo = {
    out: (text) => void (printed.stdout += text),
    err: (text) => void (printed.stderr += text),
    outIsTerminal: false,
    errIsTerminal: false,
    noColor: false,
    columns: 120,
    readStdin: () => Promise.resolve(new Uint8Array(0)),
  };
  const program = new Command().exitOverride();
  const registration = { program, args, io, exitWith: () => undefined };
  registerAnnotate(registration);
  registerInspect(registration);
  registerPush(registration);
  registerPull(registration);
  await program.parseAsync(args, { from: 'user' });
  return printed;
}

function annotate(...more: readonly string[]) {
  return run(
    'annotate',
    '-m',
    at('metadata.yml'),
    '-o',
    at('annotated.wasm'),
    ...more,
    at('policy.wasm'),
  );
}

describe('annotate and inspect', () => {
  it('are silent, and show what was written', async () => {
    assert.deepEqual(await annotate('-u', at('usage.md')), {
      stdout: '',
      stderr: '',
    });
    const { stdout } = await run('inspect', at('annotated.wasm'));
    assert.match(stdout, /^Details\ntitle: +small\n/);
    assert.match(stdout, /\nUsage\n# Usage\n$/);
    const yaml = await run(
      'inspect',
      '-o',
      'yaml',
      `file://${at('annotated.wasm')}`,
    );
    assert.match(yaml.stdout, /^protocolVersion: v1\nrules:\n- apiGroups:\n/);
  });

  it('say which file cannot be read', async () => {
    await assert.rejects(
      run('annotate', '-m', 'x', '-o', 'y', at('missing.wasm')),
      {
        code: 'ARGUMENT',
        message: /^Error reading wasm file: .*missing\.wasm: /,
      },
    );
    await assert.rejects(
      run('annotate', '-m', at('no.yml'), '-o', 'y', at('policy.wasm')),
      {
        code: 'ARGUMENT',
        message: /^Error opening metadata file: .*no\.yml: /,
      },
    );
    await writeFile(at('latin1.md'), new Uint8Array([0xe9]));
    await assert.rejects(annotate('-u', at('latin1.md')), {
      code: 'ARGUMENT',
      message: `Error reading usage file: ${at('latin1.md')}: stream did not contain valid UTF-8`,
    });
    await assert.rejects(
      run(
        'annotate',
        '-m',
        at('metadata.yml'),
        '-o',
        at('none/p.wasm'),
        at('policy.wasm'),
      ),
      {
        code: 'ARGUMENT',
        message: /^Error writing file: .*none\/p\.wasm: ENOENT/,
      },
    );
    await assert.rejects(run('inspect', at('policy.wasm')), {
      code: 'METADATA',
      message:
        `No Kubewarden metadata found inside of '${at('policy.wasm')}'.\n` +
        'Policies can be annotated with the `kwctl annotate` command.',
    });
    await assert.rejects(run('inspect', 'ftp://x/y'), {
      code: 'ARGUMENT',
      message: 'unknown scheme: ftp',
    });
  });
});

describe('push and pull', { skip: registryMissing }, () => {
  let server: DockerRegistry;
  before(async () => {
    server = await startDockerRegistry();
    await writeFile(
      at('sources.yaml'),
      `insecure_sources: ['${server.host}']\n`,
    );
  });
  after(() => server.stop());

  it('print one and the same immutable reference', async () => {
    await annotate();
    const uri = `registry://${server.host}/policies/small:v1.2.3`;
    const sources = ['--sources-path', at('sources.yaml')];
    const pushed = await run('push', ...sources, at('annotated.wasm'), uri);
    const immutable = pushed.stdout
      .trim()
      .replace('Policy successfully pushed: ', '');
    assert.match(immutable, /^127\.0\.0\.1:\d+\/policies\/small@sha256:/);
    const json = await run(
      'push',
      ...sources,
      '-o',
      'json',
      at('annotated.wasm'),
      uri.replace('registry://', ''),
    );
    assert.equal(json.stdout, `{"immutable_ref":"${immutable}"}`);
    const pulled = await run('pull', ...sources, '-o', at('pulled.wasm'), uri);
    assert.equal(pulled.stdout, `Policy successfully pulled: ${immutable}\n`);
    assert.deepEqual(
      await readFile(at('pulled.wasm')),
      await readFile(at('annotated.wasm')),
    );
    const { stdout } = await run('inspect', ...sources, uri);
    assert.match(stdout, /^Details\ntitle: +small\n/);
    const former = process.env['XDG_CACHE_HOME'];
    process.env['XDG_CACHE_HOME'] = at('cache');
    try {
      await run('pull', ...sources, uri);
    } finally {
      if (former === undefined) delete process.env['XDG_CACHE_HOME'];
      else process.env['XDG_CACHE_HOME'] = former;
    }
    const stored = uri.replace(
      'registry://',
      'cache/kubewarden/store/registry/',
    );
    assert.deepEqual(
      await readFile(at(stored)),
      await readFile(at('annotated.wasm')),
    );
  });

  it('warn of a module without metadata when forced', async () => {
    const uri = `registry://${server.host}/policies/bare:v1`;
    const sources = ['--sources-path', at('sources.yaml')];
    const { stderr } = await run(
      'push',
      ...sources,
      '--force',
      at('policy.wasm'),
      uri,
    );
    assert.equal(stderr, 'Warning: pushing a non-annotated policy!\n');
  });
});

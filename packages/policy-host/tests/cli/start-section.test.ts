// SPDX-License-Identifier: Apache-2.0

/** A module that would not start in policy-server is said to be one, once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cli, temporaryFolder, type Folder } from '../support/cli.js';
import {
  registryMissing,
  startDockerRegistry,
  type DockerRegistry,
} from '../support/docker-registry.js';
import { fixture, fixturePath } from '../support/fixture.js';
import {
  METADATA_YML,
  smallPolicy,
  startSectionPolicy,
} from '../support/policies.js';

const PROBLEM =
  'the module has a WebAssembly start section, which policy-server ' +
  'interrupts at once: it will never start there. Let its top-level code be ' +
  'the export wapc_init instead (AssemblyScript: asc --exportStart wapc_init)';
const WARNING = `Warning: ${PROBLEM}\n`;

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
  await folder.write('start.wasm', await startSectionPolicy());
  await folder.write('good.wasm', await smallPolicy());
  await folder.write('metadata.yml', METADATA_YML);
});
after(() => folder.remove());

function annotate(module: string) {
  const paths = [
    '-m',
    folder.at('metadata.yml'),
    '-o',
    folder.at(`x-${module}`),
  ];
  return cli(['annotate', ...paths, folder.at(module)]);
}

describe('a module with a start section', () => {
  it('is warned of by annotate and inspect', async () => {
    assert.deepEqual(await annotate('start.wasm'), {
      code: 0,
      stdout: '',
      stderr: WARNING,
    });
    const { code, stderr } = await cli(['inspect', folder.at('x-start.wasm')]);
    assert.deepEqual([code, stderr], [0, WARNING]);
  });

  it('is warned of by run, once for all requests and policies', async () => {
    const module = folder.at('start.wasm');
    const policies = ['a', 'b'].map((name) => ({
      apiVersion: 'policies.kubewarden.io/v1',
      kind: 'ClusterAdmissionPolicy',
      metadata: { name },
      spec: {
        module: `file://${module}`,
        mutating: false,
        rules: [],
        settings: {},
      },
    }));
    const yaml = await folder.write(
      'policies.yaml',
      policies.map((policy) => JSON.stringify(policy)).join('\n---\n'),
    );
    const requests = await folder.write(
      'requests.jsonl',
      Array(3)
        .fill(JSON.stringify(JSON.parse(fixture('request.json'))))
        .join('\n'),
    );
    for (const [policy, shown] of [
      [module, module],
      [yaml, `file://${module}`],
    ] as const) {
      const { code, stderr } = await cli(['run', '-r', requests, policy]);
      assert.deepEqual(
        [code, stderr],
        [0, `WARN host: ${shown}: ${PROBLEM}\n`],
      );
    }
  });

  it('is what the others are not', async () => {
    assert.equal((await annotate('good.wasm')).stderr, '');
    const good = folder.at('x-good.wasm');
    assert.equal((await cli(['inspect', good])).stderr, '');
    const request = fixturePath('request.json');
    assert.equal((await cli(['run', '-r', request, good])).stderr, '');
  });
});

describe('push', { skip: registryMissing }, () => {
  let server: DockerRegistry;
  before(async () => {
    server = await startDockerRegistry();
    await folder.write(
      'sources.yaml',
      `insecure_sources: ['${server.host}']\n`,
    );
  });
  after(() => server.stop());

  it('warns of a module with a start section, and of no other', async () => {
    const push = (module: string) =>
      cli([
        ...['push', '--sources-path', folder.at('sources.yaml')],
        ...[
          folder.at(module),
          `registry://${server.host}/policies/${module}:v1`,
        ],
      ]);
    await annotate('start.wasm');
    await annotate('good.wasm');
    const warned = await push('x-start.wasm');
    assert.deepEqual([warned.code, warned.stderr], [0, WARNING]);
    const silent = await push('x-good.wasm');
    assert.deepEqual([silent.code, silent.stderr], [0, '']);
  });
});

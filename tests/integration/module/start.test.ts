// SPDX-License-Identifier: Apache-2.0

/**
 * Every module of this project starts in policy-server, which interrupts
 * guests and grants no time to WebAssembly start sections.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { findPython } from '../../../bench/meter.js';
import { POLICY_WASM } from '../../support/guest.js';
import { PROJECT, projectDocument } from '../../support/project.js';
import { sectionIds, START_SECTION } from '../../support/wasm-sections.js';

const COMPILER = join(PROJECT, 'node_modules/assemblyscript/bin/asc.js');
const OUTPUT = join(PROJECT, 'build/start');
const TIMEOUT_MS = 120_000;
const INITIALIZER = 'packages/create-kubewarden-policy';
/** The kinds of project that the initializer writes. */
const KINDS = ['validating', 'mutating', 'context-aware', 'raw'];
const REQUEST = { uid: 'u', operation: 'CREATE', object: {} };

/** What a module answered to a call, or why it was interrupted. */
type Answer =
  | { readonly succeeded: boolean; readonly reply: string }
  | { readonly trap: string };

/** A module, how it is compiled, and from where. */
interface Build {
  readonly name: string;
  readonly folder: string;
  readonly entries: readonly string[];
}

/** A new project of the initializer, of which its template has parts only. */
function created(kind: string): Build {
  const folder = join('build/start/projects', kind);
  rmSync(join(PROJECT, folder), { recursive: true, force: true });
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(PROJECT, INITIALIZER, 'bin/create-kubewarden-policy.js'),
      ...[`p-${kind}`, '--kind', kind],
      ...['--directory', join(PROJECT, folder), '--link', PROJECT],
    ],
    { encoding: 'utf8', timeout: TIMEOUT_MS },
  );
  assert.equal(status, 0, stderr);
  return { name: `${INITIALIZER} ${kind}`, folder, entries: [] };
}

/**
 * Every folder of the project with a compiler configuration of its own, and
 * every kind of new project.
 */
function builds(): Build[] {
  const below = ['packages', 'bench'].flatMap((root) =>
    readdirSync(join(PROJECT, root), { recursive: true, encoding: 'utf8' })
      .sort()
      .filter((path) => !/(?:^|\/)(?:node_modules|dist)\//.test(path))
      .filter((path) => /(?:^|\/)asconfig\.json$/.test(path))
      .map((path) => dirname(join(root, path)))
      .filter((path) => !path.startsWith(INITIALIZER)),
  );
  const present = ['.', ...below].flatMap((folder): Build[] => {
    const { entries } = projectDocument<{ entries?: readonly string[] }>(
      join(folder, 'asconfig.json'),
    );
    if (entries !== undefined) return [{ name: folder, folder, entries: [] }];
    return readdirSync(join(PROJECT, folder))
      .sort()
      .filter((entry) => entry.endsWith('.ts'))
      .map((entry) => ({
        name: join(folder, entry),
        folder,
        entries: [entry],
      }));
  });
  return [...present, ...KINDS.map(created)];
}

/** Compiles as the build does; gives the path of the module. */
function compile(
  { name, folder, entries }: Build,
  config = 'asconfig.json',
): string {
  mkdirSync(OUTPUT, { recursive: true });
  const target = join(OUTPUT, `${name.replaceAll(/\W+/g, '-')}.wasm`);
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[COMPILER, ...entries, '--config', config, '--target', 'release'],
      ...['--outFile', target],
    ],
    { cwd: join(PROJECT, folder), encoding: 'utf8', timeout: TIMEOUT_MS },
  );
  assert.equal(status, 0, stderr);
  return target;
}

const python = findPython();

/** Starts the module anew for each call, as policy-server does. */
function answers(path: string): readonly Answer[] {
  const calls = [
    ['protocol_version', ''],
    ['validate_settings', '{}'],
    ['validate', JSON.stringify({ request: REQUEST, settings: {} })],
  ];
  const { status, stdout, stderr } = spawnSync(
    python ?? '',
    [join(PROJECT, 'tests/support/start_as_policy_server.py')],
    {
      input: JSON.stringify({ path, calls }),
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    },
  );
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as readonly Answer[];
}

/** Fails unless every call was answered, the first by `"v1"`. */
function assertAnswered(path: string): void {
  const [version, ...others] = answers(path);
  assert.deepEqual(version, { succeeded: true, reply: '"v1"' });
  assert.equal(others.length, 2);
  for (const answer of others) {
    assert.ok('reply' in answer && answer.reply !== '', JSON.stringify(answer));
  }
}

const hasStartSection = (path: string): boolean =>
  sectionIds(readFileSync(path)).includes(START_SECTION);

const needsPython = {
  skip: python === undefined && 'no Python with wasmtime',
};

describe('modules of this project', () => {
  const all = builds();
  for (const build of all) {
    describe(build.name, () => {
      let path = '';
      before(() => {
        path = compile(build);
      });

      it('has no start section', () => {
        assert.ok(!hasStartSection(path));
      });

      it('answers where guests are interrupted', needsPython, () => {
        assertAnswered(path);
      });
    });
  }

  it('are the policy, examples, what benches load, new projects', () => {
    assert.deepEqual(
      all.map(({ name }) => name),
      [
        '.',
        ...[
          'image-digest',
          'pod-privileged',
          'raw-validation',
          'safe-labels',
          'unique-service-selector',
        ].map((name) => `packages/policy-sdk-assemblyscript/examples/${name}`),
        ...['accept-all', 'alternatives', 'last-field'].map(
          (name) => `bench/assembly/${name}.ts`,
        ),
        ...KINDS.map((kind) => `${INITIALIZER} ${kind}`),
      ],
    );
  });
});

describe('the policy itself', needsPython, () => {
  it('answers with its own texts', () => {
    assert.deepEqual(answers(POLICY_WASM), [
      { succeeded: true, reply: '"v1"' },
      {
        succeeded: true,
        reply: '{"valid":false,"message":"Signatures must not be empty"}',
      },
      {
        succeeded: true,
        reply:
          '{"accepted":false,"message":"Settings are not valid: Signatures must not be empty [settings-invalid]"}',
      },
    ]);
  });
});

describe('a module with a start section', () => {
  let path = '';
  before(() => {
    const { options, targets } = projectDocument<{
      options: Record<string, unknown>;
      targets: object;
    }>('bench/assembly/asconfig.json');
    const { exportStart, ...others } = options;
    assert.equal(exportStart, 'wapc_init');
    mkdirSync(OUTPUT, { recursive: true });
    const config = join(OUTPUT, 'start-section.json');
    writeFileSync(config, JSON.stringify({ options: others, targets }));
    path = compile(
      {
        name: 'start-section',
        folder: '.',
        entries: ['bench/assembly/accept-all.ts'],
      },
      config,
    );
  });

  it('is seen to have one', () => {
    assert.ok(hasStartSection(path));
  });

  it('is interrupted while it starts', needsPython, () => {
    const trap = 'wasm trap: interrupt';
    assert.deepEqual(answers(path), [{ trap }, { trap }, { trap }]);
    assert.throws(() => assertAnswered(path), assert.AssertionError);
  });
});

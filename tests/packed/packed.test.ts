// SPDX-License-Identifier: Apache-2.0

/**
 * What is published, as its users get it: packed, served by a registry on
 * 127.0.0.1, and used in empty folders as the documents say.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { blocksOf, follow } from '../support/document.js';
import {
  PACKAGES,
  pack,
  registryMissing,
  startRegistry,
  type LocalRegistry,
} from '../support/local-registry.js';
import { PROJECT, projectText } from '../support/project.js';

/** Nodes besides the one that runs this, by the npm package `node`. */
const NODES = ['20.17.0', '22', '24'].filter(
  (version) => version.split('.')[0] !== process.versions.node.split('.')[0],
);
const SDK = 'packages/policy-sdk-assemblyscript/README.md';
const EXAMPLES = 'packages/policy-sdk-assemblyscript/examples';
const MINUTES_MS = 600_000;

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly homepage: string;
  readonly repository: { readonly directory: string };
  readonly keywords: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
}

/** Files that must be in a package besides these of every one. */
const FILES: Readonly<Record<(typeof PACKAGES)[number], readonly string[]>> = {
  'policy-sdk-assemblyscript': [
    'index.ts',
    'typedoc.json',
    'assembly/index.ts',
    'assembly/core.ts',
    'assembly/testing/index.ts',
    'assembly/wapc/abort.ts',
    'assembly/wapc/explain.ts',
    'testing/scripted-host.mjs',
    'transform/registration-last.mjs',
    'transform/utf8-literals.mjs',
  ],
  'policy-host': [
    'bin/policy-host.js',
    'dist/browser/policy-host.js',
    'dist/bundle/admission/worker.js',
    'dist/bundle/cli/program.js',
    'dist/bundle/wapc/worker.js',
    'dist/src/index.js',
    'dist/src/index.d.ts',
    'dist/src/browser/index.d.ts',
    'dist/src/testing/index.js',
    'dist/src/testing/index.d.ts',
    'dist/src/verification.d.ts',
    'dist/src/wapc/worker.js',
    'schemas/policy-test.schema.json',
  ],
  kwctl: ['bin/kwctl.js', 'dist/src/index.js', 'dist/src/index.d.ts'],
  'create-kubewarden-policy': [
    'bin/create-kubewarden-policy.js',
    'dist/src/main.js',
    'template/common/gitignore.tmpl',
    'template/common/.github/workflows/ci.yml',
    'template/common/.github/workflows/release.yml',
    'template/kinds/raw/tests/policy.test.mjs',
    'template/kinds/raw/tests/cases.yml',
  ],
};

const skip = registryMissing();

describe('the packages', { skip, timeout: MINUTES_MS }, () => {
  let work = '';
  let registry: LocalRegistry;
  let packed: ReadonlyMap<string, string>;

  before(async () => {
    work = realpathSync(mkdtempSync(join(tmpdir(), 'packed-')));
    packed = pack(join(work, 'packages'));
    registry = await startRegistry();
    for (const name of PACKAGES) registry.publish(packed.get(name) ?? '');
  });
  after(() => {
    registry.close();
    rmSync(work, { recursive: true, force: true });
  });

  for (const name of PACKAGES) {
    it(`${name} has all that it needs, and no tests`, () => {
      const tarball = packed.get(name) ?? '';
      const files = tar('-tzf', tarball).trim().split('\n');
      for (const file of [
        ...['package.json', 'README.md', 'LICENSE'],
        ...FILES[name],
      ]) {
        assert.ok(files.includes(`package/${file}`), file);
      }
      const extra = /\/tests\/|\.tsbuildinfo|\.wasm$|\.test\./;
      assert.deepEqual(
        files.filter(
          (file) => extra.test(file) && !file.includes('/template/'),
        ),
        [],
      );
      const read = (file: string) => tar('-xzOf', tarball, `package/${file}`);
      assert.equal(read('LICENSE'), projectText('LICENSE'));
      const manifest = JSON.parse(read('package.json')) as Manifest;
      assert.equal(manifest.license, 'Apache-2.0');
      assert.equal(manifest.repository.directory, `packages/${name}`);
      assert.ok(manifest.homepage.includes(manifest.repository.directory));
      assert.ok(manifest.keywords.includes('kubewarden'));
      // npm shows the page where none of the repository's files are.
      for (const [, target = ''] of read('README.md').matchAll(
        /\]\(([^)]+)\)/g,
      )) {
        assert.match(target, /^(https:\/\/|#)/, target);
        const path =
          /\/verify-image-signatures-as\/(?:blob|tree)\/main\/([^#]+)/.exec(
            target,
          )?.[1];
        assert.ok(path === undefined || existsSync(PROJECT + path), target);
      }
    });
  }

  it('make a policy as the tutorial says, word by word', () => {
    const blocks = blocksOf(projectText('docs/tutorial.md'));
    const { commands, folder } = follow(blocks, work, registry.env);
    assert.equal(commands, 5);
    assert.equal(folder, join(work, 'max-replicas'));
    follow(
      [{ language: 'console', info: '', text: 'make annotated-policy.wasm' }],
      folder,
      registry.env,
    );
    assert.ok(existsSync(join(folder, 'annotated-policy.wasm')));
  });

  it("have the unit tests of the SDK's README, word by word", () => {
    const text = projectText(SDK);
    const section = /^## Unit tests in AssemblyScript\n([\s\S]*?)^## /m.exec(
      text,
    );
    const blocks = blocksOf(section?.[1] ?? '');
    const { commands } = follow(
      blocks,
      join(work, 'max-replicas'),
      registry.env,
    );
    assert.equal(commands, 2);
  });

  for (const version of NODES) {
    it(`work on Node ${version}`, () => {
      const env = { ...registry.env, PATH: pathWith(version) };
      const folder = join(work, `node-${version}`);
      mkdirSync(folder);
      const console = (text: string) => ({
        language: 'console',
        info: '',
        text,
      });
      follow(
        [
          console(`test "$(node -p process.versions.node | cut -d. -f1)" = ${version.split('.')[0]}
npm create kubewarden-policy@latest other -- --kind mutating
cd other
cp -R "${join(work, 'max-replicas/node_modules')}" .
npm install
npm test
make annotated-policy.wasm`),
        ],
        folder,
        env,
      );
      // The tutorial's own project, with what was installed on another Node.
      follow([console('make test')], join(work, 'max-replicas'), env);
      // The SDK's examples and the initializer's own tests.
      follow(
        [
          console(`for example in ${EXAMPLES}/*/; do
  (cd "$example" && npx asc --config asconfig.json --target release && node --test)
done
node --test packages/create-kubewarden-policy/dist/tests/project.test.js`),
        ],
        PROJECT,
        env,
      );
    });
  }
});

function tar(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('tar', args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** PATH with a Node of that version first; it is installed once. */
function pathWith(version: string): string {
  const folder = join(PROJECT, 'build/nodes', version);
  const bin = join(folder, 'node_modules/.bin');
  if (!existsSync(join(bin, 'node'))) {
    mkdirSync(folder, { recursive: true });
    const { status, stderr } = spawnSync(
      'npm',
      [
        ...['install', '--prefix', folder, '--no-save', '--no-package-lock'],
        ...['--ignore-scripts=false', `node@${version}`],
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
  }
  return [bin, process.env['PATH'] ?? ''].join(delimiter);
}

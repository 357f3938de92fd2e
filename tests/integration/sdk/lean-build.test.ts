// SPDX-License-Identifier: Apache-2.0

/** The SDK's two options for smaller modules: UTF-8 literals, lean allocator. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ACCEPT_ALL, compile } from '../../../bench/sdk.js';
import { loadGuest, type Guest } from '../../support/guest.js';
import { PROJECT, projectText } from '../../support/project.js';
import { documents, mutations } from './documents.js';

const SDK = '@kubewarden/policy-sdk-assemblyscript';
const ECHO = 'packages/policy-sdk-assemblyscript/tests/guests/echo.ts';
const OWN_NAMES =
  'packages/policy-sdk-assemblyscript/tests/guests/own-names.ts';
const TRANSFORM = ['--transform', `${SDK}/transform/utf8-literals.mjs`];
const ALLOCATOR = ['alloc', 'realloc', 'reset'].flatMap((name) => [
  '--use',
  `__${name}=~lib/${SDK}/assembly/wapc/bump/${name}`,
]);
/** What the stub runtime's functions and globals are named after. */
const STUB = '~lib/rt/stub/';
const DOCUMENTS = 500;
const CALLS = 5000;
const LARGE_BYTES = 4_000_000;

const bytesOf = (path: string): number => readFileSync(path).length;

/** The answer to a document; the same for all builds of a policy. */
function answer(guest: Guest, text: string): string {
  const { status, bytes } = guest.call('validate', text);
  return `${status} ${Buffer.from(bytes).toString()}`;
}

let work = '';
before(() => {
  work = mkdtempSync(join(tmpdir(), 'lean-build-'));
});
after(() => rmSync(work, { recursive: true, force: true }));

/** The text of the module that the compiler makes, before it optimizes. */
function moduleText(...args: string[]): string {
  const target = join(work, 'module.wat');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(PROJECT, 'node_modules/assemblyscript/bin/asc.js'),
      ...[...args, '--outFile', join(work, 'module.wasm')],
      ...['--textFile', target],
    ],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  return readFileSync(target, 'utf8');
}

describe('the transform utf8-literals', () => {
  for (const [name, entry] of [
    ['accept-all', ACCEPT_ALL],
    ['echo', ECHO],
  ] as const) {
    it(`makes ${name} smaller and changes no answer`, () => {
      const plain = compile(entry, `${name}-plain`);
      const lean = compile(entry, `${name}-utf8`, TRANSFORM);
      assert.ok(bytesOf(lean) < bytesOf(plain));
      const [one, other] = [loadGuest(plain), loadGuest(lean)];
      for (const text of documents(DOCUMENTS)) {
        assert.equal(answer(other, text), answer(one, text));
      }
      for (const text of mutations(DOCUMENTS)) {
        assert.equal(answer(other, text), answer(one, text));
      }
    });
  }

  it("leaves an array's fill and long literals as they are", () => {
    const guest = loadGuest(compile(OWN_NAMES, 'own-names', TRANSFORM));
    assert.equal(answer(guest, '{}'), `ok ${'0123456789'.repeat(26)}aa`);
  });
});

describe('the lean allocator', () => {
  let stub: Guest;
  let lean: Guest;
  before(() => {
    stub = loadGuest(compile(ECHO, 'echo-stub', TRANSFORM));
    const flags = [...TRANSFORM, ...ALLOCATOR];
    lean = loadGuest(compile(ECHO, 'echo-lean', flags));
  });

  it('takes the place of the stub runtime', () => {
    const config = ['--config', 'bench/assembly/asconfig.json', ECHO];
    assert.ok(moduleText(...config).includes(STUB));
    assert.ok(!moduleText(...config, ...ALLOCATOR).includes(STUB));
  });

  it('has taken it in the policy of this project', () => {
    const text = moduleText('--config', 'asconfig.json', '--target', 'debug');
    assert.ok(text.includes('/wapc/bump/alloc'));
    assert.ok(!text.includes(STUB), 'makes managed objects');
  });

  it('changes no answer', () => {
    for (const text of documents(DOCUMENTS)) {
      assert.equal(answer(lean, text), answer(stub, text));
    }
  });

  it('frees what each call made', () => {
    const large = JSON.stringify(['x'.repeat(LARGE_BYTES)]);
    assert.equal(answer(lean, large), `ok ${large}`);
    const bytes = lean.memoryBytes;
    for (let i = 0; i < 10; i++) answer(lean, large);
    for (let i = 0; i < CALLS; i++) {
      assert.equal(answer(lean, '{"a":"\\u0062"}'), 'ok {"a":"b"}');
    }
    assert.equal(lean.memoryBytes, bytes);
  });
});

describe('both', () => {
  it('are part of the published package', () => {
    const { files } = JSON.parse(
      projectText('packages/policy-sdk-assemblyscript/package.json'),
    ) as { files: string[] };
    assert.ok(files.includes('transform') && files.includes('assembly'));
  });

  it('are options that the README spells out', () => {
    const readme = projectText('packages/policy-sdk-assemblyscript/README.md');
    for (const text of [...TRANSFORM, ...ALLOCATOR].slice(1)) {
      if (!text.startsWith('--')) assert.ok(readme.includes(text), text);
    }
  });
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import binaryen from 'binaryen';
import { compileModule } from '../../src/policy/compiled-module.js';
import { HostMemory } from '../../src/wapc/host-memory.js';
import { importMemory } from '../../src/wapc/import-memory.js';
import { LinkedModule } from '../../src/wapc/linked-module.js';
import { DEFAULT_LIMITS } from '../../src/wapc/limits.js';
import {
  encodeCustomSection,
  joinSections,
  readSections,
} from '../../src/wasm/wasm-sections.js';
import { guest } from '../support/guest.js';

const MIB = 1024 * 1024;

/** Tells what it finds, then leaves traces in all that an instance has. */
const TRACES = `
let calls = 0;
const text = "data";
function handle(op: string, msg: string): i32 {
  const end = (memory.size() << 16) - 8;
  const found = [calls.toString(), memory.size().toString(), load<u64>(end).toString(), text].join(" ");
  calls++;
  store<u64>(end, 7);
  store<u16>(changetype<usize>(text), 0x58);
  if (op == "grow") memory.grow(1);
  if (op == "trap") unreachable();
  return reply(found);
}`;

async function linked(maxMemoryBytes = DEFAULT_LIMITS.maxMemoryBytes) {
  const module = await compileModule(await guest(TRACES), maxMemoryBytes);
  const linkedModule = new LinkedModule(module, {
    hostCall: () => ({ kind: 'failure', error: 'no' }),
    log: () => undefined,
    maxMessageBytes: MIB,
  });
  return { module, linkedModule };
}

describe('the memory of one instance after the other', () => {
  test('is as new for each: its size, zeroes and data', async () => {
    const { module, linkedModule } = await linked();
    assert.ok(HostMemory.of(module));
    const call = (operation: string) => {
      const reply = linkedModule
        .instantiate()
        .call(operation, new Uint8Array(0));
      return new TextDecoder().decode(reply);
    };
    const first = call('look');
    assert.match(first, /^0 \d+ 0 data$/);
    assert.equal(call('grow'), first);
    assert.equal(call('look'), first);
    assert.throws(() => call('trap'), { code: 'GUEST' });
    // More than share one memory.
    for (let i = 0; i < 200; i++) assert.equal(call('look'), first);
  });

  test('keeps its traces from call to call of one instance', async () => {
    const { linkedModule } = await linked();
    const instance = linkedModule.instantiate();
    const call = () =>
      new TextDecoder().decode(instance.call('look', new Uint8Array(0)));
    assert.match(call(), /^0 \d+ 0 data$/);
    assert.match(call(), /^1 \d+ 7 Xata$/);
  });

  test('is used again unless it has grown', async () => {
    const { module } = await linked();
    const memory = HostMemory.of(module);
    const first = memory?.next();
    assert.equal(memory?.next(), first);
    first?.grow(1);
    assert.notEqual(memory?.next(), first);
  });

  test('has the maximum that was set for it', async () => {
    const { module } = await linked(2 * MIB);
    const memory = HostMemory.of(module)?.next();
    assert.throws(() => memory?.grow(32), RangeError);
  });
});

const built = (text: string): Uint8Array<ArrayBuffer> => {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.MultiMemory);
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
};

describe('what imports its memory', () => {
  const CALL = '(import "wapc" "__guest_error" (func (param i32 i32)))';
  for (const [name, text] of [
    ['no memory', `(module ${CALL})`],
    ['no import', '(module (memory 1 2))'],
    ['two memories', `(module ${CALL} (memory 1 2) (memory 1 2))`],
    [
      'a global from outside',
      `(module ${CALL} (import "a" "b" (global i32)) (memory 1 2))`,
    ],
    [
      'memory from outside',
      '(module (import "policy-host" "memory" (memory 1 2)))',
    ],
  ] as const) {
    test(`is no module with ${name}`, () => {
      const bytes = built(text);
      assert.equal(importMemory(bytes), bytes);
    });
  }

  test('is a module whose functions keep their places', () => {
    const bytes = built(`(module ${CALL} (memory 1 2))`);
    const module = new WebAssembly.Module(importMemory(bytes));
    assert.deepEqual(WebAssembly.Module.imports(module), [
      { module: 'wapc', name: '__guest_error', kind: 'function' },
      { module: 'policy-host', name: 'memory', kind: 'memory' },
    ]);
  });

  test('is refused with a section of ours', async () => {
    const forged = joinSections([
      ...readSections(await guest(TRACES)).map(({ whole }) => whole),
      encodeCustomSection('policy-host.memory', Uint8Array.of(1, 2)),
    ]);
    await assert.rejects(compileModule(forged, MIB), {
      code: 'MODULE',
      message:
        "cannot compile the module: the section policy-host.memory is this host's own",
    });
  });

  test('gets no memory by its name alone', async () => {
    for (const kind of ['(memory 1 2)', '(func)']) {
      const text = `(module ${CALL} (import "policy-host" "memory" ${kind}))`;
      const module = await compileModule(built(text), MIB);
      const link = () =>
        new LinkedModule(module, {
          hostCall: () => ({ kind: 'failure', error: 'no' }),
          log: () => undefined,
          maxMessageBytes: MIB,
        });
      assert.throws(link, {
        message: 'unknown import: `policy-host::memory` has not been defined',
      });
    }
  });
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import binaryen from 'binaryen';
import { compileModule } from '../../src/policy/compiled-module.js';
import { exportState } from '../../src/wapc/export-state.js';
import { InstanceState } from '../../src/wapc/instance-state.js';
import { LinkedModule } from '../../src/wapc/linked-module.js';
import { DEFAULT_LIMITS } from '../../src/wapc/limits.js';
import { guest } from '../support/guest.js';

const MIB = 1024 * 1024;

/** Tells what it finds, then leaves traces in all that an instance has. */
const TRACES = `
let calls = 0;
let long: i64 = -1;
let float = 0.5;
const text = "data";
function one(): string { return "one"; }
let chosen: () => string = one;
function handle(op: string, msg: string): i32 {
  const end = (memory.size() << 16) - 8;
  const found = [calls.toString(), long.toString(), float.toString(), memory.size().toString(), load<u64>(end).toString(), text, chosen()].join(" ");
  calls++;
  long--;
  float = NaN;
  chosen = () => "two";
  store<u64>(end, 7);
  store<u16>(changetype<usize>(text), 0x58);
  if (op == "grow") memory.grow(1);
  if (op == "trap") unreachable();
  return reply(found);
}`;

const HOST = {
  hostCall: () => ({ kind: 'failure', error: 'no' }) as const,
  log: () => undefined,
  maxMessageBytes: MIB,
};

const compiled = async () =>
  compileModule(await guest(TRACES), DEFAULT_LIMITS.maxMemoryBytes);

const call = (linked: LinkedModule, operation: string) => {
  const reply = linked.instantiate().call(operation, new Uint8Array(0));
  return new TextDecoder().decode(reply);
};

describe('an instance that is used again', () => {
  test('is as new: variables, memory, its size and data', async () => {
    const linked = new LinkedModule(await compiled(), HOST);
    const first = call(linked, 'look');
    assert.match(first, /^0 -1 0\.5 \d+ 0 data one$/);
    for (let i = 0; i < 3; i++) assert.equal(call(linked, 'look'), first);
    assert.equal(call(linked, 'grow'), first);
    assert.equal(call(linked, 'look'), first);
    assert.throws(() => call(linked, 'trap'), { code: 'GUEST' });
    assert.equal(call(linked, 'look'), first);
  });

  test('keeps its traces as long as it is one', async () => {
    const instance = new LinkedModule(await compiled(), HOST).instantiate();
    const look = () =>
      new TextDecoder().decode(instance.call('look', new Uint8Array(0)));
    look();
    assert.match(look(), /^1 -2 NaN \d+ 7 Xata two$/);
  });
});

const CALL = '(import "wapc" "__guest_error" (func $host (param i32 i32)))';

/** A module of this text whose instances can be called by \`run\`. */
function built(text: string): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(`(module ${CALL} ${text})`);
  module.setFeatures(
    binaryen.Features.MultiMemory |
      binaryen.Features.BulkMemory |
      binaryen.Features.MutableGlobals |
      binaryen.Features.ReferenceTypes |
      binaryen.Features.SIMD128,
  );
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}

function instanceOf(text: string): WebAssembly.Exports {
  const module = new WebAssembly.Module(exportState(built(text)));
  const wapc = { __guest_error: () => undefined };
  return new WebAssembly.Instance(module, { wapc }).exports;
}

const MEMORY = '(memory 1 2) (func (export "run"))';

describe('the state of an instance', () => {
  test('is put back whole', () => {
    const exports = instanceOf(`
      (memory 1 2) (data (i32.const 3) "x")
      (global $n (mut i32) (i32.const 5)) (global $l (mut i64) (i64.const -6))
      (global $f (mut f64) (f64.const -0)) (global $c i32 (i32.const 1))
      (func (export "run") (result i64)
        (i32.store8 (i32.const 3) (i32.const 1))
        (global.set $n (i32.const 9)) (global.set $f (f64.const nan))
        (global.set $l (i64.sub (global.get $l) (i64.const 1)))
        (global.get $l))`);
    const state = InstanceState.of(exports);
    const run = exports['run'] as () => bigint;
    const value = (i: number) =>
      (exports[`policy-host.global.${i}`] as WebAssembly.Global)
        .value as unknown;
    const byte = () => {
      const { buffer } = exports['policy-host.memory.0'] as WebAssembly.Memory;
      return new Uint8Array(buffer)[3];
    };
    for (let i = 0; i < 2; i++) {
      assert.equal(run(), -7n);
      assert.deepEqual([value(0), value(2), byte()], [9, NaN, 1]);
      assert.equal(state?.restore(), true);
      assert.deepEqual([value(0), value(1), value(2)], [5, -6n, -0]);
      assert.equal(byte(), 'x'.charCodeAt(0));
    }
  });

  for (const [name, text] of [
    ['the memory grows', '(drop (memory.grow (i32.const 1)))'],
    ['a table grows', '(drop (table.grow $t (ref.null func) (i32.const 1)))'],
    ['a table changes', '(table.set $t (i32.const 0) (ref.func $run))'],
    ['a table loses', '(table.set $t (i32.const 1) (ref.null func))'],
  ] as const) {
    test(`cannot be put back when ${name}`, () => {
      const exports = instanceOf(`
        (memory 1 2) (table $t 2 4 funcref) (elem (i32.const 1) $run)
        (func $run (export "run") ${text})`);
      const state = InstanceState.of(exports);
      assert.equal(state?.restore(), true);
      (exports['run'] as () => void)();
      assert.equal(state?.restore(), false);
    });
  }

  for (const [name, text] of [
    ['no memory', '(func (export "run"))'],
    ['a large memory', '(memory 17 20) (func (export "run"))'],
    ['a large table', `${MEMORY} (table 65 65 funcref)`],
    ['a vector', `${MEMORY} (global (mut v128) (v128.const i32x4 0 0 0 0))`],
    [
      'a variable that is no number',
      `${MEMORY} (global (mut f32) (f32.const nan:0x200001))`,
    ],
    ['a reference', `${MEMORY} (global (mut externref) (ref.null extern))`],
    [
      'data that it may drop',
      '(memory 1 2) (data $d "x") (func (export "run") (data.drop $d))',
    ],
    [
      'data that it copies',
      `(memory 1 2) (data $d "x") (func (export "run")
        (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)))`,
    ],
    [
      'functions that it may drop',
      `(memory 1 2) (table $t 2 2 funcref) (elem $e func $run)
        (func $run (export "run") (elem.drop $e))`,
    ],
    [
      'functions that it copies',
      `(memory 1 2) (table $t 2 2 funcref) (elem $e func $run)
        (func $run (export "run")
          (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)))`,
    ],
  ] as const) {
    test(`is not known with ${name}`, () => {
      assert.equal(InstanceState.of(instanceOf(text)), undefined);
    });
  }

  const twoMemories = `(memory 1 2) ${MEMORY}`;
  const skip =
    !WebAssembly.validate(built(twoMemories)) &&
    'two memories: Node 22 or newer';
  test('is not known with two memories', { skip }, () => {
    assert.equal(InstanceState.of(instanceOf(twoMemories)), undefined);
  });

  test('is not to be had by names alone', async () => {
    const text = '(memory (export "policy-host.memory.0") 1 2)';
    await assert.rejects(compileModule(built(text), MIB), {
      code: 'MODULE',
      message:
        "cannot compile the module: exports that begin with policy-host. are this host's own",
    });
  });
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPolicy } from '../../src/index.js';
import { guest } from '../support/guest.js';

const IMPORTS = `
@external("wasi_snapshot_preview1", "fd_write")
declare function fdWrite(fd: i32, list: usize, count: i32, written: usize): i32;
@external("wasi_snapshot_preview1", "random_get")
declare function randomGet(ptr: usize, len: i32): i32;
@external("wasi_snapshot_preview1", "clock_time_get")
declare function clockTimeGet(id: i32, precision: u64, ptr: usize): i32;
@external("wasi_snapshot_preview1", "proc_exit")
declare function procExit(status: i32): void;
@external("wasi_snapshot_preview1", "environ_sizes_get")
declare function environSizesGet(count: usize, bytes: usize): i32;
@external("wasi_snapshot_preview1", "path_open")
declare function pathOpen(fd: i32, flags: i32, path: usize, length: usize, oflags: i32, base: u64, inheriting: u64, fdflags: i32, opened: usize): i32;
`;

const USES = `
function handle(op: string, msg: string): i32 {
  const text = utf8("to stdout\\n");
  const list = memory.data(16);
  store<u32>(list, <u32>changetype<usize>(text));
  store<u32>(list, <u32>text.byteLength, 4);
  const result = memory.data(16);
  let out = fdWrite(1, list, 1, result).toString() + " " + load<u32>(result).toString();
  out += " " + fdWrite(7, list, 1, result).toString();
  store<u64>(result, 0);
  out += " " + randomGet(result, 8).toString() + " " + (load<u64>(result) != 0).toString();
  out += " " + clockTimeGet(0, 1, result).toString() + " " + (load<u64>(result) > 1600000000000000000).toString();
  out += " " + environSizesGet(result, result + 4).toString() + " " + load<u64>(result).toString();
  out += " " + pathOpen(3, 0, list, 0, 0, 0, 0, 0, result).toString();
  return reply('{"valid":true,"message":"' + out + '"}');
}`;

test('WASI preview 1 as far as a policy needs it', async () => {
  const lines: string[] = [];
  const policy = await loadPolicy(await guest(IMPORTS + USES), {
    log: ({ message }) => lines.push(message),
  });
  const { message } = await policy.validateSettings({});
  assert.equal(message, '0 10 8 0 true 0 true 0 0 52');
  assert.deepEqual(lines, ['to stdout']);
  await policy.close();
});

const exits = (status: number) => `${IMPORTS}
export function _start(): void { procExit(${status}); }
function handle(op: string, msg: string): i32 { return reply('"v1"'); }`;

test('a start function may exit with 0 only', async () => {
  const policy = await loadPolicy(await guest(exits(0)));
  assert.equal(await policy.protocolVersion(), 'v1');
  await policy.close();
  await assert.rejects(loadPolicy(await guest(exits(3))), {
    code: 'MODULE',
    message: 'Initialization failed: the guest exited with status 3',
  });
});

test('bad pointers given to WASI functions are guest errors', async () => {
  const policy = await loadPolicy(
    await guest(`${IMPORTS}
    function handle(op: string, msg: string): i32 {
      fdWrite(1, 0xfffffff0, 5, 0);
      return reply('"v1"');
    }`),
  );
  await assert.rejects(policy.protocolVersion(), {
    code: 'GUEST',
    message: /outside its memory/,
  });
  await policy.close();
});

// SPDX-License-Identifier: Apache-2.0
// Runs a command and ends it, with all it has started, when its time is over;
// the exit code is 124 then:
//
//   node tests/e2e/limit.mjs SECONDS COMMAND [ARGUMENT...]
import { spawn } from 'node:child_process';

const [seconds, command, ...args] = process.argv.slice(2);
// A process group of its own, to be ended as one.
const child = spawn(command, args, { stdio: 'inherit', detached: true });
const timer = setTimeout(
  () => {
    console.error(`${command}: no end after ${seconds} seconds`);
    process.exitCode = 124;
    process.kill(-child.pid, 'SIGKILL');
  },
  Number(seconds) * 1000,
);
child.on('error', (error) => {
  clearTimeout(timer);
  console.error(String(error));
  process.exitCode = 127;
});
child.on('exit', (status) => {
  clearTimeout(timer);
  process.exitCode ??= status ?? 1;
});

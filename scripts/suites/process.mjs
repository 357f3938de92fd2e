// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const BIN = resolve('node_modules/.bin');

/**
 * Environment of every suite: no colours, and the project's tools. Those of
 * npm packages come last, because a dependency brings an ancient npm along
 * that would hide the real one and answers 0 to everything.
 */
function suiteEnvironment() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith('node_modules/.bin'));
  // What make and npm tell their children is not for those of the tests.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|MAKE|MFLAGS$)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    PATH: [resolve('.venv/bin'), ...path, BIN].join(delimiter),
    NO_COLOR: '1',
  };
}

/**
 * Runs a command and keeps what it printed.
 *
 * @param options.echo - also print while it runs
 * @param options.env - variables on top of {@link suiteEnvironment}
 * @returns exit status (1 when it was killed or not found) and the output
 */
export function run(command, args, { echo = false, env = {} } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      env: { ...suiteEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
      if (echo) process.stdout.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => done({ status: 1, output: `${error}\n` }));
    child.on('close', (status) => done({ status: status ?? 1, output }));
  });
}

/** Whether a program of that name can be started. */
export async function isFound(program) {
  return suiteEnvironment()
    .PATH.split(delimiter)
    .some((folder) => existsSync(join(folder, program)));
}

/** Files under a folder with that ending, sorted; [] without the folder. */
export function listFiles(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith(ending))
    .filter((path) => !path.includes('node_modules'))
    .sort();
}

/** A suite's counts; `skips` says of each skipped test why. */
export function emptyResult() {
  return { passed: 0, failed: 0, skips: [] };
}

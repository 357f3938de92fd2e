#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import module from 'node:module';

const BUNDLE = '../dist/bundle/cli/program.js';

/** When a file was written; 0 for none. */
function written(path) {
  const url = new URL(path, import.meta.url);
  return statSync(url, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// Keeps what V8 compiled for the next start; Node has it since 22.1.
module.enableCompileCache?.();

// The bundle starts faster. In a clone it may be older than the sources, which
// a package is not: it has no build information.
const bundled = written(BUNDLE) > written('../dist/.tsbuildinfo');
await import(bundled ? BUNDLE : '../dist/src/cli/program.js');

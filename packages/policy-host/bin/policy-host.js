#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
'use strict';
const { statSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

const DIST = join(__dirname, '../dist');
const BUNDLE = join(DIST, 'bundle/cli/program.js');

/** When a file was written; 0 for none. */
function written(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// Keeps what V8 compiled for the next start; Node has it since 22.1.
enableCompileCache?.();

// The bundle starts faster. In a clone it may be older than the sources, which
// a package is not: it has no build information.
if (written(BUNDLE) > written(join(DIST, '.tsbuildinfo'))) require(BUNDLE);
else import('../dist/src/cli/program.js');

// SPDX-License-Identifier: Apache-2.0
/** Writes the figures of the present policy as the bounds to keep. */
import { BOUNDS_FILE, boundsOf } from './bounds.js';
import { collect } from './collect.js';
import { findPython } from './meter.js';
import { writeJson } from './project.js';

/** Fuel and memory of a repeated call do not depend on how often. */
const CALLS = 1000;

const python = findPython();
if (python === undefined) {
  console.error(
    'no Python with wasmtime: pip install -r bench/requirements.txt',
  );
  process.exitCode = 1;
} else {
  const bounds = boundsOf(collect(python, CALLS));
  writeJson(BOUNDS_FILE, bounds);
  console.log(`${Object.keys(bounds).length} bounds in ${BOUNDS_FILE}`);
}

// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the figures of the present policy the bounds to keep, and publishes
 * them; those about the host stay as they were measured last.
 */
import { BOUNDS_FILE, boundsOf } from './bounds.js';
import { collect } from './collect.js';
import { requirePython } from './meter.js';
import { writeProjectJson } from '../tests/support/project.js';
import { CALLS, publish, published } from './publish.js';

const { host } = published();
const guest = collect(requirePython(), CALLS);
const bounds = boundsOf(guest);
writeProjectJson(BOUNDS_FILE, bounds);
publish({ ...guest, host });
console.log(`${Object.keys(bounds).length} bounds in ${BOUNDS_FILE}`);

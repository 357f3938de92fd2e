// SPDX-License-Identifier: Apache-2.0
// What `bin/policy-host.js` runs, bundled or not.
import { processIo } from './io.js';
import { main } from './main.js';

process.exitCode = await main(process.argv.slice(2), processIo());

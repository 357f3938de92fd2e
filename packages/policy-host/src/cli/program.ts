// SPDX-License-Identifier: Apache-2.0
// What `bin/policy-host.js` runs, bundled or not.
import { processIo } from './io.js';
import { main } from './main.js';
import { EXIT } from './report-error.js';

// Until the end is reached: a run that just stops is no success.
process.exitCode = EXIT.error;
void main(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code;
});

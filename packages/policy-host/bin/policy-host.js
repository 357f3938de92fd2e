#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import { processIo } from '../dist/src/cli/io.js';
import { main } from '../dist/src/cli/main.js';

process.exitCode = await main(process.argv.slice(2), processIo());

// SPDX-License-Identifier: Apache-2.0
import { createScriptedHost } from './packages/policy-sdk-assemblyscript/testing/scripted-host.mjs';

/**
 * as-pect's configuration for the unit tests in AssemblyScript. Run through
 * `npm run test:unit`, which compiles all specs as one module
 * (AS_PECT_ENTRY); without it each spec is compiled by itself.
 */
export default {
  entries: [process.env.AS_PECT_ENTRY ?? 'tests/unit/**/*.spec.ts'],
  include: ['node_modules/@as-pect/assembly/assembly/index.ts'],
  disclude: [/node_modules/],
  async instantiate(_memory, createImports, instantiate, binary) {
    const host = createScriptedHost();
    const module = await instantiate(binary, createImports(host.imports));
    host.attach(module.exports.memory);
    return module;
  },
  outputBinary: false,
};

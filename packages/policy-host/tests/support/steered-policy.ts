// SPDX-License-Identifier: Apache-2.0
import { after } from 'node:test';
import { cli, type CliRun, type Folder, temporaryFolder } from './cli.js';
import { fixturePath } from './fixture.js';
import { guest } from './guest.js';
import { STEERED } from './steered-guest.js';

/** A request, and the response when a policy accepts it. */
export const REQUEST = fixturePath('request.json');
export const ALLOWED =
  '{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}\n';

/** The steered guest as a file, in a folder that goes away with the test file. */
export interface SteeredPolicy {
  readonly folder: Folder;
  readonly wasm: string;
  /** Evaluates `REQUEST` with settings that steer. */
  run(mode: string, ...flags: readonly string[]): Promise<CliRun>;
}

/** Compiles the guest; once a test file, before its tests. */
export async function steeredPolicy(): Promise<SteeredPolicy> {
  const folder = await temporaryFolder();
  after(() => folder.remove());
  const wasm = await folder.write('policy.wasm', await guest(STEERED));
  return {
    folder,
    wasm,
    run(mode, ...flags) {
      const settings = ['--settings-json', JSON.stringify({ mode })];
      return cli(['run', '-r', REQUEST, ...settings, ...flags, wasm]);
    },
  };
}

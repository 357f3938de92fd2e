// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Case } from './corpus.js';
import { wireJson } from '../tests/support/json.js';
import type { Json } from '../tests/support/json.js';
import { PROJECT, projectPath } from '../tests/support/project.js';

const EXAMPLES = 'packages/policy-sdk-assemblyscript/examples';
const OUTPUT = 'build/bench';
const MEGABYTE = 1_000_000;

/** The smallest policy: accepts all, by the SDK's entry point alone. */
export const ACCEPT_ALL = 'bench/assembly/accept-all.ts';
/** Reads the last field of its payload by the public cursor. */
export const LAST_FIELD = 'bench/assembly/last-field.ts';

/**
 * Compiles an AssemblyScript policy with the options that the SDK advises.
 *
 * @param entry path in the project
 * @param flags further options of the compiler
 * @returns absolute path of the module
 * @throws Error with the compiler's output
 */
export function compile(
  entry: string,
  name: string,
  flags: readonly string[] = [],
): string {
  const config = projectPath('bench/assembly/asconfig.json');
  return runCompiler(PROJECT, config, name, [...flags, entry]);
}

/**
 * Compiles an example policy of the SDK as it is published.
 *
 * @returns absolute path of the module; undefined without the example
 */
export function compileExample(name: string): string | undefined {
  const folder = projectPath(`${EXAMPLES}/${name}`);
  if (!existsSync(folder)) return undefined;
  return runCompiler(folder, join(folder, 'asconfig.json'), name, []);
}

function runCompiler(
  cwd: string,
  config: string,
  name: string,
  entries: readonly string[],
): string {
  mkdirSync(projectPath(OUTPUT), { recursive: true });
  const target = projectPath(join(OUTPUT, `${name}.wasm`));
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      projectPath('node_modules/assemblyscript/bin/asc.js'),
      ...['--config', config, '--target', 'release'],
      ...['--outFile', relative(cwd, target), ...entries],
    ],
    { cwd, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`cannot compile ${name}: ${stderr}`);
  return target;
}

/** Size of a file in bytes. */
export function fileBytes(path: string): number {
  return statSync(path).size;
}

/** A document of 1 MB with the wanted field last. */
export interface LastField {
  readonly name: string;
  /** Fuel a byte that the cursor may take. */
  readonly goal: number;
  /** The document read, and the same document not read. */
  readonly read: Case;
  readonly ignored: Case;
}

/** Arrays of 1 MB by what they are mostly made of. */
export function lists(): Readonly<Record<string, Json>> {
  return {
    'long strings': Array.from({ length: MEGABYTE / 1000 }, () =>
      'x'.repeat(997),
    ),
    'lists of small objects': Array.from({ length: MEGABYTE / 34 }, (_, i) => ({
      name: `v${String(i).padStart(6, '0')}`,
      value: String(i).padStart(5, '0'),
    })),
    'strings of escapes': Array.from({ length: MEGABYTE / 53 }, () =>
      '"\\'.repeat(12),
    ),
  };
}

/** The two kinds of document that the SDK's goal names. */
export function lastFieldCases(): readonly LastField[] {
  const goals = { 'long strings': 2, 'lists of small objects': 4 };
  const filler = lists();
  return Object.entries(goals).map(([name, goal]) =>
    lastField(name, goal, filler[name] ?? null),
  );
}

function lastField(name: string, goal: number, filler: Json): LastField {
  const payload = wireJson({ data: filler, zLast: 'found' });
  return {
    name,
    goal,
    read: { name, operation: 'validate', payload },
    ignored: {
      name: `${name}, not read`,
      operation: 'validate_settings',
      payload,
    },
  };
}

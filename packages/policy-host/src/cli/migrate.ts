// SPDX-License-Identifier: Apache-2.0
import { structuredPatch } from 'diff';
import { Option } from 'commander';
import pc from 'picocolors';
import { PolicyHostError } from '../errors.js';
import type { Finding } from '../migrate/findings.js';
import { migrateText } from '../migrate/migrate-text.js';
import { findSettings } from '../migrate/rename-keys.js';
import { parseSource } from '../migrate/source.js';
import { loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import { printable } from '../report/printable.js';
import type { Registration } from './registration.js';
import { readInput } from './files.js';
import { writeOutput } from './write-output.js';
import type { CliIo } from './io.js';

interface MigrateFlags {
  readonly check?: true;
  readonly write?: true;
  readonly output: 'diff' | 'yaml';
  readonly module?: string;
  readonly from?: 'rust';
}

/** Adds `migrate`: brings settings and foreign policies to the present form. */
export function registerMigrate({ program, io }: Registration): void {
  program
    .command('migrate')
    .description('rewrite settings of older releases and of other projects')
    .argument(
      '<files...>',
      'YAML or JSON: policies, groups, Helm values, settings; Kyverno, policy-controller, Connaisseur',
    )
    .addOption(
      new Option('--check', 'exit 1 if something would change').conflicts(
        'write',
      ),
    )
    .option('--write', 'rewrite the files')
    .addOption(
      new Option('-o, --output <format>', 'what is shown of a change')
        .choices(['diff', 'yaml'])
        .default('diff'),
    )
    .option('-m, --module <path>', 'policy that checks the new settings')
    .addOption(
      new Option(
        '--from <policy>',
        'whose settings those outside of policies are',
      ).choices(['rust']),
    )
    .action((files: string[], flags: MigrateFlags) =>
      migrate(files, flags, io, program.opts<{ color: boolean }>().color),
    );
}

async function migrate(
  paths: readonly string[],
  flags: MigrateFlags,
  io: CliIo,
  colored: boolean,
): Promise<void> {
  const color = colored && io.outIsTerminal && !io.noColor;
  const policy =
    flags.module === undefined ? undefined : await loadPolicy(flags.module);
  try {
    const done = [];
    for (const path of paths)
      done.push(await migrateFile(path, flags, { io, color, policy }));
    const refused = done.filter((result) => result === 'refused').length;
    const changed = done.filter((result) => result === 'changed').length;
    if (refused > 0) throw failure(refused, 'cannot be migrated');
    if (flags.check === true && changed > 0)
      throw failure(changed, 'would change');
  } finally {
    await policy?.close();
  }
}

function failure(count: number, what: string): PolicyHostError {
  const files = count === 1 ? '1 file' : `${count} files`;
  return new PolicyHostError('ARGUMENT', `${files} ${what}`);
}

interface Context {
  readonly io: CliIo;
  readonly color: boolean;
  readonly policy: Policy | undefined;
}

async function migrateFile(
  path: string,
  flags: MigrateFlags,
  { io, color, policy }: Context,
): Promise<'refused' | 'changed' | 'same'> {
  const old = await readText(path);
  const migration = migrateText(old, path, { fromRust: flags.from === 'rust' });
  const refusals = [
    ...migration.refusals,
    ...(policy === undefined
      ? []
      : await settingsProblems(migration.text, path, policy)),
  ];
  const say = (kind: string, { line, text }: Finding) =>
    io.err(`${path}:${line}: ${kind}${printable(text)}\n`);
  refusals.forEach((finding) => say('no equivalent: ', finding));
  if (refusals.length > 0) return 'refused';
  migration.changes.forEach((finding) => say('verdicts may change: ', finding));
  if (migration.text === old) return 'same';
  io.out(
    flags.output === 'yaml'
      ? migration.text
      : diff(path, old, migration.text, color),
  );
  if (flags.write === true)
    await writeOutput(path, new TextEncoder().encode(migration.text));
  return 'changed';
}

/** Every byte of a file as text, so that what is written back is the same. */
async function readText(path: string): Promise<string> {
  const bytes = await readInput(path, 'Error reading file');
  try {
    const options = { fatal: true, ignoreBOM: true };
    return new TextDecoder('utf-8', options).decode(bytes);
  } catch (cause) {
    throw new PolicyHostError('ARGUMENT', `${path}: is not UTF-8`, cause);
  }
}

/** What the policy itself says about the new settings, at their new lines. */
async function settingsProblems(
  text: string,
  path: string,
  policy: Policy,
): Promise<Finding[]> {
  const { documents, lines } = parseSource(text, path);
  const problems: Finding[] = [];
  for (const document of documents) {
    for (const map of findSettings(document.contents, document)) {
      const settings = JSON.stringify(map.toJS(document));
      const { valid, message } = await policy.validateSettings(settings);
      if (valid) continue;
      const { line } = lines.linePos(map.range?.[0] ?? 0);
      problems.push({ line, text: `new settings: ${message ?? 'not valid'}` });
    }
  }
  return problems;
}

/** A unified diff, with the colours that git gives it. */
function diff(path: string, old: string, text: string, color: boolean): string {
  const colors = pc.createColors(color);
  const paint = (line: string) => {
    if (line.startsWith('+')) return colors.green(line);
    return line.startsWith('-') ? colors.red(line) : line;
  };
  const { hunks } = structuredPatch(path, path, old, text);
  const lines = hunks.flatMap((hunk) => [
    colors.cyan(
      `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ),
    ...hunk.lines.map(paint),
  ]);
  const head = [colors.bold(`--- ${path}`), colors.bold(`+++ ${path}`)];
  return `${[...head, ...lines].join('\n')}\n`;
}

// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { projectDocument, projectPath, projectText } from './project.js';

/** Where the cases are: a folder for each kind of file. */
export const MIGRATION_CASES = 'tests/fixtures/migration';

/** Kinds whose documents are replaced; those of the others are edited. */
const REPLACED = [
  'kyverno',
  'image-validating-policy',
  'cluster-image-policy',
  'connaisseur',
];

/** A file, what became of it, and what was said about it. */
export interface MigrationCase {
  readonly name: string;
  readonly old: string;
  readonly migrated: string;
  readonly findings: readonly string[];
}

interface Policy {
  readonly kind: string;
  readonly metadata: unknown;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Migrates the cases of a kind, each checked by the policy. */
export function migrateCases(kind: string): MigrationCase[] {
  const names = caseNames(kind);
  const old = (name: string) => projectText(casePath(kind, name));
  const files = names.map((name) => [`${name}.yaml`, old(name)] as const);
  const { texts, stderr } = migrateFiles(files);
  return names.map((name, index) => ({
    name,
    old: old(name),
    migrated: texts[index] ?? '',
    findings: stderr
      .split('\n')
      .filter((line) => line.startsWith(`${name}.yaml:`))
      .map((line) => line.slice(`${name}.yaml:`.length)),
  }));
}

/** Migrates settings alone. */
export function migrateSettings(text: string): string {
  return migrateFiles([['settings.json', text]]).texts[0] ?? '';
}

/** What the real command makes of files. */
function migrateFiles(files: readonly (readonly [string, string])[]): {
  readonly texts: readonly string[];
  readonly stderr: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'migration-'));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        projectPath('packages/policy-host/bin/policy-host.js'),
        ...['migrate', '--write', '--module', projectPath('policy.wasm')],
        ...files.map(([name]) => name),
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const texts = files.map(([name]) =>
      readFileSync(join(folder, name), 'utf8'),
    );
    return { texts, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Path of a case in the project. */
export function casePath(kind: string, name: string): string {
  return `${MIGRATION_CASES}/${kind}/${name}.yaml`;
}

/** The names of the cases of a kind. */
export function caseNames(kind: string): string[] {
  return readdirSync(projectPath(`${MIGRATION_CASES}/${kind}`))
    .filter((file) => /^[^.]+\.yaml$/.test(file))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * What is recorded of a case: the findings that are its own, and the new text
 * without what comes from metadata.yml.
 */
export function recordOf(
  kind: string,
  { migrated, findings }: MigrationCase,
  common: ReadonlySet<string>,
): string {
  const own = findings.filter(
    (line) => !common.has(line.replace(/^\d+: /, '')),
  );
  const comments = own.map((line) => `# ${line}\n`).join('');
  if (REPLACED.includes(kind))
    return comments + policiesOf(migrated).map(shownPolicy).join('---\n');
  return comments + migrated.replaceAll(moduleAddress(), 'registry://MODULE');
}

/** The policies of a text. */
export function policiesOf(text: string): Policy[] {
  return [...parseAllDocuments(text)].map(
    (document) => document.toJS() as Policy,
  );
}

function shownPolicy({ kind, metadata, spec }: Policy): string {
  const own = { ...spec, module: undefined, rules: undefined };
  return stringify({ kind, metadata, spec: own }, { lineWidth: 0 });
}

/** The module that deployed policies name. */
export function moduleAddress(): string {
  const { annotations } = projectDocument<{
    annotations: Readonly<Record<string, string>>;
  }>('metadata.yml');
  const of = (key: string) => annotations[`io.kubewarden.policy.${key}`];
  return `registry://${of('ociUrl')}:v${of('version')}`;
}

/** Findings that several cases of a kind have in common, without their line. */
export function commonFindings(
  cases: readonly MigrationCase[],
): ReadonlySet<string> {
  const [first, ...others] = cases.map(
    ({ findings }) =>
      new Set(findings.map((line) => line.replace(/^\d+: /, ''))),
  );
  return new Set(
    [...(first ?? [])].filter((text) => others.every((set) => set.has(text))),
  );
}

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { PROJECT, projectPath } from './project.js';

/** Where scripts/go-tools.mjs has the tools by their names. */
export const TOOLS = projectPath('build/tools/bin');

/** A resource of the kit, as it is given to an API server. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** What a tool printed. */
export interface Rendered {
  readonly status: number | null;
  readonly stderr: string;
  readonly resources: readonly Resource[];
}

/** Why tests of the kit are skipped; false when all tools are there. */
export function missingTools(
  ...names: readonly ('helm' | 'kustomize' | 'oras')[]
): string | false {
  const missing = names.filter((name) => !findTool(name));
  if (missing.length === 0) return false;
  return spawnSync('go', ['version']).error === undefined
    ? `${missing.join(' and ')} not found: make tools`
    : 'Go not found';
}

/** Renders an overlay. */
export function kustomize(overlay: string): Rendered {
  return render('kustomize', ['build', `deploy/overlays/${overlay}`]);
}

/** Renders the chart, with further arguments. */
export function helm(...args: readonly string[]): Rendered {
  return helmTemplate('deploy/chart', ...args);
}

/** Renders a chart, a folder or an archive, with further arguments. */
export function helmTemplate(
  chart: string,
  ...args: readonly string[]
): Rendered {
  return render('helm', [
    ...['template', 'images', chart, '--namespace', 'kubewarden'],
    ...args,
  ]);
}

/** Pulls a chart from a registry without TLS. */
export function helmPull(chart: string, version: string, folder: string): void {
  const { status, stderr } = run('helm', [
    ...['pull', chart, '--version', version, '--plain-http'],
    ...['--destination', folder],
  ]);
  assert.equal(status, 0, stderr);
}

/** What `helm lint` says. */
export function helmLint(values: string): string {
  const { stdout } = run('helm', ['lint', 'deploy/chart', '--values', values]);
  return stdout;
}

function render(name: string, args: readonly string[]): Rendered {
  const { status, stdout, stderr } = run(name, args);
  const documents = status === 0 ? [...parseAllDocuments(stdout)] : [];
  return {
    status,
    stderr,
    resources: documents.map((document) => document.toJS() as Resource),
  };
}

function run(name: string, args: readonly string[]) {
  return spawnSync(findTool(name) ?? name, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    timeout: 60_000,
  });
}

/** A tool that scripts/go-tools.mjs has built. */
function findTool(name: string): string | undefined {
  const path = join(TOOLS, name);
  return existsSync(path) ? path : undefined;
}

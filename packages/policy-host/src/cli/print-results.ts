// SPDX-License-Identifier: Apache-2.0
import { codesOf } from '../report/codes.js';
import { jsonLines, namedJsonLines, verdictOf } from '../report/results.js';
import type { Result } from '../report/results.js';
import type { CliIo } from './io.js';
import { printWhatToDo } from './print-what-to-do.js';
import { packageVersion } from './version.js';

/** Forms of results. */
export const OUTPUTS = [
  'json',
  'yaml',
  'table',
  'junit',
  'sarif',
  'github',
] as const;

/** One of them. */
export type Output = (typeof OUTPUTS)[number];

/** What is printed, and how. */
export interface PrintOptions {
  readonly output: Output;
  /** With JSON and YAML: say of which object a result is. */
  readonly names: boolean;
  /** Whether a person on a terminal may be shown colours. */
  readonly color: boolean;
}

/**
 * Prints results; several JSON lines get a table for people beside them, and
 * rejections the page that says what to do.
 */
export async function printResults(
  results: readonly Result[],
  options: PrintOptions,
  io: CliIo,
): Promise<void> {
  io.out(await render(results, options, io));
  if (options.output === 'json' && results.length > 1 && io.errIsTerminal) {
    const { resultTable } = await import('../report/table.js');
    const { columns } = io;
    io.err(resultTable(results, { color: options.color, columns }));
  }
  const codes = () =>
    results.flatMap((result) => {
      const { allowed, status } = verdictOf(result);
      return allowed ? [] : codesOf(status?.message ?? '');
    });
  printWhatToDo(codes, options.output, io);
}

async function render(
  results: readonly Result[],
  { output, names, color }: PrintOptions,
  io: CliIo,
): Promise<string> {
  const json = () => (names ? namedJsonLines : jsonLines)(results);
  switch (output) {
    case 'json':
      return json();
    case 'yaml':
      return (await import('../report/yaml.js')).yamlDocuments(json());
    case 'table': {
      const { resultTable } = await import('../report/table.js');
      const { columns, outIsTerminal } = io;
      return resultTable(results, { color: color && outIsTerminal, columns });
    }
    case 'junit':
      return (await import('../report/results-junit.js')).resultsJunit(results);
    case 'sarif': {
      const { sarifLog } = await import('../report/sarif.js');
      return sarifLog(results, packageVersion());
    }
    case 'github': {
      const { githubAnnotations } = await import('../report/github.js');
      return githubAnnotations(results);
    }
  }
}

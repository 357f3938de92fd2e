// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { buildReport, imagesIn } from '../enforcement/build-report.js';
import type { EnforcementReport, UnusedRuleOf } from '../enforcement/types.js';
import { unusedRules } from '../rules/unused-rules.js';
import { evaluatePolicies } from './evaluate-policies.js';
import type { GlobalFlags } from './evaluate-policies.js';
import type { CliIo } from './io.js';
import { memoryLimitBytes, timeoutMs } from './limit-options.js';
import type { EvaluatedPolicy } from './prepare-run.js';
import { printWhatToDo } from './print-what-to-do.js';
import type { Registration } from './registration.js';
import { EXIT } from './report-error.js';
import { requireOnce } from './require-once.js';
import { addEvaluationFlags } from './run-options.js';
import type { EvaluationFlags } from './run-options.js';

const OUTPUTS = ['table', 'json', 'openreports', 'html'] as const;

interface ReportFlags extends EvaluationFlags {
  readonly output: (typeof OUTPUTS)[number];
  readonly exitCode?: true;
}

/** Workers wait for registries most of the time: more of them than cores. */
const THREADS = Math.max(8, availableParallelism());

/** Adds `report`: what would break if policies were enforced. */
export function registerReport(registration: Registration): void {
  const { program, io, exitWith } = registration;
  const command = program
    .command('report')
    .description('say what would break if policies were enforced')
    .argument(
      '<policy>',
      'module (path, file://, registry://, https://) or YAML with policies',
    );
  addEvaluationFlags(command)
    .addOption(
      new Option('-o, --output <format>', 'form of the report')
        .choices([...OUTPUTS])
        .default('table'),
    )
    .option('--exit-code', 'exit with 1 when something would be rejected')
    .action(async (policy: string, flags: ReportFlags) => {
      requireOnce('--allowed-host-capabilities', registration);
      const globals = program.opts<GlobalFlags>();
      const scale = { threads: THREADS, once: true, quiet: true } as const;
      const evaluated = await evaluatePolicies(
        policy,
        flags,
        io,
        globals,
        scale,
      );
      const report = await reportOn(evaluated, flags);
      io.out(await render(report, flags, io, globals));
      const findings = report.namespaces.flatMap((one) => one.findings);
      const codes = findings.flatMap((finding) => finding.codes);
      printWhatToDo(() => codes, flags.output, io);
      const failed = report.totals.rejected > 0;
      if (flags.exitCode === true && failed) exitWith(EXIT.error);
    });
}

async function reportOn(
  evaluated: readonly EvaluatedPolicy[],
  flags: ReportFlags,
): Promise<EnforcementReport> {
  const results = evaluated.flatMap((one) => one.results);
  const limits = {
    timeoutMs: timeoutMs(flags),
    maxMemoryBytes: memoryLimitBytes(flags),
  };
  const unused: UnusedRuleOf[] = [];
  for (const { parts, results: own } of evaluated) {
    const images = imagesIn(own);
    for (const { name, module, settings } of parts) {
      const found = await unusedRules(module, settings, images, limits);
      unused.push(...found.map((rule) => ({ policy: name, ...rule })));
    }
  }
  const names = evaluated.map(({ name }) => name);
  return buildReport(names, results, unused);
}

async function render(
  report: EnforcementReport,
  { output }: ReportFlags,
  io: CliIo,
  globals: GlobalFlags,
): Promise<string> {
  switch (output) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'openreports': {
      const { openReports } = await import('../enforcement/open-reports.js');
      return openReports(report, new Date());
    }
    case 'html': {
      const { reportPage } = await import('../enforcement/page.js');
      return reportPage(report);
    }
    case 'table': {
      const { reportTable } = await import('../enforcement/table.js');
      const color = globals.color && !io.noColor && io.outIsTerminal;
      return reportTable(report, { color, columns: io.columns });
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
import Table from 'cli-table3';
import wrapAnsi from 'wrap-ansi';
import { fitColumns } from '../report/fit-columns.js';
import { printable } from '../report/printable.js';
import type { TableStyle } from '../report/table.js';
import type { EnforcementReport } from './types.js';

const HEAD = ['namespace', 'objects', 'code', 'image', 'why'];
const FIXED = HEAD.map((name) => name === 'objects');

/** The report for people on a terminal. */
export function reportTable(
  report: EnforcementReport,
  { color, columns }: TableStyle,
): string {
  const rows = report.namespaces.flatMap(({ namespace, findings }) =>
    findings.map(({ codes, images, message, objects }) =>
      [
        namespaceName(namespace),
        String(objects.length),
        codes.join('\n'),
        images.join('\n'),
        message.trim(),
      ].map(printable),
    ),
  );
  return [
    ...(rows.length === 0 ? [] : [drawn(rows, color, columns)]),
    summary(report),
    ...withoutDigest(report),
    ...unused(report),
  ]
    .map((part) => `${part}\n`)
    .join('');
}

/** How a report calls it. */
export function namespaceName(namespace: string): string {
  return namespace === '' ? '(cluster)' : namespace;
}

function drawn(
  rows: readonly string[][],
  color: boolean,
  columns: number,
): string {
  const widths = fitColumns([HEAD, ...rows], FIXED, columns);
  const table = new Table({
    head: HEAD,
    style: { head: color ? ['bold'] : [], border: color ? ['grey'] : [] },
    colAligns: HEAD.map((name) => (name === 'objects' ? 'right' : 'left')),
  });
  for (const row of rows) {
    table.push(
      row.map((cell, i) => wrapAnsi(cell, widths[i] ?? 8, { hard: true })),
    );
  }
  return table.toString();
}

/** One line of what the report says. */
export function summary({ totals, namespaces }: EnforcementReport): string {
  const { objects, rejected, images } = totals;
  return `${rejected} of ${objects} objects in ${namespaces.length} namespaces would be rejected (${images} distinct images)`;
}

function withoutDigest({ namespaces }: EnforcementReport): string[] {
  const lines = namespaces.flatMap(({ namespace, imagesWithoutDigest }) =>
    imagesWithoutDigest.map(
      (image) => `  ${namespaceName(namespace)}: ${image}`,
    ),
  );
  if (lines.length === 0) return [];
  return ['', 'Images without digest:', ...lines.map(printable)];
}

function unused({ unusedRules }: EnforcementReport): string[] {
  if (unusedRules.length === 0) return [];
  const lines = unusedRules.map(
    ({ policy, index, pattern = '(no pattern)' }) =>
      `  ${policy}: signatures[${index}] ${pattern}`,
  );
  return ['', 'Rules that match none of the images:', ...lines.map(printable)];
}

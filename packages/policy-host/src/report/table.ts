// SPDX-License-Identifier: Apache-2.0
import Table from 'cli-table3';
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import { fitColumns } from './fit-columns.js';
import { printable } from './printable.js';
import { patchedPaths, verdictOf } from './results.js';
import type { Result } from './results.js';

/** How a table is shown. */
export interface TableStyle {
  readonly color: boolean;
  /** Characters in a line. */
  readonly columns: number;
}

/** Columns that are never wrapped. */
const FIXED = ['verdict', 'ms'];

/** Results as a table with a closing line of counts. */
export function resultTable(
  results: readonly Result[],
  { color, columns }: TableStyle,
): string {
  const colors = pc.createColors(color);
  const several = new Set(results.map(({ policy }) => policy)).size > 1;
  const head = ['request', ...(several ? ['policy'] : [])].concat(
    'verdict',
    'why',
    'changed',
    'ms',
  );
  const counts = { allowed: 0, rejected: 0, 'would reject': 0 };
  const rows = results.map((result) => {
    const response = verdictOf(result);
    const { allowed, status } = response;
    const monitored = result.wouldBe !== undefined;
    const no = monitored ? 'would reject' : 'rejected';
    const verdict = allowed ? 'allowed' : no;
    counts[verdict] += 1;
    return [
      printable(result.request.name),
      ...(several ? [printable(result.policy)] : []),
      verdict,
      printable(status?.message ?? '').trim(),
      printable(patchedPaths(response).join('\n')),
      result.milliseconds.toFixed(1),
    ];
  });
  const widths = fitColumns([head, ...rows], head.map(fixed), columns);
  const table = new Table({
    head,
    style: { head: color ? ['bold'] : [], border: color ? ['grey'] : [] },
    colAligns: head.map((name) => (name === 'ms' ? 'right' : 'left')),
  });
  const paint = (cell: string): string => {
    if (cell === 'allowed') return colors.green(cell);
    if (cell === 'would reject') return colors.yellow(cell);
    return cell === 'rejected' ? colors.red(cell) : cell;
  };
  for (const row of rows) {
    table.push(
      row.map((cell, i) =>
        head[i] === 'verdict'
          ? paint(cell)
          : wrapAnsi(cell, widths[i] ?? cell.length, { hard: true }),
      ),
    );
  }
  const { allowed, rejected, 'would reject': hidden } = counts;
  const monitored =
    hidden === 0 ? '' : `, ${hidden} would be rejected but for monitor mode`;
  return `${table.toString()}\n${results.length} evaluated: ${allowed} allowed, ${rejected} rejected${monitored}\n`;
}

function fixed(name: string): boolean {
  return FIXED.includes(name);
}

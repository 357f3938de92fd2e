// SPDX-License-Identifier: Apache-2.0
import Table from 'cli-table3';
import pc from 'picocolors';
import type { AdmissionResponse } from '../response/admission-response.js';
import { printable } from './printable.js';
import { patchedPaths } from './results.js';
import type { Result } from './results.js';

const MESSAGE_WIDTH = 60;

/** Results as a table with a closing line of counts. */
export function resultTable(
  results: readonly Result[],
  color: boolean,
): string {
  const colors = pc.createColors(color);
  const several = new Set(results.map(({ policy }) => policy)).size > 1;
  const head = ['request', ...(several ? ['policy'] : [])].concat(
    'verdict',
    'why',
    'changed',
    'ms',
  );
  const table = new Table({
    head,
    style: { head: color ? ['bold'] : [], border: color ? ['grey'] : [] },
    wordWrap: true,
    wrapOnWordBoundary: false,
    colWidths: head.map((name) => (name === 'why' ? MESSAGE_WIDTH : null)),
  });
  let accepted = 0;
  for (const result of results) {
    const response = JSON.parse(result.response) as AdmissionResponse;
    const { allowed, status } = response;
    if (allowed) accepted += 1;
    table.push([
      result.request,
      ...(several ? [result.policy] : []),
      allowed ? colors.green('allowed') : colors.red('rejected'),
      printable(status?.message ?? '').trim(),
      patchedPaths(response).join('\n'),
      { content: result.milliseconds.toFixed(1), hAlign: 'right' },
    ]);
  }
  const rejected = results.length - accepted;
  return `${table.toString()}\n${results.length} evaluated: ${accepted} allowed, ${rejected} rejected\n`;
}

// SPDX-License-Identifier: Apache-2.0
import { rejectionsOf } from './places.js';
import type { Result } from './results.js';

/**
 * Rejections as workflow commands, which GitHub shows beside the line.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubAnnotations(results: readonly Result[]): string {
  return rejectionsOf(results)
    .flatMap(({ file, lines, policy, message }) =>
      lines.map((line) => {
        const title = `rejected by ${policy}`;
        return `::error file=${property(file)},line=${line},title=${property(title)}::${data(message)}\n`;
      }),
    )
    .join('');
}

function data(text: string): string {
  return text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

// SPDX-License-Identifier: Apache-2.0
import type { Row, Section } from './row.js';

const HEADINGS = ['', 'measured', 'Rust policy', 'ratio', 'goal', ''] as const;

/** The cells of a row in the order of the headings. */
export function cells({ met, ...row }: Row): string[] {
  return [
    row.name,
    row.value,
    row.reference ?? '',
    row.ratio ?? '',
    row.goal ?? '',
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ];
}

/** Sections as plain text, the columns aligned within each. */
export function textTable(sections: readonly Section[]): string {
  return sections.map(sectionText).join('\n');
}

function sectionText({ title, rows }: Section): string {
  const lines = rows.map(cells);
  const columns = HEADINGS.map((_, index) => index).filter((index) =>
    lines.some((line) => line[index] !== ''),
  );
  const headed = [[title, ...HEADINGS.slice(1)], ...lines];
  const widths = columns.map((index) =>
    Math.max(...headed.map((line) => line[index]?.length ?? 0)),
  );
  const format = (line: readonly string[]): string =>
    columns
      .map((index, at) => {
        const cell = line[index] ?? '';
        const width = widths[at] ?? 0;
        return index === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return `${headed.map(format).join('\n')}\n`;
}

// SPDX-License-Identifier: Apache-2.0

/**
 * Text with colours as an SVG picture of a terminal. Every run of characters has
 * its place and its length on the grid, and the lines of tables are drawn, so
 * that it looks the same with whatever monospaced font the reader has.
 */
import { stripVTControlCharacters } from 'node:util';

/** Whose background it has. */
export type Theme = 'light' | 'dark';
export const THEMES: readonly Theme[] = ['light', 'dark'];

type Style = 'plain' | 'bold' | 'red' | 'green' | 'grey';

interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

const CELL_WIDTH = 7.4;
const CELL_HEIGHT = 16;
const MARGIN = 14;
/** From the top of a line to the foot of its letters. */
const BASELINE = 12;
const FONT =
  'ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, Liberation Mono, monospace';

type Palette = Readonly<Record<Style | 'background' | 'border', string>>;

const COLORS: Readonly<Record<Theme, Palette>> = {
  light: {
    background: '#f6f8fa',
    border: '#d1d9e0',
    plain: '#1f2328',
    bold: '#1f2328',
    red: '#cf222e',
    green: '#1a7f37',
    grey: '#afb8c1',
  },
  dark: {
    background: '#0d1117',
    border: '#3d444d',
    plain: '#d1d7e0',
    bold: '#f0f6fc',
    red: '#ff7b72',
    green: '#3fb950',
    grey: '#59636e',
  },
};

/** What picocolors and cli-table3 write; all else ends a style. */
const STYLES: Readonly<Record<string, Style>> = {
  1: 'bold',
  31: 'red',
  32: 'green',
  90: 'grey',
};
// The character that begins a style is what this is about.
// eslint-disable-next-line no-control-regex
const STYLE = /\u001b\[(\d+)m/;

/** How far lines go from the middle of their character: up and down. */
const VERTICAL: Readonly<Record<string, readonly [number, number]>> = {
  '│': [0.5, 0.5],
  '├': [0.5, 0.5],
  '┤': [0.5, 0.5],
  '┼': [0.5, 0.5],
  '┌': [0, 0.5],
  '┬': [0, 0.5],
  '┐': [0, 0.5],
  '└': [0.5, 0],
  '┴': [0.5, 0],
  '┘': [0.5, 0],
};
/** A line across begins and ends in the middle of its first and last one. */
const ACROSS = /[┌├└][─┬┼┴]+[┐┤┘]/g;
const WORDS = /[^\s─│┌┐└┘├┤┬┴┼]+(?: [^\s─│┌┐└┘├┤┬┴┼]+)*/g;

/** The picture of what a terminal shows. */
export function picture(terminal: string, theme: Theme): string {
  const lines = terminal.split('\n');
  const plain = lines.map(stripVTControlCharacters);
  const columns = Math.max(...plain.map((line) => line.length));
  const width = round(columns * CELL_WIDTH + 2 * MARGIN);
  const height = lines.length * CELL_HEIGHT + 2 * MARGIN;
  const colors = COLORS[theme];
  const texts = lines.flatMap((line, row) =>
    runsOf(line).flatMap((run) => textsOf(run, row, colors)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONT}" font-size="12" xml:space="preserve">
<title>make demo: eight requests, what the policy says, and what it changes</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6" fill="${colors.background}" stroke="${colors.border}"/>
<path d="${plain.flatMap(rulesOf).join('')}" stroke="${colors.grey}" fill="none"/>
${texts.join('\n')}
</svg>
`;
}

/** A line as runs of one style each. */
function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let column = 0;
  let style: Style = 'plain';
  // Every second part is the number of a style.
  line.split(STYLE).forEach((part, index) => {
    if (index % 2 === 1) style = STYLES[part] ?? 'plain';
    else {
      runs.push({ column, text: part, style });
      column += part.length;
    }
  });
  return runs;
}

/** The lines that stand for the characters of a table. */
function rulesOf(line: string, row: number): string[] {
  const x = (column: number) => round(MARGIN + (column + 0.5) * CELL_WIDTH);
  const y = (rows: number) => MARGIN + (row + 0.5 + rows) * CELL_HEIGHT;
  const across = [...line.matchAll(ACROSS)].map(
    ({ 0: { length }, index }) =>
      `M${x(index)} ${y(0)}H${x(index + length - 1)}`,
  );
  const down = [...line].flatMap((character, column) => {
    const [up, below] = VERTICAL[character] ?? [0, 0];
    return up + below === 0 ? [] : `M${x(column)} ${y(-up)}V${y(below)}`;
  });
  return [...across, ...down];
}

/** The words of a run; two spaces or more stand between two elements. */
function textsOf(
  { column, text, style }: Run,
  row: number,
  colors: Readonly<Record<Style, string>>,
): string[] {
  const y = MARGIN + row * CELL_HEIGHT + BASELINE;
  const weight = style === 'bold' ? ' font-weight="600"' : '';
  return [...text.matchAll(WORDS)].map(({ 0: words, index }) => {
    const x = round(MARGIN + (column + index) * CELL_WIDTH);
    const length = round(words.length * CELL_WIDTH);
    return `<text x="${x}" y="${y}" textLength="${length}" fill="${colors[style]}"${weight}>${escape(words)}</text>`;
  });
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

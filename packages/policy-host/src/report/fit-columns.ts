// SPDX-License-Identifier: Apache-2.0
import stringWidth from 'string-width';

/** A border and two spaces for each column. */
const FRAME = 3;
/** No column is made narrower than this. */
const LEAST = 8;

/**
 * Widths of a table's columns: as wide as their content where all of it fits,
 * else the widest ones give way until it does.
 *
 * @param rows cells, head first
 * @param fixed columns that never give way
 * @param columns characters in a line
 */
export function fitColumns(
  rows: readonly (readonly string[])[],
  fixed: readonly boolean[],
  columns: number,
): number[] {
  const widths = fixed.map((_fixed, i) =>
    Math.max(...rows.map((row) => widthOf(row[i] ?? ''))),
  );
  const room = columns - 1 - FRAME * widths.length;
  for (;;) {
    const excess = widths.reduce((sum, width) => sum + width, -room);
    const [first, second = LEAST] = widths
      .filter((width, i) => fixed[i] !== true && width > LEAST)
      .sort((a, b) => b - a);
    if (excess <= 0 || first === undefined) return widths;
    const at = widths.findIndex((width, i) => !fixed[i] && width === first);
    // Down to the next widest; columns of one width take turns.
    const step = Math.max(1, Math.min(excess, first - second));
    widths[at] = Math.max(LEAST, first - step);
  }
}

function widthOf(cell: string): number {
  return Math.max(...cell.split('\n').map((line) => stringWidth(line)));
}

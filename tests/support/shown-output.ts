// SPDX-License-Identifier: Apache-2.0

/** Stands for what is another in every run: `<fingerprint>`. */
const PLACEHOLDER = /<[a-z][a-z ]*>/g;

/** Whether a page shows what was printed, but for placeholders and times. */
export function shows(shown: string, printed: string): boolean {
  const pattern = withoutTimes(shown)
    .split(PLACEHOLDER)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^\\n]+');
  return new RegExp(`^${pattern}$`).test(withoutTimes(printed));
}

/**
 * Tables with a column of times, each cell without spaces: how wide the times
 * are decides where the other cells break.
 */
function withoutTimes(page: string): string {
  return page.replace(/^┌.*┐\n│.* ms │\n[\s\S]*?^└.*┘$/gm, (table) =>
    table
      .split(/^[┌├└].*$/m)
      .map((row) =>
        row
          .trim()
          .split('\n')
          .map((line) => line.replaceAll(' ', '').split('│').slice(1, -2))
          .reduce((cells, more) => cells.map((cell, i) => cell + more[i]))
          .join('│'),
      )
      .join('\n'),
  );
}

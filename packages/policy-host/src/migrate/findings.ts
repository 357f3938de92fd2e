// SPDX-License-Identifier: Apache-2.0

/** Something to say about a line of a file. */
export interface Finding {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** What a migration found beside the new text. */
export class Findings {
  /** What has no equivalent; with any of these nothing is converted. */
  readonly refusals: Finding[] = [];
  /** Images whose verdict may be another one than before. */
  readonly changes: Finding[] = [];

  refuse(line: number, text: string): void {
    add(this.refusals, { line, text });
  }

  change(line: number, text: string): void {
    // What holds of the whole conversion is said once, where it is met first.
    if (this.changes.every((known) => known.text !== text))
      add(this.changes, { line, text });
  }
}

function add(findings: Finding[], { line, text }: Finding): void {
  if (findings.some((known) => known.line === line && known.text === text))
    return;
  findings.push({ line, text });
}

// SPDX-License-Identifier: Apache-2.0
import { Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { pathAt } from '@kubewarden/policy-sdk-assemblyscript/assembly/json/path';

/** Problems or warnings that are told; more than that nobody reads. */
const MOST_REMARKS = 100;

/** Something to say about the value or key at an address of the document. */
@final
@unmanaged
class Remark {
  next: Remark | null;

  constructor(
    public at: usize,
    public text: Slice,
  ) {
    this.next = null;
  }
}

/**
 * What reading the settings brought up: problems, which make them invalid, and
 * warnings, which are logged. Remarks carry addresses; their paths are looked
 * up only when they are told, so that sound settings pay nothing for them.
 */
@final
@unmanaged
export class Report {
  private problems: Remark | null;
  private warnings: Remark | null;
  problemCount: i32;
  private warningCount: i32;

  constructor(private document: Slice) {
    this.problems = null;
    this.warnings = null;
    this.problemCount = 0;
    this.warningCount = 0;
  }

  /** A problem at an address; kept in document order. */
  problem(at: usize, text: Slice): void {
    if (++this.problemCount > MOST_REMARKS) return;
    this.problems = insert(this.problems, new Remark(at, text));
  }

  /** Something to log about an address. */
  warning(at: usize, text: Slice): void {
    if (++this.warningCount > MOST_REMARKS) return;
    this.warnings = insert(this.warnings, new Remark(at, text));
  }

  /** Problems and warnings so far. */
  get remarks(): i32 {
    return this.problemCount + this.warningCount;
  }

  /** Whether further problems are only counted: their texts do not matter. */
  get full(): bool {
    return this.problemCount >= MOST_REMARKS;
  }

  get sound(): bool {
    return this.problemCount == 0;
  }

  /** All problems as `path: text; path: text`. */
  message(): Slice {
    const writer = new Writer(256);
    let rest = this.problems;
    while (rest != null) {
      const remark = rest;
      rest = rest.next;
      if (writer.length > 0) writer.literal('; ');
      this.tell(writer, remark);
    }
    const untold = this.problemCount - MOST_REMARKS;
    if (untold > 0) {
      writer.literal('; and ').integer(untold).literal(' more');
    }
    return writer.slice();
  }

  /** Hands each warning to `log` as `path: text`, then how many are untold. */
  eachWarning(log: (text: Slice) => void): void {
    let rest = this.warnings;
    while (rest != null) {
      const remark = rest;
      rest = rest.next;
      const writer = new Writer(64);
      this.tell(writer, remark);
      log(writer.slice());
    }
    const untold = this.warningCount - MOST_REMARKS;
    if (untold > 0)
      log(new Writer(64).integer(untold).literal(' more').slice());
  }

  private tell(writer: Writer, remark: Remark): void {
    const path = pathAt(this.document, remark.at);
    if (path.len > 0) writer.slices(path).literal(': ');
    writer.slices(remark.text);
  }
}

/** Behind all remarks on the same or an earlier address. */
function insert(head: Remark | null, remark: Remark): Remark {
  if (head == null || remark.at < head.at) {
    remark.next = head;
    return remark;
  }
  let before: Remark = head;
  let after = before.next;
  while (after != null && after.at <= remark.at) {
    before = after;
    after = before.next;
  }
  remark.next = after;
  before.next = remark;
  return head;
}

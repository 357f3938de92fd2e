// SPDX-License-Identifier: Apache-2.0
import { Level, log } from '@kubewarden/policy-sdk-assemblyscript';
import {
  Cursor,
  pathAt,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** Problems or warnings that are told; more than that nobody reads. */
const MOST_REMARKS = 100;

/** Something to say about the value or key at an address of the document. */
@final
@unmanaged
class Remark {
  constructor(
    public next: Remark | null,
    public at: usize,
    public text: Slice,
    public isWarning: bool,
  ) {}
}

/**
 * A cursor over settings, and what reading them brought up: problems, which
 * make them invalid, and warnings. Remarks carry addresses; their paths are
 * looked up only when they are told, so that sound settings pay nothing.
 */
@final
@unmanaged
export class Reader extends Cursor {
  private remarks: Remark | null;
  problemCount: i32;
  warningCount: i32;
  /** Where the text read last begins. */
  textAt: usize;

  /**
   * With `deep`, everything is checked that can be known without the host, and
   * warnings are collected; else what an image may need is passed over.
   */
  constructor(
    /** Address of the document. */
    private document: usize,
    end: usize,
    public deep: bool,
  ) {
    super(document, end);
  }

  /** Begins a document at the cursor, about which nothing was said yet. */
  begin(): void {
    this.document = this.position;
    this.remarks = null;
    this.problemCount = 0;
    this.warningCount = 0;
  }

  /** A problem at an address; kept in document order. */
  problem(at: usize, text: Slice): void {
    if (++this.problemCount <= MOST_REMARKS) this.insert(at, text, false);
  }

  /** A problem of the text read last; an empty one is none. */
  blame(text: Slice): void {
    if (text.len != 0) this.problem(this.textAt, text);
  }

  /** Something to log about an address. */
  warning(at: usize, text: Slice): void {
    if (this.deep && ++this.warningCount <= MOST_REMARKS)
      this.insert(at, text, true);
  }

  /** Whether further problems are only counted: their texts do not matter. */
  get full(): bool {
    return this.problemCount >= MOST_REMARKS;
  }

  get sound(): bool {
    return this.problemCount == 0;
  }

  /** Logs the warnings and returns the problems, as `path: text` each. */
  tell(): Slice {
    const problems = new Writer(256);
    let rest = this.remarks;
    while (rest != null) {
      const remark = rest;
      rest = rest.next;
      const text = remark.isWarning ? new Writer(64) : problems;
      if (text.length != 0) text.literal('; ');
      const document = new Slice(
        this.document,
        <i32>(this.end - this.document),
      );
      const path = pathAt(document, remark.at);
      if (path.len != 0) text.slices(path).literal(': ');
      text.slices(remark.text);
      if (remark.isWarning) log(Level.Warning, text.slice());
    }
    if (this.warningCount > MOST_REMARKS)
      log(Level.Warning, tellMore(new Writer(64), this.warningCount));
    if (this.problemCount > MOST_REMARKS)
      tellMore(problems.literal('; and '), this.problemCount);
    return problems.slice();
  }

  /** Puts a remark behind all others on the same or an earlier address. */
  private insert(at: usize, text: Slice, isWarning: bool): void {
    let link = changetype<usize>(this) + offsetof<Reader>('remarks');
    let behind = this.remarks;
    while (behind != null && behind.at <= at) {
      link = changetype<usize>(behind) + offsetof<Remark>('next');
      behind = behind.next;
    }
    store<Remark>(link, new Remark(behind, at, text, isWarning));
  }
}

function tellMore(text: Writer, count: i32): Slice {
  return text
    .integer(count - MOST_REMARKS)
    .literal(' more')
    .slice();
}

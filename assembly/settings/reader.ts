// SPDX-License-Identifier: Apache-2.0
import { Level, log } from '@kubewarden/policy-sdk-assemblyscript';
import {
  Cursor,
  fill,
  pathAt,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** Problems or warnings that are told; more than that nobody reads. */
const MOST_DIAGNOSTICS = 100;

/** Something to say about the value or key at an address of the document. */
@final
@unmanaged
class Diagnostic {
  constructor(
    public next: Diagnostic | null,
    public at: usize,
    public text: Slice,
    public isWarning: bool,
  ) {}
}

/**
 * A cursor over settings, and what reading them brought up: problems, which
 * make them invalid, and warnings. Diagnostics carry addresses; their paths are
 * looked up only when they are told, so that sound settings pay nothing.
 */
@final
@unmanaged
export class Reader extends Cursor {
  private diagnostics: Diagnostic | null;
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
    this.forget();
  }

  /** Takes all that was said as if it had not been. */
  forget(): void {
    this.diagnostics = null;
    this.problemCount = 0;
    this.warningCount = 0;
  }

  /** A problem at an address, kept in document order; an empty one is none. */
  problem(at: usize, text: Slice): void {
    if (text.len != 0 && ++this.problemCount <= MOST_DIAGNOSTICS)
      this.insert(at, text, false);
  }

  /** A problem of the text read last; an empty one is none. */
  reportText(text: Slice): void {
    this.problem(this.textAt, text);
  }

  /** Something to log about an address. */
  warning(at: usize, text: Slice): void {
    if (this.deep && ++this.warningCount <= MOST_DIAGNOSTICS)
      this.insert(at, text, true);
  }

  /** Whether further problems are only counted: their texts do not matter. */
  get full(): bool {
    return this.problemCount >= MOST_DIAGNOSTICS;
  }

  get sound(): bool {
    return this.problemCount == 0;
  }

  /** Logs the warnings and returns the problems, as `path: text` each. */
  report(): Slice {
    const problems = new Writer(256);
    let rest = this.diagnostics;
    while (rest != null) {
      const diagnostic = rest;
      rest = rest.next;
      const start = this.document;
      const document = new Slice(start, <i32>(this.end - start));
      const path = pathAt(document, diagnostic.at);
      const text = fill('{%1: }%2', path, diagnostic.text);
      if (diagnostic.isWarning) {
        log(Level.Warning, text);
      } else {
        if (problems.length != 0) problems.literal('; ');
        problems.slices(text);
      }
    }
    if (this.warningCount > MOST_DIAGNOSTICS)
      log(Level.Warning, reportMore(new Writer(32), this.warningCount));
    if (this.problemCount > MOST_DIAGNOSTICS)
      reportMore(problems.literal('; and '), this.problemCount);
    return problems.slice();
  }

  /** Puts a diagnostic behind all others on the same or an earlier address. */
  private insert(at: usize, text: Slice, isWarning: bool): void {
    let link = changetype<usize>(this) + offsetof<Reader>('diagnostics');
    let behind = this.diagnostics;
    while (behind != null && behind.at <= at) {
      link = changetype<usize>(behind) + offsetof<Diagnostic>('next');
      behind = behind.next;
    }
    store<Diagnostic>(link, new Diagnostic(behind, at, text, isWarning));
  }
}

function reportMore(text: Writer, count: i32): Slice {
  return text
    .integer(count - MOST_DIAGNOSTICS)
    .literal(' more')
    .slice();
}

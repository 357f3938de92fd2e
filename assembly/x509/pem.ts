// SPDX-License-Identifier: Apache-2.0
import {
  base64End,
  CharCode,
  decodeBase64Prefix,
  decodedRoom,
  EMPTY,
  equalBytes,
  equalsLiteral,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { X509Problem } from './problem';

const DASHES_BYTES: i32 = 5;
const BEGIN_BYTES: i32 = 11;
const END_BYTES: i32 = 9;

/**
 * Walks the PEM blocks of a text (RFC 7468), with lines that end in LF, CRLF
 * or CR. Explanatory lines may stand before a block, as tools write them, but
 * behind the last one only white space may, lest a broken block go unseen.
 *
 *     const pem = PemReader.over(text);
 *     while (pem.next()) use(pem.der);
 *     if (!pem.sound) ...
 */
@final
@unmanaged
export class PemReader {
  /** Why `next` found no block; `None` at the end of the text. */
  problem: X509Problem = X509Problem.None;
  /** The block's label, such as `CERTIFICATE`. */
  label: Slice = EMPTY;
  /** The block's bytes, decoded into the arena; empty before the first. */
  der: Slice = EMPTY;

  private constructor(
    private position: usize,
    private end: usize,
  ) {}

  /** A reader at the start of a text, which is readable 15 bytes further. */
  static over(text: Slice): PemReader {
    return new PemReader(text.ptr, text.end);
  }

  /** Whether no problem was met. */
  get sound(): bool {
    return this.problem == X509Problem.None;
  }

  /** Moves to the next block; false behind the last one or at a problem. */
  next(): bool {
    const end = this.end;
    const label = this.findLabel();
    if (label == 0) return false;
    let p = label;
    while (p < end && load<u8>(p) != CharCode.Hyphen) p++;
    this.label = Slice.between(label, p);
    const body =
      p > label && equalsLiteral(p, DASHES_BYTES, '-----')
        ? this.lineEnd(p + DASHES_BYTES)
        : 0;
    if (body == 0) return this.fail(X509Problem.Boundary);
    const bodyMax = <i32>(end - body);
    const der = heap.alloc(decodedRoom(bodyMax));
    const derLen = decodeBase64Prefix(body, bodyMax, der);
    if (derLen <= 0) return this.fail(X509Problem.Base64);
    // The newest block of the arena shrinks in place.
    this.der = new Slice(heap.realloc(der, <usize>derLen), derLen);
    this.position = this.readEnd(base64End());
    return this.position != 0 || this.fail(X509Problem.Boundary);
  }

  /** Whether the block's label is this ASCII text. */
  labelIs(text: Slice): bool {
    return text.equals(this.label);
  }

  /** Where the label of the next block stands, or 0. */
  private findLabel(): usize {
    if (!this.sound) return 0;
    const end = this.end;
    let explained = false;
    let atLineStart = true;
    for (let p = this.position; p < end; p++) {
      if (isLineEnd(p)) atLineStart = true;
      if (load<u8>(p) <= <u8>CharCode.Space) continue;
      if (
        end - p >= <usize>DASHES_BYTES &&
        equalsLiteral(p, DASHES_BYTES, '-----')
      ) {
        if (atLineStart && equalsLiteral(p, BEGIN_BYTES, '-----BEGIN '))
          return p + BEGIN_BYTES;
        // A boundary of another kind, or where boundaries do not stand.
        this.fail(X509Problem.Boundary);
        return 0;
      }
      atLineStart = false;
      explained = true;
    }
    if (this.der.len == 0) this.fail(X509Problem.NoPem);
    else if (explained) this.fail(X509Problem.TextBehind);
    return 0;
  }

  /** Reads the END line for the label and returns where it ends, or 0. */
  private readEnd(p: usize): usize {
    const label = this.label;
    // The label with the hyphens behind it, as in the BEGIN line.
    const len = label.len + DASHES_BYTES;
    const text = p + END_BYTES;
    const textEnd = text + <usize>len;
    return textEnd <= this.end &&
      load<u8>(p - 1) <= <u8>CharCode.Space &&
      equalsLiteral(p, END_BYTES, '-----END ') &&
      equalBytes(text, len, label.ptr, len)
      ? this.lineEnd(textEnd)
      : 0;
  }

  /** Where the line ends, or 0 when anything but blanks is left of it. */
  private lineEnd(p: usize): usize {
    const end = this.end;
    for (; p < end; p++) {
      if (isLineEnd(p)) return p;
      if (load<u8>(p) != CharCode.Space && load<u8>(p) != CharCode.Tab)
        return 0;
    }
    return p == end ? p : 0;
  }

  /** Records a problem, which ends the walk; returns false. */
  fail(problem: X509Problem): bool {
    this.problem = problem;
    return false;
  }
}

function isLineEnd(p: usize): bool {
  return (
    load<u8>(p) == CharCode.LineFeed || load<u8>(p) == CharCode.CarriageReturn
  );
}

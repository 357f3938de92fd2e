// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import {
  base64End,
  decodeBase64Prefix,
  decodedRoom,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/encoding/base64';
import { X509Problem } from './problem';
import { sameBytes } from './same-bytes';

const HYPHEN: u8 = 0x2d;
const HYPHENS = i64x2(0x2d2d2d2d2d2d2d2d, 0x2d2d2d2d2d2d2d2d);
const DASHES_BYTES: usize = 5;
const BEGIN_BYTES: usize = 11;
const END_BYTES: usize = 9;

/**
 * Walks the PEM blocks of a text (RFC 7468), with lines that end in LF, CRLF
 * or CR. Explanatory lines may stand before a block, as tools write them, but
 * behind the last one only white space may, lest a broken block go unseen.
 *
 *     const pem = new PemReader(text.ptr, text.len);
 *     while (pem.next()) use(pem.der, pem.derLen);
 *     if (pem.problem != X509Problem.None) ...
 */
@final
@unmanaged
export class PemReader {
  /** Why `next` found no block; `None` at the end of the text. */
  problem: X509Problem;
  /** The block's label, such as `CERTIFICATE`. */
  label: usize;
  labelLen: i32;
  /** The block's bytes, decoded into the arena. */
  der: usize;
  derLen: i32;
  private position: usize;
  private end: usize;

  constructor(ptr: usize, len: i32) {
    this.problem = X509Problem.None;
    this.label = 0;
    this.labelLen = 0;
    this.der = 0;
    this.derLen = 0;
    this.position = ptr;
    this.end = ptr + <usize>len;
  }

  /** Moves to the next block; false behind the last one or at a problem. */
  next(): bool {
    const end = this.end;
    const begin = this.findBegin();
    if (begin == 0) return false;
    const body = this.readLabel(begin);
    if (body == 0) return this.fail(X509Problem.Boundary);
    const bodyMax = <i32>(end - body);
    const der = heap.alloc(decodedRoom(bodyMax));
    const derLen = decodeBase64Prefix(body, bodyMax, der);
    if (derLen <= 0) return this.fail(X509Problem.Base64);
    // The newest block of the arena shrinks in place.
    this.der = heap.realloc(der, <usize>derLen);
    this.derLen = derLen;
    const after = this.readEnd(base64End());
    if (after == 0) return this.fail(X509Problem.Boundary);
    this.position = after;
    return true;
  }

  /** Whether the block's label is this ASCII text. */
  labelIs(text: Slice): bool {
    return text.equals(new Slice(this.label, this.labelLen));
  }

  /** Where the next line that begins a block stands, or 0. */
  private findBegin(): usize {
    const end = this.end;
    let p = this.position;
    let explained = false;
    while (this.problem == X509Problem.None) {
      while (p < end && load<u8>(p) <= 0x20) p++;
      if (p == end) {
        if (this.der == 0) this.fail(X509Problem.NoPem);
        else if (explained) this.fail(X509Problem.TextBehind);
        break;
      }
      if (isBegin(p, end)) return p;
      explained = true;
      for (; p < end && load<u8>(p) != 0x0a && load<u8>(p) != 0x0d; p++) {
        // A boundary that does not stand where boundaries do.
        if (isDashes(p, end)) this.fail(X509Problem.Boundary);
      }
    }
    return 0;
  }

  /** Reads a BEGIN line and returns where the next one starts, or 0. */
  private readLabel(begin: usize): usize {
    const end = this.end;
    this.label = begin + BEGIN_BYTES;
    let p = this.label;
    let hyphens = 0;
    for (; p < end; p += 16) {
      hyphens = i8x16.bitmask(i8x16.eq(v128.load(p), HYPHENS));
      if (hyphens != 0) break;
    }
    p += <usize>ctz(hyphens);
    this.labelLen = <i32>(p - this.label);
    if (this.labelLen == 0 || !isDashes(p, end)) return 0;
    return lineEnd(p + DASHES_BYTES, end);
  }

  /** Reads the END line for the label and returns where it ends, or 0. */
  private readEnd(p: usize): usize {
    const end = this.end;
    const labelLen = <usize>this.labelLen;
    const label = p + END_BYTES;
    if (label + labelLen + DASHES_BYTES > end) return 0;
    // "-----END " at the start of a line.
    if (load<u8>(p - 1) > 0x20 || load<u8>(p, 8) != 0x20) return 0;
    if (load<u64>(p) != 0x444e452d2d2d2d2d) return 0;
    if (!sameBytes(label, this.labelLen, this.label, this.labelLen)) return 0;
    if (!isDashes(label + labelLen, end)) return 0;
    return lineEnd(label + labelLen + DASHES_BYTES, end);
  }

  private fail(problem: X509Problem): bool {
    this.problem = problem;
    return false;
  }
}

/** Whether a line begins with `-----BEGIN `. */
function isBegin(p: usize, end: usize): bool {
  return (
    p + BEGIN_BYTES <= end &&
    load<u64>(p) == 0x4745422d2d2d2d2d &&
    load<u32>(p, 7) == 0x204e4947
  );
}

function isDashes(p: usize, end: usize): bool {
  return (
    p + DASHES_BYTES <= end &&
    load<u32>(p) == 0x2d2d2d2d &&
    load<u8>(p, 4) == HYPHEN
  );
}

/** Where the line ends, or 0 when anything but blanks is left of it. */
function lineEnd(p: usize, end: usize): usize {
  while (p < end && (load<u8>(p) == 0x20 || load<u8>(p) == 0x09)) p++;
  return p == end || load<u8>(p) == 0x0a || load<u8>(p) == 0x0d ? p : 0;
}

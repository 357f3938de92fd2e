// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { copyBytes } from '../bytes/copy';
import { Slice } from '../bytes/slice';
import { utf8 } from '../bytes/text';
import { Writer } from '../json/writer';
import { reserve } from '../wapc/arena';
import { Edits } from './edits';

/** Room for the keys beside a text, so that buffers need not grow. */
const TEXT_BYTES = 128;
/** Copies may overshoot by less than this. */
const SLACK_BYTES: usize = 16;

/**
 * A verdict under construction, for verdicts with more than a message:
 *
 *     return Response.accept().warn('no limits set').mutate(object).bytes();
 *
 * Texts are strings or slices. The host reads `accepted`, `message`, `code`,
 * `mutated_object`, `audit_annotations` and `warnings`; what is not set is not
 * written.
 */
@final
@unmanaged
export class Response {
  private head: Writer;
  private annotations: Writer | null;
  private warnings: Writer | null;
  private object: Slice | null;
  private edits: Edits | null;

  private constructor(accepted: bool) {
    this.head = new Writer(256).literal('{"accepted":').boolean(accepted);
    this.annotations = null;
    this.warnings = null;
    this.object = null;
    this.edits = null;
  }

  /** The request may pass. */
  static accept(): Response {
    return new Response(true);
  }

  /**
   * The request is refused. `code` is the HTTP status shown to the client,
   * 0 for none (the API server then answers 403).
   */
  static reject<T>(message: T, code: u16 = 0): Response {
    const response = new Response(false);
    return response.message(message, code);
  }

  private message<T>(text: T, code: u16): Response {
    writeText(this.head.literal(',"message":'), utf8(text));
    if (code != 0) this.head.literal(',"code":').integer(code);
    return this;
  }

  /** Adds a warning, which the API server shows to its client. */
  warn<T>(text: T): Response {
    let warnings = this.warnings;
    if (warnings == null) {
      warnings = new Writer(256);
      this.warnings = warnings;
    }
    if (warnings.length > 0) warnings.byte(CharCode.Comma);
    writeText(warnings, utf8(text));
    return this;
  }

  /** Adds an annotation to the audit event of the request. */
  audit<K, V>(key: K, value: V): Response {
    const text = utf8(value);
    let annotations = this.annotations;
    if (annotations == null) {
      annotations = new Writer(text.len + TEXT_BYTES);
      this.annotations = annotations;
    }
    if (annotations.length > 0) annotations.byte(CharCode.Comma);
    writeText(annotations, utf8(key)).byte(CharCode.Colon);
    writeText(annotations, text);
    return this;
  }

  /** Replaces the object by `object`, a whole JSON value. */
  mutate(object: Slice): Response {
    this.object = object;
    this.edits = null;
    return this;
  }

  /** Replaces the object by its own bytes with `edits` made in them. */
  edit(object: Slice, edits: Edits): Response {
    this.object = object;
    this.edits = edits;
    return this;
  }

  /**
   * The response as the host reads it, in one buffer of exactly its size.
   * Empty, which fails the call, when the host grants no memory for it.
   */
  bytes(): Slice {
    const object = this.object;
    const edits = this.edits;
    if (object == null) return this.writeTail(this.head).slice();
    const annotations = this.annotations;
    const tailBytes = annotations == null ? 0 : annotations.length;
    const tail = this.writeTail(new Writer(tailBytes + TEXT_BYTES)).slice();
    this.head.literal(',"mutated_object":');
    const growth = edits == null ? 0 : edits.growth;
    const total = this.head.length + object.len + growth + tail.len;
    if (!reserve(<usize>total + SLACK_BYTES)) return new Slice(0, 0);
    const buffer = heap.alloc(<usize>total + SLACK_BYTES);
    let to = append(buffer, this.head.slice());
    to = edits == null ? append(to, object) : edits.writeTo(to, object);
    append(to, tail);
    return new Slice(buffer, total);
  }

  /** Writes all that comes behind the object. */
  private writeTail(tail: Writer): Writer {
    const annotations = this.annotations;
    if (annotations != null)
      tail
        .literal(',"audit_annotations":{')
        .slices(annotations.slice())
        .byte(CharCode.CloseBrace);
    const warnings = this.warnings;
    if (warnings != null)
      tail
        .literal(',"warnings":[')
        .slices(warnings.slice())
        .byte(CharCode.CloseBracket);
    return tail.byte(CharCode.CloseBrace);
  }
}

function append(to: usize, bytes: Slice): usize {
  copyBytes(to, bytes.ptr, <usize>bytes.len);
  return to + <usize>bytes.len;
}

function writeText(to: Writer, text: Slice): Writer {
  return to.quoted(text);
}

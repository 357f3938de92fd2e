// SPDX-License-Identifier: Apache-2.0
import {
  fill,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Code, codeName } from './code';
import { cut, oneLine } from './one-line';

/** Further images are only counted. */
const MOST_IMAGES = 10;
/** An image is longer only to hide what is said behind it. */
const IMAGE_BYTES = 256;
/** What is said of an image, without its name. */
const SENTENCE_BYTES = 200;
/** Of these the place takes so many: ` (` before it and `) ` behind. */
const AROUND_BYTES = 4;
/** Audit events have little room. */
const AUDIT_BYTES = 4096;

/** Images of which the same is said. */
@final
@unmanaged
class Group {
  next: Group | null = null;
  count: i32 = 1;
  /** The images, joined by commas. */
  images: Writer = new Writer(256);

  constructor(
    /** What is said, behind the images. */
    public sentence: Slice,
  ) {}
}

/**
 * Why a request is rejected: one sentence an image, the same sentence once,
 * with the code that `docs/messages.md` explains.
 */
@final
@unmanaged
export class Rejection {
  /** Images that are rejected. */
  count: i32 = 0;
  private first: Group | null = null;
  private last: Group | null = null;
  private audit: Writer = new Writer(256);

  /** Whether what is said of the next image will be read by somebody. */
  get hasRoom(): bool {
    return this.count < MOST_IMAGES;
  }

  /**
   * Adds an image.
   *
   * @param place - where it stands, such as `containers[0] and 2 more`; empty
   *   when its name says so
   * @param what - from the verb on, which may be cut
   * @param cause - the setting that wants it otherwise, empty for none
   */
  add(image: Slice, place: Slice, what: Slice, cause: Slice, code: Code): void {
    const name = oneLine(image, IMAGE_BYTES);
    const nameOfCode = codeName(code);
    const audit = this.audit;
    if (audit.length < AUDIT_BYTES - IMAGE_BYTES) {
      if (audit.length > 0) audit.literal(', ');
      audit.slices(name).byte(0x20).slices(nameOfCode);
    }
    if (this.count++ >= MOST_IMAGES) return;
    const tail = fill('{ (%1)} [%2]', cause, nameOfCode);
    const said = place.len + tail.len + AROUND_BYTES;
    const start = cut(what, max(SENTENCE_BYTES - said, 3));
    const sentence = fill('%1%2', start, tail);
    this.imagesOf(sentence).slices(fill('%1{ (%2)}', name, place));
  }

  /** All of it in one text. */
  message(): Slice {
    const to = new Writer(512);
    let rest = this.first;
    while (rest != null) {
      const group = rest;
      rest = rest.next;
      if (group.count > 1) to.literal('each of ');
      to.slices(group.images.slice()).byte(0x20).slices(group.sentence);
      if (rest != null) to.literal('; ');
    }
    const more = this.count - MOST_IMAGES;
    if (more > 0) to.literal(', and ').integer(more).literal(' more');
    return to.slice();
  }

  /** `IMAGE CODE, IMAGE CODE`, as many as there is room for. */
  get auditText(): Slice {
    return this.audit.slice();
  }

  /** Where to write the next image of which this is said. */
  private imagesOf(sentence: Slice): Writer {
    const last = this.last;
    let rest = this.first;
    while (rest != null) {
      const group = rest;
      rest = rest.next;
      if (!group.sentence.equals(sentence)) continue;
      group.count++;
      return group.images.literal(', ');
    }
    const group = new Group(sentence);
    if (last == null) this.first = group;
    else last.next = group;
    this.last = group;
    return group.images;
  }
}

// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  Cursor,
  EMPTY,
  Outcome,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { findSpecial } from '@kubewarden/policy-sdk-assemblyscript/assembly/json/string';
import { isDigest } from '../images/digest';

/** What the host found: a digest, or why there is none. */
@final
@unmanaged
export class Verdict {
  constructor(
    /** The verified digest, `sha256:...`; null on failure. */
    public digest: Slice | null,
    /** Why there is none; empty on success. */
    public failure: Slice,
  ) {}

  static failed(text: Slice): Verdict {
    return new Verdict(null, text);
  }
}

/**
 * Reads the host's answer to a verification. Untrusted is all but a complete
 * answer that says so: `is_trusted` true and a well-formed digest, once each.
 */
export function readVerdict(answer: Answer): Verdict {
  if (answer.outcome == Outcome.Failed)
    return new Verdict(null, withoutTrace(answer.bytes));
  if (answer.outcome == Outcome.TooLarge)
    return Verdict.failed(ascii('the answer of the host is too large'));
  const cursor = Cursor.over(answer.bytes);
  let trusted: i32 = -1;
  let digest: Slice | null = null;
  let twice = false;
  if (answer.ok && cursor.enterObject()) {
    while (cursor.nextMember()) {
      if (cursor.keyIs('is_trusted')) {
        twice = twice || trusted >= 0;
        trusted = cursor.readBoolean();
      } else if (cursor.keyIs('digest') && cursor.atString) {
        twice = twice || digest != null;
        digest = cursor.readString();
      } else {
        cursor.skip();
      }
    }
  }
  if (!answer.ok || !cursor.finish() || twice || trusted < 0)
    return Verdict.failed(ascii('the answer of the host is malformed'));
  if (trusted == 0) return Verdict.failed(ascii('the image is not trusted'));
  if (digest == null || !isDigest(digest))
    return Verdict.failed(
      ascii('the digest in the answer of the host is malformed'),
    );
  return new Verdict(digest, EMPTY);
}

/** The host's error without the chain of causes and the stack behind it. */
export function withoutTrace(text: Slice): Slice {
  const end = text.end;
  let p = text.ptr;
  while (true) {
    p = findSpecial(p, end);
    if (p + 1 >= end) return text;
    // A blank line comes before `Caused by:` and `Stack backtrace:`.
    if (load<u16>(p) == 0x0a0a) return new Slice(text.ptr, <i32>(p - text.ptr));
    p++;
  }
}

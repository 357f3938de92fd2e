// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  Cursor,
  EMPTY,
  Outcome,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
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
  // A blank line comes before `Caused by:` and `Stack backtrace:`.
  const lineEnd = i8x16.splat(0x0a);
  for (let p = text.ptr; p < text.end; p += 16) {
    let ends = i8x16.bitmask(i8x16.eq(v128.load(p), lineEnd));
    for (; ends != 0; ends &= ends - 1) {
      const at = p + <usize>ctz(ends);
      if (at + 1 < text.end && load<u8>(at, 1) == 0x0a)
        return new Slice(text.ptr, <i32>(at - text.ptr));
    }
  }
  return text;
}

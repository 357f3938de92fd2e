// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  ascii,
  Cursor,
  findSpecial,
  Outcome,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isDigest } from '../references/digest';

/** What the host found: a digest, or why there is none. */
@final
@unmanaged
export class Verdict {
  constructor(
    /** The verified digest, `sha256:...`; null on failure. */
    public digest: Slice | null,
    /** Why there is no digest. */
    public failure: Slice,
  ) {}
}

/**
 * Reads the host's answer to a verification. Untrusted is all but a complete
 * answer that says so: `is_trusted` true and a well-formed digest, once each.
 */
export function readVerdict(answer: Answer): Verdict {
  const verdict = new Verdict(
    null,
    ascii('the answer of the host is malformed'),
  );
  if (answer.ok) readTrust(answer.bytes, verdict);
  else if (answer.outcome == Outcome.Failed)
    verdict.failure = withoutTrace(answer.bytes);
  else if (answer.outcome == Outcome.TooLarge)
    verdict.failure = ascii('the answer of the host is too large');
  return verdict;
}

function readTrust(answer: Slice, verdict: Verdict): void {
  const cursor = Cursor.over(answer);
  let trusted: i32 = -1;
  let digest: Slice | null = null;
  if (!cursor.enterObject()) return;
  while (cursor.nextMember()) {
    if (cursor.keyIs('is_trusted')) {
      if (trusted >= 0) cursor.fail();
      trusted = cursor.readBoolean();
    } else if (cursor.keyIs('digest') && cursor.atString) {
      if (digest != null) cursor.fail();
      digest = cursor.readString();
    } else {
      cursor.skip();
    }
  }
  if (!cursor.finish() || trusted < 0) return;
  if (trusted == 0) verdict.failure = ascii('the image is not trusted');
  else if (digest != null && isDigest(digest)) {
    assert(ASC_NO_ASSERT || cursor.finished);
    verdict.digest = digest;
  } else
    verdict.failure = ascii(
      'the digest in the answer of the host is malformed',
    );
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

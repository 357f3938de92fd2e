// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  Cursor,
  EMPTY,
  Outcome,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isDigest } from '../references/digest';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { readError } from './reason';

/** What the host found: a digest, or why there is none. */
@final
@unmanaged
export class Verdict {
  constructor(
    /** The verified digest, `sha256:...`; null on failure. */
    public digest: Slice | null,
    /** Why there is no digest. */
    public failure: Failure,
  ) {}
}

/**
 * Reads the host's answer to a verification. Untrusted is all but a complete
 * answer that says so: `is_trusted` true and a well-formed digest, once each.
 */
export function readVerdict(answer: Answer): Verdict {
  const verdict = new Verdict(null, readFailure(answer));
  if (answer.ok) readTrust(answer.bytes, verdict);
  return verdict;
}

/** Why a host call got no answer that can be used. */
export function readFailure(answer: Answer): Failure {
  if (answer.outcome == Outcome.Failed) return readError(answer.bytes);
  const failure = new Failure(Code.HostAnswerMalformed, EMPTY);
  failure.hostText = answer.bytes;
  return failure;
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
  if (trusted == 0) verdict.failure.code = Code.NotSignedBy;
  else if (digest != null && isDigest(digest)) {
    assert(ASC_NO_ASSERT || cursor.finished);
    verdict.digest = digest;
  }
}

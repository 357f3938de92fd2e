// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  ascii,
  callHost,
  CharCode,
  copyBytes,
  findSpecial,
  logOperation,
  ociManifestOperation,
  ociNamespace,
  Outcome,
  Slice,
  tracingNamespace,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { withoutTrace } from './answer';
import { isUnavailable } from './unavailable';

/** `.sig"` */
const SUFFIX: u64 = 0x226769732e;

/** A signature manifest that was asked for, and what came back. */
@final
@unmanaged
class Manifest {
  constructor(
    public payload: Slice,
    public answer: Answer,
    public next: Manifest | null,
  ) {}
}

/** Gets the signature manifests of verified images, each once a request. */
@final
@unmanaged
export class SignatureManifests {
  /**
   * Why the last `read` got none, such as ` is not available: not found`; null
   * when the image may pass unchecked.
   */
  failure: Slice | null = null;
  private known: Manifest | null = null;

  constructor(
    /** Whether no image passes without one. */
    private strict: bool,
  ) {}

  /**
   * Reads the signature manifest of an image; null when there is none to
   * check, and then `failure` says whether that matters.
   *
   * @param image - the image as the object has it, for messages
   * @param verified - what was verified, `REPOSITORY@DIGEST`
   * @param digestLen - bytes of the digest
   */
  read(image: Slice, verified: Slice, digestLen: i32): Slice | null {
    const answer = this.manifest(signatureManifest(verified, digestLen));
    if (answer.ok) return answer.bytes;
    let cause = answer.bytes;
    let isPlain = false;
    let absent = false;
    if (answer.outcome == Outcome.Failed) {
      isPlain = findSpecial(cause.ptr, cause.end) == cause.end;
      if (!isPlain) cause = withoutTrace(cause);
      absent = isUnavailable(cause);
    } else {
      cause = ascii('the answer of the host is malformed or too large');
    }
    this.failure = null;
    if (absent && !this.strict) {
      logUnavailable(image, cause, isPlain);
    } else {
      this.failure = new Writer(256)
        .slices(
          absent ? ascii(' is not available: ') : ascii(' cannot be read: '),
        )
        .slices(cause)
        .slice();
    }
    return null;
  }

  /** The host's answer about a manifest, asked for once. */
  private manifest(payload: Slice): Answer {
    let rest = this.known;
    while (rest != null) {
      if (rest.payload.equals(payload)) return rest.answer;
      rest = rest.next;
    }
    const answer = callHost(ociNamespace(), ociManifestOperation(), payload);
    this.known = new Manifest(payload, answer, this.known);
    return answer;
  }
}

/**
 * Where cosign 2 keeps an image's signatures, `REPOSITORY:sha256-HEX.sig`, as
 * JSON. Nothing in a canonical reference needs an escape.
 */
function signatureManifest(verified: Slice, digestLen: i32): Slice {
  assert(ASC_NO_ASSERT || (digestLen > 6 && digestLen < verified.len));
  const len = <usize>verified.len;
  const name = heap.alloc(len + 32);
  const end = name + 1 + len;
  store<u8>(name, CharCode.Quote);
  copyBytes(name + 1, verified.ptr, len);
  store<u64>(end, SUFFIX);
  const digest = end - <usize>digestLen;
  store<u8>(digest - 1, CharCode.Colon);
  store<u8>(digest, CharCode.Hyphen, 6); // behind sha256, sha384 or sha512
  return new Slice(name, verified.len + 6);
}

/**
 * This is the usual case on some hosts, so the event is written at once.
 * Nothing in a reference needs an escape, nor in a plain cause.
 */
function logUnavailable(image: Slice, cause: Slice, isPlain: bool): void {
  const event = new Writer(512)
    .literal('{"level":"info","message":"evidence is not available","image":"')
    .slices(image)
    .literal('","cause":"');
  if (isPlain) event.slices(cause);
  else event.escaped(cause.ptr, cause.len);
  const payload = event.literal('"}').slice();
  callHost(tracingNamespace(), logOperation(), payload);
}

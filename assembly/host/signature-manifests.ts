// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  ascii,
  ByteMap,
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
import { Absence, readAbsence } from './unavailable';

/** `.sig"` */
const SUFFIX: u64 = 0x226769732e;

/** Gets the signature manifests of verified images, each once a request. */
@final
@unmanaged
export class SignatureManifests {
  /**
   * Why there is no evidence to check, such as ` is not available: not found`;
   * null when the image may pass unchecked.
   */
  failure: Slice | null = null;
  /** Answers by the payload that asked for them. */
  private known: ByteMap = new ByteMap();

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
    let absence = Absence.Unknown;
    let isPlain = false;
    if (answer.outcome == Outcome.Failed) {
      absence = readAbsence(cause);
      isPlain = findSpecial(cause.ptr, cause.end) == cause.end;
      if (!isPlain) cause = withoutTrace(cause);
      if (absence == Absence.NotGranted)
        cause = ascii(
          'the host does not grant oci/v1/oci_manifest: add it to hostCapabilities or namespacedPoliciesCapabilities',
        );
    } else {
      cause = ascii('the answer of the host is malformed or too large');
    }
    if (absence == Absence.None) this.unavailable(image, cause, isPlain);
    else this.failure = failureOf(ascii(' cannot be read: '), cause);
    return null;
  }

  /**
   * Decides about an image of which there is no evidence that could be checked:
   * what the host said stands, or it is a failure.
   *
   * @param cause - what is not there
   * @param isPlain - whether nothing in the cause needs an escape
   */
  unavailable(image: Slice, cause: Slice, isPlain: bool): void {
    this.failure = this.strict
      ? failureOf(ascii(' is not available: '), cause)
      : null;
    if (!this.strict) logUnavailable(image, cause, isPlain);
  }

  /** The host's answer about a manifest, asked for once. */
  private manifest(payload: Slice): Answer {
    const entry = this.known.entry(payload);
    if (entry.value == 0)
      entry.value = changetype<usize>(
        callHost(ociNamespace(), ociManifestOperation(), payload),
      );
    return changetype<Answer>(entry.value);
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

function failureOf(what: Slice, cause: Slice): Slice {
  return new Writer(256).slices(what).slices(cause).slice();
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

// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  ascii,
  ByteMap,
  callHost,
  CharCode,
  copyBytes,
  EMPTY,
  ociManifestOperation,
  ociNamespace,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { readFailure } from './answer';
import { logImage } from './log';

/** `.sig"` */
const SUFFIX: u64 = 0x226769732e;

/** Gets the signature manifests of verified images, each once a request. */
@final
@unmanaged
export class SignatureManifests {
  /** Why there is no evidence; null when the image may pass unchecked. */
  failure: Failure | null = null;
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
    const answer = this.ask(signatureManifest(verified, digestLen));
    if (answer.ok) return answer.bytes;
    const failure = readFailure(answer);
    // A capability that is kept back may hide evidence; one that the host does
    // not know hides none.
    if (
      failure.code == Code.ImageUnknown ||
      failure.code == Code.CapabilityUnknown
    )
      this.unavailable(image, failure.hostText);
    else this.failure = failure;
    return null;
  }

  /**
   * Decides about an image of which there is no evidence that could be checked:
   * what the host said stands, or it is a failure.
   *
   * @param cause - what is not there
   */
  unavailable(image: Slice, cause: Slice): void {
    this.failure = null;
    if (!this.strict)
      return logImage(
        ascii('{"level":"info","message":"evidence is not available"'),
        image,
        EMPTY,
        cause,
      );
    const failure = new Failure(Code.EvidenceUnavailable, EMPTY);
    failure.hostText = cause;
    this.failure = failure;
  }

  /**
   * The host's answer about a manifest, asked for once.
   *
   * @param payload - its reference as JSON
   */
  ask(payload: Slice): Answer {
    const entry = this.known.entry(payload, EMPTY);
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
export function signatureManifest(verified: Slice, digestLen: i32): Slice {
  const name = bundleIndex(verified, digestLen);
  store<u64>(name.end - 1, SUFFIX);
  return new Slice(name.ptr, name.len + 4);
}

/** Where cosign 3 lists an image's bundles, `REPOSITORY:sha256-HEX`, as JSON. */
export function bundleIndex(verified: Slice, digestLen: i32): Slice {
  assert(ASC_NO_ASSERT || (digestLen > 6 && digestLen < verified.len));
  const len = <usize>verified.len;
  const name = heap.alloc(len + 32);
  const end = name + 1 + len;
  store<u8>(name, CharCode.Quote);
  copyBytes(name + 1, verified.ptr, len);
  store<u8>(end, CharCode.Quote);
  const digest = end - <usize>digestLen;
  store<u8>(digest - 1, CharCode.Colon);
  store<u8>(digest, CharCode.Hyphen, 6); // behind sha256, sha384 or sha512
  return new Slice(name, verified.len + 2);
}

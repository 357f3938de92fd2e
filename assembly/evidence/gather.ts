// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  Outcome,
  Slice,
  Writer,
  callHost,
} from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import {
  logOperation,
  ociManifestOperation,
  ociNamespace,
  tracingNamespace,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/capabilities/names';
import { Evidence } from '../settings/settings';
import { withoutTrace } from '../verify/answer';
import { isUnavailable } from './unavailable';

/** A signature manifest that was asked for, and what came back. */
@final
@unmanaged
class Manifest {
  constructor(
    public name: Slice,
    public answer: Answer,
    public next: Manifest | null,
  ) {}
}

/** Gets the signature manifests of verified images, each once a request. */
@final
@unmanaged
export class Evidences {
  /** Why the last `read` rejects; null when the image may pass unchecked. */
  failure: Slice | null = null;
  private known: Manifest | null = null;

  constructor(
    /** Whether, and how strictly, evidence is checked. */
    public mode: Evidence,
  ) {}

  /**
   * Reads the signature manifest of an image; null when there is none to
   * check, and then `failure` says whether that matters.
   *
   * @param image - the image as the object has it, for messages
   * @param repository - the image's canonical repository
   * @param digest - the verified digest
   */
  read(image: Slice, repository: Slice, digest: Slice): Slice | null {
    this.failure = null;
    const answer = this.manifest(signatureManifest(repository, digest));
    if (answer.ok) return answer.bytes;
    const told = answer.outcome == Outcome.Failed;
    const cause = told
      ? withoutTrace(answer.bytes)
      : ascii('the answer of the host is malformed or too large');
    const absent = told && isUnavailable(cause);
    if (absent && this.mode == Evidence.WhenAvailable) {
      logUnavailable(image, cause);
      return null;
    }
    this.failure = new Writer(256)
      .literal('evidence for ')
      .slices(image)
      .slices(
        absent ? ascii(' is not available: ') : ascii(' cannot be read: '),
      )
      .slices(cause)
      .slice();
    return null;
  }

  /** The host's answer about a manifest, asked for once. */
  private manifest(name: Slice): Answer {
    let rest = this.known;
    while (rest != null) {
      if (rest.name.equals(name)) return rest.answer;
      rest = rest.next;
    }
    // Nothing in a canonical reference needs an escape.
    const payload = new Writer(name.len + 2).byte(0x22).slices(name).byte(0x22);
    const answer = callHost(
      ociNamespace(),
      ociManifestOperation(),
      payload.slice(),
    );
    this.known = new Manifest(name, answer, this.known);
    return answer;
  }
}

/** Where cosign 2 keeps an image's signatures: `REPOSITORY:sha256-HEX.sig`. */
function signatureManifest(repository: Slice, digest: Slice): Slice {
  const name = new Writer(512).slices(repository).byte(0x3a);
  const start = <usize>name.length;
  const text = name.slices(digest).literal('.sig').slice();
  const colon = text.ptr + start + 6; // behind sha256, sha384 or sha512
  store<u8>(colon, 0x2d);
  return text;
}

/** This is the usual case on some hosts, so the event is written at once. */
function logUnavailable(image: Slice, cause: Slice): void {
  const event = new Writer(512)
    .literal('{"level":"info","message":"evidence is not available","image":')
    .string(image.ptr, image.len)
    .literal(',"cause":')
    .string(cause.ptr, cause.len)
    .byte(0x7d);
  callHost(tracingNamespace(), logOperation(), event.slice());
}

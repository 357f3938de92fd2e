// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  Level,
  LogEvent,
  Outcome,
  Slice,
  Writer,
  callHost,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  ociManifestOperation,
  ociNamespace,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/capabilities/names';
import { Evidence } from '../settings/settings';
import { CertificateList } from '../x509/chain';
import { Binding } from './binding';
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

/**
 * Gets the signature manifests of verified images, each once a request, and
 * checks that the evidence in them binds.
 */
@final
@unmanaged
export class Evidences {
  private known: Manifest | null = null;

  constructor(
    /** Whether, and how strictly, evidence is checked. */
    public mode: Evidence,
  ) {}

  /**
   * Why the evidence for an image does not do; null when it does, or need not.
   *
   * @param image - the image as the object has it, for messages
   * @param repository - the image's canonical repository
   * @param digest - the verified digest
   * @param certificates - those of the entry that counted; null for an entry
   *   of identities
   */
  problem(
    image: Slice,
    repository: Slice,
    digest: Slice,
    certificates: CertificateList | null,
  ): Slice | null {
    const answer = this.manifest(signatureManifest(repository, digest));
    if (answer.ok) {
      const binding = Binding.of(answer.bytes, certificates);
      return binding.binds ? null : binding.problem(image);
    }
    const absent =
      answer.outcome == Outcome.Failed && isUnavailable(answer.bytes);
    if (absent && this.mode == Evidence.WhenAvailable) {
      new LogEvent(Level.Info)
        .message('evidence is not available, the host is relied on')
        .text('image', image)
        .text('cause', answer.bytes)
        .send();
      return null;
    }
    const text = new Writer(256)
      .literal('evidence for ')
      .slices(image)
      .literal(absent ? ' is not available: ' : ' cannot be read: ');
    if (answer.outcome == Outcome.Failed) text.slices(answer.bytes);
    else text.literal('the answer of the host is malformed or too large');
    return text.slice();
  }

  /** The host's answer about a manifest, asked for once. */
  private manifest(name: Slice): Answer {
    let rest = this.known;
    while (rest != null) {
      if (rest.name.equals(name)) return rest.answer;
      rest = rest.next;
    }
    const payload = new Writer(name.len + 2).string(name.ptr, name.len);
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

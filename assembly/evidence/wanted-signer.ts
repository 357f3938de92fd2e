// SPDX-License-Identifier: Apache-2.0
import { equalBytes, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { FulcioIdentity } from '../x509/fulcio-identity';

/** What of a signer is compared. */
export const enum Wanted {
  /** A certificate, or the key in it. */
  Certificate,
  /** The subject of an identity. */
  Subject,
  /** What the subject begins with. */
  SubjectPrefix,
  /** The repository of a GitHub workflow. */
  Repository,
  /** What the repository begins with: its owner and a slash. */
  RepositoryPrefix,
}

/** A signer that the host counted, for which a layer is looked for. */
@final
@unmanaged
export class WantedSigner {
  next: WantedSigner | null = null;
  /** Whether a layer that binds holds it. */
  isHeld: bool = false;

  constructor(
    public kind: Wanted,
    /** Where it stands in the settings. */
    public index: i32,
    /** DER of the certificate, or the issuer of the identity. */
    public first: Slice,
    /** DER of its key, or what `kind` says of the identity. */
    public second: Slice,
  ) {}

  /**
   * Whether it is the signer of a layer.
   *
   * @param key - DER of the certificate or the key in the log
   * @param identity - of the layer's certificate; null where only certificates
   *   are wanted, or the layer has none
   */
  isSigner(key: Slice, identity: FulcioIdentity | null): bool {
    if (this.kind == Wanted.Certificate)
      return this.first.equals(key) || this.second.equals(key);
    if (identity == null || !this.first.equals(identity.issuer)) return false;
    switch (this.kind) {
      case Wanted.Subject:
        return this.second.equals(identity.subject);
      case Wanted.SubjectPrefix:
        return begins(identity.subject, this.second);
      case Wanted.Repository:
        return this.second.equals(identity.repository);
      default:
        return begins(identity.repository, this.second);
    }
  }
}

function begins(text: Slice, prefix: Slice): bool {
  const len = prefix.len;
  return text.len >= len && equalBytes(text.ptr, len, prefix.ptr, len);
}

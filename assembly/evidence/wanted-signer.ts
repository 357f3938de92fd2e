// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { FulcioIdentity } from '../x509/fulcio-identity';

/** What of a signer is compared. */
export const enum Wanted {
  /** The key of a certificate. */
  Key,
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
    /** What `kind` says: of a key what `comparableKey` makes of it. */
    public value: Slice,
    /** The issuer of the identity. */
    public issuer: Slice,
  ) {}

  /**
   * Whether it is the signer of a layer.
   *
   * @param key - the key in the log, comparable
   * @param identity - of the layer's certificate; null where only keys are
   *   wanted, or the layer has none
   */
  isSigner(key: Slice, identity: FulcioIdentity | null): bool {
    const value = this.value;
    if (this.kind == Wanted.Key) return value.equals(key);
    if (identity == null || !this.issuer.equals(identity.issuer)) return false;
    switch (this.kind) {
      case Wanted.Subject:
        return value.equals(identity.subject);
      case Wanted.SubjectPrefix:
        return identity.subject.beginsWith(value);
      case Wanted.Repository:
        return value.equals(identity.repository);
      default:
        return identity.repository.beginsWith(value);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/** One signer of an entry. */
@final
@unmanaged
export class Signer {
  next: Signer | null = null;

  constructor(
    /** JSON as the host takes it; for a certificate, its PEM text. */
    public json: Slice,
    /** Where it stands in the settings. */
    public index: i32,
  ) {}
}

/** Signers in the order of the settings. */
@final
@unmanaged
export class SignerList {
  first: Signer | null = null;
  private last: Signer | null = null;

  add(json: Slice, index: i32): void {
    const signer = new Signer(json, index);
    const last = this.last;
    if (last == null) this.first = signer;
    else last.next = signer;
    this.last = signer;
  }

  /** Adds a signer; false, and nothing added, when it is there already. */
  addNew(json: Slice, index: i32): bool {
    let rest = this.first;
    while (rest != null) {
      if (rest.json.equals(json)) return false;
      rest = rest.next;
    }
    this.add(json, index);
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
import {
  ByteMap,
  EMPTY,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** What tells signers apart at a glance: of a certificate its signature. */
const TAIL_BYTES = 64;

/** One signer of an entry. */
@final
@unmanaged
export class Signer {
  next: Signer | null = null;
  /** One before it with the same tail. */
  alike: Signer | null = null;

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
  /** Those that `addNew` added last, by their tails. */
  private known: ByteMap = new ByteMap();

  add(json: Slice, index: i32): Signer {
    const signer = new Signer(json, index);
    const last = this.last;
    if (last == null) this.first = signer;
    else last.next = signer;
    this.last = signer;
    return signer;
  }

  /** Adds a signer; false, and nothing added, when it is there already. */
  addNew(json: Slice, index: i32): bool {
    const len = min(json.len, TAIL_BYTES);
    const tail = new Slice(json.end - <usize>len, len);
    const entry = this.known.entry(tail, EMPTY);
    const alike = changetype<Signer | null>(entry.value);
    let rest = alike;
    while (rest != null) {
      if (rest.json.equals(json)) return false;
      rest = rest.alike;
    }
    const signer = this.add(json, index);
    signer.alike = alike;
    entry.value = changetype<usize>(signer);
    return true;
  }

  /** How many there are. */
  get count(): i32 {
    let count = 0;
    let rest = this.first;
    while (rest != null) {
      count++;
      rest = rest.next;
    }
    return count;
  }

  /** Forgets all of them. */
  clear(): void {
    this.first = null;
    this.last = null;
  }

  /** Forgets all but the first. */
  keepFirst(): void {
    const first = this.first;
    if (first != null) first.next = null;
    this.last = first;
  }
}

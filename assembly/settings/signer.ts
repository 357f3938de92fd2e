// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';

/** One signer of an entry, as JSON for the host. */
@final
@unmanaged
export class Signer {
  next: Signer | null;

  constructor(
    public json: Slice,
    public index: i32,
  ) {
    this.next = null;
  }
}

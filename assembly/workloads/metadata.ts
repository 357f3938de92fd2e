// SPDX-License-Identifier: Apache-2.0
import { CharCode, Cursor } from '@kubewarden/policy-sdk-assemblyscript/core';

/** Lengths of `ownerReferences` and `deletionTimestamp`. */
const LENGTHS: u32 = (1 << 15) | (1 << 17);

/** What the metadata of an object says of its life. */
@final
@unmanaged
export class Metadata {
  /** Whether it is being deleted. */
  isTerminating: bool;
  /**
   * Whether it names a controller, which made the object and compares it with
   * what it would make: it fights every rewrite.
   */
  hasController: bool;

  /** Reads the value at the cursor, which may be anything. */
  static read(cursor: Cursor): Metadata {
    const metadata = new Metadata();
    if (!cursor.tryObject()) {
      cursor.skip();
      return metadata;
    }
    while (cursor.nextMemberOf(LENGTHS)) {
      if (cursor.keyIs('ownerReferences') && cursor.tryArray()) {
        while (cursor.nextElement())
          if (readOwner(cursor)) metadata.hasController = true;
        continue;
      }
      if (cursor.keyIs('deletionTimestamp'))
        metadata.isTerminating = cursor.atString;
      cursor.skip();
    }
    return metadata;
  }
}

/** Whether the owner at the cursor, which is read, is the controller. */
function readOwner(cursor: Cursor): bool {
  if (!cursor.tryObject()) {
    cursor.skip();
    return false;
  }
  let isController = false;
  while (cursor.nextMember()) {
    if (cursor.keyIs('controller') && load<u8>(cursor.position) == CharCode.t)
      isController = cursor.readBoolean() == 1;
    else cursor.skip();
  }
  return isController;
}

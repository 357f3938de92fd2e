// SPDX-License-Identifier: Apache-2.0
import { Failure } from './failure';

// AssemblyScript cannot leave a handler early other than by a trap, which
// hosts report without a word of the policy. A failure that nobody looks at is
// therefore kept here until the handler returns, and then answers in its place.

/** A failure that decides the call, unless somebody looks at it. */
@final
@unmanaged
class Refusal {
  constructor(
    public failure: Failure,
    public older: Refusal | null,
  ) {}
}

let newest: Refusal | null = null;

/** Makes the call end with this failure, whatever its handler answers. */
export function refuse(failure: Failure): void {
  newest = new Refusal(failure, newest);
}

/** Somebody looks at the failure: what follows from it is for them to say. */
export function withdraw(failure: Failure): void {
  let younger: Refusal | null = null;
  let one = newest;
  while (one != null) {
    if (one.failure != failure) younger = one;
    else if (younger == null) newest = one.older;
    else younger.older = one.older;
    one = one.older;
  }
}

/** The failure that came first; null when all were looked at. */
export function firstRefusal(): Failure | null {
  let first: Failure | null = null;
  let one = newest;
  while (one != null) {
    first = one.failure;
    one = one.older;
  }
  return first;
}

export function takeRefusal(): Failure | null {
  if (newest == null) return null;
  const first = firstRefusal();
  newest = null;
  return first;
}

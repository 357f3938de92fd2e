// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  equalBytes,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { wholeNumber } from '../digits';
import { PodSpec } from './pod-spec';

/** The member `replicas` of a spec. */
@final
@unmanaged
class Replicas {
  /** How often it is given. */
  times: i32 = 0;
  /** Where its key and its value begin, and where the value ends. */
  start: usize = 0;
  value: usize = 0;
  end: usize = 0;

  /** Finds it in the spec. */
  constructor(spec: Slice) {
    const cursor = Cursor.over(spec);
    const inObject = cursor.tryObject();
    while (inObject && cursor.nextMember()) {
      const isIt = cursor.keyIs('replicas');
      if (isIt) {
        this.times++;
        this.start = cursor.keyAt;
        this.value = cursor.position;
      }
      cursor.skip();
      if (isIt) this.end = cursor.position;
    }
  }

  /** The number, -1 for what is no whole number from 0 on. */
  get count(): i64 {
    return wholeNumber(this.value, this.end);
  }
}

/**
 * Whether an update can start no pod that was not there to be started before:
 * the spec is the same bytes as in the old object, but for `spec.replicas`,
 * which may become less. Where it appears or goes, defaults of the kind say
 * what that means, so it must be in both or in neither.
 */
export function startsNothing(now: PodSpec, before: PodSpec): bool {
  const spec = now.body;
  const old = before.body;
  if (spec == null || old == null) return false;
  if (spec.equals(old)) return true;
  const is = new Replicas(spec);
  const was = new Replicas(old);
  if (is.times != 1 || was.times != 1) return false;
  const count = is.count;
  return (
    count >= 0 &&
    count <= was.count &&
    sameBytes(spec.ptr, is.start, old.ptr, was.start) &&
    sameBytes(is.end, spec.end, was.end, old.end)
  );
}

function sameBytes(a: usize, aEnd: usize, b: usize, bEnd: usize): bool {
  return equalBytes(a, <i32>(aEnd - a), b, <i32>(bEnd - b));
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, equalBytes } from '@kubewarden/policy-sdk-assemblyscript/core';
import { wholeNumber } from '../characters';
import { PodSpec } from './pod-spec';

/**
 * Whether an update can start no pod that was not there to be started before:
 * the spec has the same members as in the old object, but for `spec.replicas`,
 * which may become less. Where it appears or goes, defaults of the kind say
 * what that means, so it must be in both or in neither.
 */
export function startsNothing(now: PodSpec, before: PodSpec): bool {
  const spec = now.body;
  const old = before.body;
  if (spec == null || old == null) return false;
  if (spec.equals(old)) return true;
  const is = Cursor.over(spec);
  const was = Cursor.over(old);
  if (!is.tryObject() || !was.tryObject()) return false;
  let times = 0; // that `replicas` was met
  while (is.nextMember()) {
    if (
      !was.nextMember() ||
      !equalBytes(is.key, is.keyLen, was.key, was.keyLen)
    )
      return false;
    const isReplicas = is.keyIs('replicas');
    const value = is.readRaw();
    const oldValue = was.readRaw();
    if (value == null || oldValue == null) return false;
    if (isReplicas) {
      times++;
      const count = wholeNumber(value.ptr, value.end);
      if (count < 0 || count > wholeNumber(oldValue.ptr, oldValue.end))
        return false;
    } else if (!value.equals(oldValue)) {
      return false;
    }
  }
  return times == 1 && !was.nextMember() && is.finish() && was.finish();
}

// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

/** Bytes of `spec`. */
const POD = 4;
/** Bytes of `spec.template.spec`. */
const WORKLOAD = 18;

/**
 * Where the pod spec stands in objects of a built-in group and kind, as keys
 * joined by dots; empty for all other kinds. A kind's name alone decides
 * nothing: other groups use the same names for other things.
 */
export function podSpecPath(group: Slice, kind: Slice): Slice {
  // All other paths are what the longest one ends with.
  const path = ascii('spec.jobTemplate.spec.template.spec');
  const len = pathBytes(group, kind);
  return new Slice(path.end - <usize>len, len);
}

function pathBytes(group: Slice, kind: Slice): i32 {
  if (group.len == 0) {
    if (kind.is('Pod')) return POD;
    if (kind.is('PodTemplate')) return 13; // template.spec
    if (kind.is('ReplicationController')) return WORKLOAD;
  } else if (group.is('apps') || group.is('extensions')) {
    // The legacy group had no StatefulSet, but also nothing else of that name.
    if (
      kind.is('Deployment') ||
      kind.is('ReplicaSet') ||
      kind.is('StatefulSet') ||
      kind.is('DaemonSet')
    )
      return WORKLOAD;
  } else if (group.is('batch')) {
    if (kind.is('Job')) return WORKLOAD;
    if (kind.is('CronJob')) return 35;
  }
  return 0;
}

/** Whether a group and kind is built in. */
export function isBuiltIn(group: Slice, kind: Slice): bool {
  return pathBytes(group, kind) > 0;
}

/** Whether a group and kind is the core group's Pod. */
export function isPod(group: Slice, kind: Slice): bool {
  return pathBytes(group, kind) == POD;
}

// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

/**
 * Where the pod spec stands in objects of a built-in group and kind, as keys
 * joined by dots; empty for all other kinds. A kind's name alone decides
 * nothing: other groups use the same names for other things.
 */
export function podSpecPath(group: Slice, kind: Slice): Slice {
  if (group.len == 0) {
    if (kind.is('Pod')) return ascii('spec');
    if (kind.is('ReplicationController')) return ascii('spec.template.spec');
    if (kind.is('PodTemplate')) return ascii('template.spec');
  } else if (group.is('apps') || group.is('extensions')) {
    // The legacy group had no StatefulSet, but also nothing else of that name.
    if (
      kind.is('Deployment') ||
      kind.is('ReplicaSet') ||
      kind.is('StatefulSet') ||
      kind.is('DaemonSet')
    )
      return ascii('spec.template.spec');
  } else if (group.is('batch')) {
    if (kind.is('Job')) return ascii('spec.template.spec');
    if (kind.is('CronJob')) return ascii('spec.jobTemplate.spec.template.spec');
  }
  return ascii('');
}

/** Whether a group and kind is built in. */
export function isBuiltIn(group: Slice, kind: Slice): bool {
  return podSpecPath(group, kind).len > 0;
}

/** Whether a group and kind is the core group's Pod. */
export function isPod(group: Slice, kind: Slice): bool {
  return group.len == 0 && kind.is('Pod');
}

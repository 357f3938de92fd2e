// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  findName,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** The built-in kinds that have pods: of the core group, of `apps`, of `batch`. */
const enum Kind {
  None,
  Pod,
  PodTemplate,
  ReplicationController,
  Deployment,
  ReplicaSet,
  StatefulSet,
  DaemonSet,
  Job,
  CronJob,
}

/**
 * Where the pod spec stands in objects of a built-in group and kind, as keys
 * joined by dots; empty for all other kinds. A kind's name alone decides
 * nothing: other groups use the same names for other things.
 */
export function podSpecPath(group: Slice, kind: Slice): Slice {
  switch (kindOf(group, kind)) {
    case Kind.None:
      return EMPTY;
    case Kind.Pod:
      return ascii('spec');
    case Kind.PodTemplate:
      return ascii('template.spec');
    case Kind.CronJob:
      return ascii('spec.jobTemplate.spec.template.spec');
    default:
      return ascii('spec.template.spec');
  }
}

function kindOf(group: Slice, name: Slice): Kind {
  const names = nameList(
    'Pod|PodTemplate|ReplicationController|Deployment|ReplicaSet|StatefulSet|DaemonSet|Job|CronJob',
  );
  const kind = findName(names, name.ptr, name.len);
  let inGroup: bool;
  if (kind < Kind.Deployment) inGroup = group.len == 0;
  else if (kind < Kind.Job)
    // The legacy group had no StatefulSet, but also nothing else of that name.
    inGroup = group.is('apps') || group.is('extensions');
  else inGroup = group.is('batch');
  return inGroup ? kind : Kind.None;
}

/** Whether a group and kind is built in. */
export function isBuiltIn(group: Slice, kind: Slice): bool {
  return podSpecPath(group, kind).len > 0;
}

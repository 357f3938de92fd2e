// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import {
  ascii,
  equalsLiteral,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

/**
 * Where the pod spec stands in objects of a built-in group and kind, as keys
 * joined by dots; empty for all other kinds. A kind's name alone decides
 * nothing: other groups use the same names for other things.
 */
export function podSpecPath(group: Slice, kind: Slice): Slice {
  return ascii(pathOf(group, kind));
}

function pathOf(group: Slice, kind: Slice): string {
  if (group.len == 0) {
    if (is(kind, 'Pod')) return 'spec';
    if (is(kind, 'ReplicationController')) return 'spec.template.spec';
    if (is(kind, 'PodTemplate')) return 'template.spec';
  } else if (is(group, 'apps') || is(group, 'extensions')) {
    // The legacy group had no StatefulSet, but also nothing else of that name.
    if (
      is(kind, 'Deployment') ||
      is(kind, 'ReplicaSet') ||
      is(kind, 'StatefulSet') ||
      is(kind, 'DaemonSet')
    )
      return 'spec.template.spec';
  } else if (is(group, 'batch')) {
    if (is(kind, 'Job')) return 'spec.template.spec';
    if (is(kind, 'CronJob')) return 'spec.jobTemplate.spec.template.spec';
  }
  return '';
}

/** Whether a group and kind is built in. */
export function isBuiltIn(group: Slice, kind: Slice): bool {
  return pathOf(group, kind).length > 0;
}

/** Whether a group and kind is the core group's Pod. */
export function isPod(group: Slice, kind: Slice): bool {
  return group.len == 0 && is(kind, 'Pod');
}

function is(text: Slice, name: string): bool {
  return equalsLiteral(text.ptr, text.len, name);
}

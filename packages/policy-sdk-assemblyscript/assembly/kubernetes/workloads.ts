// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { AdmissionRequest } from '../requests/admission-request';
import { GroupVersionKind } from '../requests/group-version';
import { ObjectEditor } from '../responses/object-editor';
import { Failure, FailureCode } from '../values/failure';
import { Result } from '../values/result';
import { Value } from '../values/value';

/**
 * Where the pod spec is in objects of a built-in kind, such as
 * `spec.template.spec`; empty for kinds that have none. Group and kind decide
 * together: anybody may define a `Deployment` in a group of their own.
 */
export function podSpecPath(group: string, kind: string): string {
  if (group == '') {
    if (kind == 'Pod') return 'spec';
    if (kind == 'ReplicationController') return 'spec.template.spec';
    if (kind == 'PodTemplate') return 'template.spec';
  } else if (group == 'apps') {
    if (
      kind == 'Deployment' ||
      kind == 'ReplicaSet' ||
      kind == 'StatefulSet' ||
      kind == 'DaemonSet'
    )
      return 'spec.template.spec';
  } else if (group == 'batch') {
    if (kind == 'Job') return 'spec.template.spec';
    if (kind == 'CronJob') return 'spec.jobTemplate.spec.template.spec';
  } else if (group == 'extensions') {
    // Served until Kubernetes 1.15, and still what old clusters send.
    if (kind == 'Deployment' || kind == 'ReplicaSet' || kind == 'DaemonSet')
      return 'spec.template.spec';
  }
  return '';
}

/** Whether objects of this kind hold a pod spec. */
export function isWorkload(kind: GroupVersionKind): bool {
  return podSpecPath(kind.group, kind.kind).length > 0;
}

/**
 * The pod spec in the request's object. Fails when the kind is none of the
 * built-in workloads (test `isWorkload` first) and when the object has none.
 */
export function podSpecOf(request: AdmissionRequest): Result<Value> {
  const kind = request.kind;
  if (!kind.ok) return Result.failed<Value>(kind.failure);
  const path = podSpecPath(kind.value.group, kind.value.kind);
  if (path.length == 0)
    return Result.failed<Value>(
      Failure.plain(FailureCode.NotAllowed, 'the object has no pod spec'),
    );
  const spec = request.object.get(path);
  if (spec.exists) return Result.of<Value>(spec);
  const problem = spec.problem;
  return Result.failed<Value>(changetype<Failure>(problem));
}

/**
 * The request's object with another pod spec (JSON): what `Response.mutate`
 * takes. Fails for the kinds and objects that `podSpecOf` fails for.
 */
export function withPodSpec(
  request: AdmissionRequest,
  podSpec: Slice,
): Result<Slice> {
  const spec = podSpecOf(request);
  if (!spec.ok) return Result.failed<Slice>(spec.failure);
  const kind = request.kind.value;
  const editor = new ObjectEditor(request.object);
  editor.set(podSpecPath(kind.group, kind.kind), podSpec);
  const failure = editor.failure;
  if (failure != null) return Result.failed<Slice>(failure);
  return Result.of<Slice>(editor.bytes());
}

// SPDX-License-Identifier: Apache-2.0
import { Result } from '../values/result';
import { Value } from '../values/value';

/** A kind with its API group; the core group is the empty string. */
@final
@unmanaged
export class GroupVersionKind {
  constructor(
    public group: string,
    public version: string,
    public kind: string,
  ) {}

  /** Whether group and kind are these, whatever the version. */
  is(group: string, kind: string): bool {
    return this.group == group && this.kind == kind;
  }
}

/** A resource, such as `pods`, with its API group. */
@final
@unmanaged
export class GroupVersionResource {
  constructor(
    public group: string,
    public version: string,
    /** The plural name, which Kubernetes sends under the key `resource`. */
    public resource: string,
  ) {}
}

/** Reads `{"group","version","kind"}`; all three must be strings. */
export function readKind(json: Value): Result<GroupVersionKind> {
  const group = json.member('group').string();
  if (!group.ok) return Result.failed<GroupVersionKind>(group.failure);
  const version = json.member('version').string();
  if (!version.ok) return Result.failed<GroupVersionKind>(version.failure);
  const kind = json.member('kind').string();
  if (!kind.ok) return Result.failed<GroupVersionKind>(kind.failure);
  return Result.of<GroupVersionKind>(
    new GroupVersionKind(group.value, version.value, kind.value),
  );
}

/** Reads `{"group","version","resource"}`; all three must be strings. */
export function readResource(json: Value): Result<GroupVersionResource> {
  const group = json.member('group').string();
  if (!group.ok) return Result.failed<GroupVersionResource>(group.failure);
  const version = json.member('version').string();
  if (!version.ok) return Result.failed<GroupVersionResource>(version.failure);
  const name = json.member('resource').string();
  if (!name.ok) return Result.failed<GroupVersionResource>(name.failure);
  return Result.of<GroupVersionResource>(
    new GroupVersionResource(group.value, version.value, name.value),
  );
}

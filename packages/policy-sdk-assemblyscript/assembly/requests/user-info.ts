// SPDX-License-Identifier: Apache-2.0
import { Result } from '../values/result';
import { Value } from '../values/value';

/** Who makes the request (`authentication.k8s.io/v1` UserInfo). */
@final
@unmanaged
export class UserInfo {
  constructor(private json: Value) {}

  /** The name; empty when there is none. */
  get username(): Result<string> {
    return this.json.member('username').stringOr('');
  }

  /** A unique value for the user over time; empty when there is none. */
  get uid(): Result<string> {
    return this.json.member('uid').stringOr('');
  }

  /** The groups the user is in; empty when there are none. */
  get groups(): Result<string[]> {
    return stringsOrNone(this.json.member('groups'));
  }

  /** Whether the user is in that group. */
  isInGroup(name: string): Result<bool> {
    const groups = this.groups;
    if (!groups.ok) return Result.failed<bool>(groups.failure);
    return Result.of<bool>(groups.value.includes(name));
  }

  /** What the authenticator adds under a key; empty when nothing. */
  extra(key: string): Result<string[]> {
    return stringsOrNone(this.json.member('extra').member(key));
  }

  /** The keys of `extra`, in the order of the document. */
  get extraKeys(): Result<string[]> {
    const keys = new Array<string>();
    const extra = this.json.member('extra');
    if (extra.isAbsent) return Result.of<string[]>(keys);
    const members = extra.members();
    while (members.next()) keys.push(members.key.toString());
    const problem = members.failure;
    if (problem != null) return Result.failed<string[]>(problem);
    return Result.of<string[]>(keys);
  }
}

function stringsOrNone(list: Value): Result<string[]> {
  if (list.isAbsent) return Result.of<string[]>(new Array<string>());
  return list.strings();
}

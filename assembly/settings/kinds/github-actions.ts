// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { RepositoryKey, repositoryKeys } from '../keys';
import { Members } from '../members';
import { Reader } from '../reader';
import { readText } from '../values';

/** Whose workflow has to sign. */
@final
@unmanaged
export class Repository {
  constructor(
    public owner: Slice,
    /** Null for any repository of the owner. */
    public repo: Slice | null,
  ) {}
}

/**
 * Reads the `githubActions` object at the cursor: `{owner, repo?}`; null, and
 * a problem, when it is incomplete.
 */
export function readRepository(reader: Reader): Repository | null {
  let owner: Slice | null = null;
  let repo: Slice | null = null;
  const required = 1 << RepositoryKey.Owner;
  const members = Members.enter(reader, repositoryKeys(), required);
  let key = 0;
  while ((key = members.next()) != 0) {
    if (key == RepositoryKey.Owner) owner = readName(reader);
    else if (!reader.readNull()) repo = readName(reader);
  }
  return owner == null ? null : new Repository(owner, repo);
}

/** Owners and repositories are single names: hosts compare them exactly. */
function readName(reader: Reader): Slice | null {
  const name = readText(reader);
  if (name == null) return null;
  for (let p = name.ptr; p < name.end; p++) {
    const byte = <u32>load<u8>(p);
    if (byte == CharCode.Slash || byte - 0x21 >= 0x5e) {
      reader.reportText(ascii('must be a single name'));
      break;
    }
  }
  return name;
}

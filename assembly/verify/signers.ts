// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  fill,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { readIdentity } from '../settings/kinds/identities';
import { Reader } from '../settings/reader';
import { Signer, SignerList } from './signer';

/**
 * The distinct public keys or identities of an entry, in order; null when the
 * list is malformed or empty. Each is written as the host takes it, and so the
 * same for all spellings of it in JSON.
 *
 * @param end - where the settings end
 */
export function readSigners(entry: Entry, end: usize): Signer | null {
  const cursor = new Reader(entry.signers, end, false);
  if (!cursor.enterArray()) return null;
  const signers = new SignerList();
  for (let index = 0; cursor.nextElement(); index++) {
    const json =
      entry.kind == Key.PubKeys
        ? readKey(cursor)
        : readIdentityJson(cursor, entry.kind);
    if (json == null) return null;
    signers.addNew(json, index);
  }
  return cursor.failed ? null : signers.first;
}

function readKey(cursor: Reader): Slice | null {
  const pem = cursor.readString();
  if (pem == null) return null;
  return new Writer(pem.len).quoted(pem).slice();
}

/**
 * Hosts know `urlPrefix` by its old name. The slash that ends a prefix keeps it
 * from ending inside a name, whatever the host does about that.
 */
function readIdentityJson(cursor: Reader, kind: Key): Slice | null {
  const identity = readIdentity(cursor, kind);
  if (identity == null || !cursor.sound) return null;
  const isPrefix = kind == Key.KeylessPrefix;
  const issuer = identity.issuer;
  const subject = identity.subject;
  assert(ASC_NO_ASSERT || subject.len > 0);
  const json = new Writer(256)
    .literal('{"issuer":')
    .quoted(issuer)
    .slices(isPrefix ? ascii(',"url_prefix":"') : ascii(',"subject":"'))
    .escaped(subject.ptr, subject.len);
  if (isPrefix && load<u8>(subject.end - 1) != CharCode.Slash)
    json.byte(CharCode.Slash);
  return json.literal('"}').slice();
}

/** Signers as one JSON list. */
export function asList(first: Signer): Slice {
  const list = new Writer(512).byte(CharCode.OpenBracket).slices(first.json);
  let rest = first.next;
  while (rest != null) {
    const signer = rest;
    rest = rest.next;
    list.byte(CharCode.Comma).slices(signer.json);
  }
  return list.byte(CharCode.CloseBracket).slice();
}

/** One signer as a JSON list. */
export function alone(signer: Signer): Slice {
  return fill('[%1]', signer.json, EMPTY);
}

// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
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
 * list is malformed or empty. Exact ones pass as the settings have them.
 *
 * @param end - where the settings end
 */
export function readSigners(entry: Entry, end: usize): Signer | null {
  const isPrefix = entry.kind == Key.KeylessPrefix;
  const cursor = new Reader(entry.signers, end, false);
  if (!cursor.enterArray()) return null;
  const signers = new SignerList();
  for (let index = 0; cursor.nextElement(); index++) {
    const json = isPrefix ? readPrefix(cursor) : cursor.readRaw();
    if (json == null) return null;
    signers.addNew(json, index);
  }
  return cursor.failed ? null : signers.first;
}

/**
 * Hosts know the key by its old name. The slash that ends a prefix keeps it
 * from ending inside a name, whatever the host does about that.
 */
function readPrefix(cursor: Reader): Slice | null {
  const identity = readIdentity(cursor, Key.KeylessPrefix);
  if (identity == null || !cursor.sound) return null;
  const issuer = identity.issuer;
  const prefix = identity.subject;
  const json = new Writer(256)
    .literal('{"issuer":')
    .string(issuer.ptr, issuer.len)
    .literal(',"url_prefix":"')
    .escaped(prefix.ptr, prefix.len);
  if (load<u8>(prefix.end - 1) != CharCode.Slash) json.byte(CharCode.Slash);
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
  const json = signer.json;
  return new Writer(json.len + 2)
    .byte(CharCode.OpenBracket)
    .slices(json)
    .byte(CharCode.CloseBracket)
    .slice();
}

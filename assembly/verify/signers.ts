// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { readIdentity } from '../settings/kinds/identities';
import { Report } from '../settings/report';
import { Signer } from '../settings/signer';
import { writePem } from './pem-array';

/**
 * The distinct signers of an entry with a list of them, in order; null when
 * the list is malformed or empty. `end` is where the settings end.
 */
export function readSigners(entry: Entry, end: usize): Signer | null {
  const cursor = new Cursor(entry.signers, end);
  if (!cursor.enterArray()) return null;
  let first: Signer | null = null;
  let last: Signer | null = null;
  for (let index = 0; cursor.nextElement(); index++) {
    const json = readSigner(cursor, entry.kind);
    if (json == null) return null;
    if (isKnown(first, json)) continue;
    const signer = new Signer(json, index);
    if (last == null) first = signer;
    else last.next = signer;
    last = signer;
  }
  return cursor.failed ? null : first;
}

function isKnown(first: Signer | null, json: Slice): bool {
  let rest = first;
  while (rest != null) {
    const signer = rest;
    rest = rest.next;
    if (signer.json.equals(json)) return true;
  }
  return false;
}

/** Public keys and exact identities pass as the settings have them. */
function readSigner(cursor: Cursor, kind: Key): Slice | null {
  if (kind == Key.KeylessPrefix) return readPrefix(cursor);
  if (kind != Key.Certificates) return cursor.readRaw();
  const json = new Writer(4096);
  return writePem(json, cursor, false) ? json.slice() : null;
}

/**
 * Hosts know the key by its old name. The slash that ends a prefix keeps it
 * from ending inside a name, whatever the host does about that.
 */
function readPrefix(cursor: Cursor): Slice | null {
  const report = new Report(new Slice(cursor.position, 0));
  const identity = readIdentity(cursor, report, Key.KeylessPrefix);
  if (identity == null || !report.sound) return null;
  const issuer = identity.issuer;
  const prefix = identity.subject;
  const json = new Writer(256)
    .literal('{"issuer":')
    .string(issuer.ptr, issuer.len)
    .literal(',"url_prefix":"')
    .escaped(prefix.ptr, prefix.len);
  if (load<u8>(prefix.end - 1) != 0x2f) json.byte(0x2f);
  return json.literal('"}').slice();
}

/** Signers as one JSON list. */
export function asList(first: Signer): Slice {
  const list = new Writer(512).byte(0x5b).slices(first.json);
  let rest = first.next;
  while (rest != null) {
    const signer = rest;
    rest = rest.next;
    list.byte(0x2c).slices(signer.json);
  }
  return list.byte(0x5d).slice();
}

/** One signer as a JSON list. */
export function alone(signer: Signer): Slice {
  const json = signer.json;
  return new Writer(json.len + 2).byte(0x5b).slices(json).byte(0x5d).slice();
}

/**
 * The certificate chain of an entry as a JSON list of byte arrays, one a PEM
 * block, in order; null when it is malformed.
 */
export function readChain(entry: Entry, end: usize): Slice | null {
  const cursor = new Cursor(entry.chain, end);
  if (!cursor.enterArray()) return null;
  const list = new Writer(8192).byte(0x5b);
  while (cursor.nextElement()) {
    if (list.length > 1) list.byte(0x2c);
    if (!writePem(list, cursor, true)) return null;
  }
  return cursor.failed ? null : list.byte(0x5d).slice();
}

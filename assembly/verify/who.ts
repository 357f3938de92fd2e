// SPDX-License-Identifier: Apache-2.0
import {
  Slice,
  Writer,
  ascii,
  nameAt,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { writeOneLine } from '../rejections/one-line';
import { Entry } from '../settings/entry';
import { Key, entryKeys } from '../settings/keys';
import { readRepository } from '../settings/kinds/github-actions';
import { readIdentity } from '../settings/kinds/identities';
import { Reader } from '../settings/reader';
import { certificateOf } from '../x509/certificates';
import { Certificate } from '../x509/certificate';
import { FulcioIdentity } from '../x509/fulcio-identity';
import { commonName } from '../x509/name';
import { PemReader } from '../x509/pem';
import { sha256 } from '../x509/sha256';
import { Signer } from './signer';

/** More names than this nobody compares. */
const MOST_NAMES = 3;
/** A longer name is cut. */
const NAME_BYTES = 80;
/** Of a fingerprint, in bytes: enough to tell one's own keys apart. */
const FINGERPRINT_BYTES: usize = 8;

/**
 * Names signers of an entry, as people know them: `Alice, Bob and 2 more`.
 *
 * @param end - where the settings end
 */
export function nameSigners(
  entry: Entry,
  signers: Signer | null,
  end: usize,
): Slice {
  const to = new Writer(256);
  if (entry.kind == Key.GithubActions) {
    writeRepository(to, new Reader(entry.signers, end, false));
    return to.slice();
  }
  let more = -MOST_NAMES;
  let rest = signers;
  for (let n = 0; rest != null; n++) {
    const signer = rest;
    rest = rest.next;
    if (++more > 0) continue;
    if (n > 0) to.slices(rest == null ? ascii(' and ') : ascii(', '));
    writeSigner(to, entry, signer.index, end);
  }
  if (more > 0) to.literal(' and ').integer(more).literal(' more');
  return to.slice();
}

/** Where signers stand in the settings: `signatures[0].certificates[1]`. */
export function placeOf(
  rule: i32,
  entry: Entry | null,
  signers: Signer | null,
): Writer {
  const to = new Writer(64).literal('signatures[').integer(rule).byte(0x5d);
  if (entry == null) return to;
  to.byte(0x2e).slices(nameAt(entryKeys(), entry.kind));
  // Several are told by the list they stand in.
  if (signers != null && signers.next == null && signers.index >= 0)
    to.byte(0x5b).integer(signers.index).byte(0x5d);
  return to;
}

/** The certificate at an index of an entry; null when it cannot be read. */
export function certificateAt(
  entry: Entry,
  index: i32,
  end: usize,
): Certificate | null {
  const pem = elementAt(entry, index, end).readString();
  return pem == null ? null : certificateOf(pem);
}

/** A cursor at an element of an entry's signers. */
function elementAt(entry: Entry, index: i32, end: usize): Reader {
  const cursor = new Reader(entry.signers, end, false);
  cursor.enterArray();
  while (cursor.nextElement() && index-- > 0) cursor.skip();
  return cursor;
}

function writeSigner(to: Writer, entry: Entry, index: i32, end: usize): void {
  const kind = entry.kind;
  if (kind == Key.Certificates) {
    const certificate = certificateAt(entry, index, end);
    if (certificate != null) writeCertificate(to, certificate);
    return;
  }
  const cursor = elementAt(entry, index, end);
  if (kind == Key.PubKeys) {
    const pem = cursor.readString();
    if (pem == null) return;
    const reader = PemReader.over(pem);
    reader.next();
    writeFingerprint(to.literal('the key '), reader.der);
    return;
  }
  const identity = readIdentity(cursor, kind);
  if (identity == null) return;
  writeOneLine(to, identity.subject, NAME_BYTES);
  if (kind == Key.KeylessPrefix) to.byte(0x2a);
  writeOneLine(to.literal(' of '), identity.issuer, NAME_BYTES);
}

/** `Bob <bob@example.org>`, or what there is of it, or the fingerprint. */
function writeCertificate(to: Writer, certificate: Certificate): void {
  const name = commonName(certificate.subject);
  const other = new FulcioIdentity(certificate).subject;
  if (name.len == 0 && other.len == 0) {
    writeFingerprint(to.literal('the certificate '), certificate.der);
    return;
  }
  if (name.len > 0) writeOneLine(to, name, NAME_BYTES);
  if (other.len == 0) return;
  if (name.len == 0) writeOneLine(to, other, NAME_BYTES);
  else writeOneLine(to.literal(' <'), other, NAME_BYTES).byte(0x3e);
}

/** The beginning of a SHA-256, as other tools print it in full. */
function writeFingerprint(to: Writer, der: Slice): void {
  const hash = sha256(der).ptr;
  to.literal('sha256:');
  for (let i: usize = 0; i < FINGERPRINT_BYTES; i++) {
    const byte = load<u8>(hash + i);
    to.byte(hexDigit(byte >> 4)).byte(hexDigit(byte & 15));
  }
  to.literal('...');
}

function hexDigit(value: u8): u8 {
  return value < 10 ? 0x30 + value : 0x57 + value;
}

function writeRepository(to: Writer, reader: Reader): void {
  to.literal('GitHub Actions of ');
  const repository = readRepository(reader);
  if (repository == null) return;
  writeOneLine(to, repository.owner, NAME_BYTES);
  const repo = repository.repo;
  if (repo != null) writeOneLine(to.byte(0x2f), repo, NAME_BYTES);
}

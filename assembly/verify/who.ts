// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  decimal,
  EMPTY,
  fill,
  nameAt,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { oneLine } from '../rejections/one-line';
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
  if (entry.kind == Key.GithubActions)
    return repositoryName(new Reader(entry.signers, end, false));
  const to = new Writer(256);
  let more = -MOST_NAMES;
  let rest = signers;
  for (let n = 0; rest != null; n++) {
    const signer = rest;
    rest = rest.next;
    if (++more > 0) continue;
    if (n > 0) to.slices(rest == null ? ascii(' and ') : ascii(', '));
    to.slices(signerName(entry, signer.index, end));
  }
  if (more > 0) to.literal(' and ').integer(more).literal(' more');
  return to.slice();
}

/** Where signers stand in the settings: `signatures[0].certificates[1]`. */
export function placeOf(
  rule: i32,
  entry: Entry | null,
  signers: Signer | null,
): Slice {
  // Several are told by the list they stand in.
  const isOne = signers != null && signers.next == null && signers.index >= 0;
  const signer = fill(
    '{.%1}{[%2]}',
    entry == null ? EMPTY : nameAt(entryKeys(), entry.kind),
    isOne ? decimal(signers!.index) : EMPTY,
  );
  return fill('signatures[%1]%2', decimal(rule), signer);
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

function signerName(entry: Entry, index: i32, end: usize): Slice {
  const kind = entry.kind;
  if (kind == Key.Certificates) {
    const certificate = certificateAt(entry, index, end);
    return certificate == null ? EMPTY : certificateName(certificate);
  }
  const cursor = elementAt(entry, index, end);
  if (kind == Key.PubKeys) {
    const pem = cursor.readString();
    if (pem == null) return EMPTY;
    const reader = PemReader.over(pem);
    reader.next();
    return fill('the key sha256:%1...', fingerprint(reader.der), EMPTY);
  }
  const identity = readIdentity(cursor, kind);
  if (identity == null) return EMPTY;
  const subject = oneLine(identity.subject, NAME_BYTES);
  const issuer = oneLine(identity.issuer, NAME_BYTES);
  return kind == Key.KeylessPrefix
    ? fill('%1* of %2', subject, issuer)
    : fill('%1 of %2', subject, issuer);
}

/** `Bob <bob@example.org>`, or what there is of it, or the fingerprint. */
function certificateName(certificate: Certificate): Slice {
  const name = oneLine(commonName(certificate.subject), NAME_BYTES);
  const other = oneLine(new FulcioIdentity(certificate).subject, NAME_BYTES);
  if (name.len > 0) return fill('%1{ <%2>}', name, other);
  if (other.len > 0) return other;
  return fill(
    'the certificate sha256:%1...',
    fingerprint(certificate.der),
    EMPTY,
  );
}

/** The beginning of a SHA-256, as other tools print it in full. */
function fingerprint(der: Slice): Slice {
  const hash = sha256(der);
  const to = new Writer(32);
  for (let i: usize = 0; i < FINGERPRINT_BYTES; i++) {
    // Words lie in memory with their lowest byte first.
    const byte = load<u8>(hash + (i ^ 3));
    to.byte(hexDigit(byte >> 4)).byte(hexDigit(byte & 15));
  }
  return to.slice();
}

function hexDigit(value: u8): u8 {
  return value < 10 ? 0x30 + value : 0x57 + value;
}

function repositoryName(reader: Reader): Slice {
  const repository = readRepository(reader);
  if (repository == null) return EMPTY;
  const repo = repository.repo;
  return fill(
    'GitHub Actions of %1{/%2}',
    oneLine(repository.owner, NAME_BYTES),
    repo == null ? EMPTY : oneLine(repo, NAME_BYTES),
  );
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { CertificateList } from '../../x509/chain';
import { Entry } from '../entry';
import { Key } from '../keys';
import { KnownTexts } from '../known-texts';
import { Report } from '../report';
import { Identity, readIdentity, withoutSlash } from './identities';

/** More signers than anybody lists. */
const BUCKETS = 64;

/**
 * Why a threshold of several signers could be met by one of them, who would
 * count under two elements of the list; an empty text when it could not.
 *
 * @param end - where the settings end
 */
export function thresholdProblem(entry: Entry, end: usize): Slice {
  const certificates = entry.certificates;
  if (certificates != null && haveOneKey(certificates.list))
    return ascii('counts one signer twice: two certificates have one key');
  if (entry.kind == Key.KeylessPrefix && overlap(entry.signers, end))
    return ascii('counts one signer twice: a urlPrefix is below another');
  return ascii('');
}

/** Whether two certificates are of the same key, as after a renewal. */
function haveOneKey(list: CertificateList): bool {
  const keys = new KnownTexts(BUCKETS);
  let rest = list.first;
  while (rest != null) {
    const certificate = rest;
    rest = rest.next;
    if (keys.add(certificate.spki)) return true;
  }
  return false;
}

/** Whether subjects below one prefix are also below another one. */
function overlap(signers: usize, end: usize): bool {
  const known = new KnownTexts(BUCKETS);
  const report = new Report(new Slice(signers, 0));
  for (let pass = 0; pass < 2; pass++) {
    const cursor = new Cursor(signers, end);
    cursor.enterArray();
    while (cursor.nextElement()) {
      const identity = readIdentity(cursor, report, Key.KeylessPrefix);
      if (identity == null) continue;
      withoutSlash(identity.subject);
      if (pass == 0) known.add(identity.subject, identity.issuer);
      else if (isBelow(identity, known)) return true;
    }
  }
  return false;
}

/** Whether a directory above the prefix is a known one of the same issuer. */
function isBelow(identity: Identity, known: KnownTexts): bool {
  const subject = identity.subject;
  for (let p = subject.end - 1; p > subject.ptr; p--) {
    if (load<u8>(p) != 0x2f) continue;
    const above = new Slice(subject.ptr, <i32>(p - subject.ptr));
    if (known.has(above, identity.issuer)) return true;
  }
  return false;
}

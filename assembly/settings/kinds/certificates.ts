// SPDX-License-Identifier: Apache-2.0
import { Cursor } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../../x509/certificate';
import {
  CertificateList,
  chainProblem,
  readCertificates,
  readOneCertificate,
} from '../../x509/chain';
import { X509Problem, problemText } from '../../x509/problem';
import { Reader } from '../reader';
import { readText } from '../values';
import { CheckedSigners } from './checked-signers';

/**
 * Adds the certificate at the cursor, or with `several` any number in one
 * text, to the list; returns how many were in it already, -1 for a problem.
 */
export function addCertificates(
  reader: Reader,
  list: CertificateList,
  several: bool,
): i32 {
  const before = list.last;
  const text = readText(reader);
  if (text == null) return -1;
  const problem = several
    ? readCertificates(text, list)
    : readOneCertificate(text, list);
  if (problem == X509Problem.None) return duplicates(list, before);
  reader.reportText(problemText(problem));
  return -1;
}

/** How often one behind `before` is the same as one that stands before it. */
function duplicates(list: CertificateList, before: Certificate | null): i32 {
  let count = 0;
  let added = before == null ? list.first : before.next;
  while (added != null) {
    const fresh = added;
    added = fresh.next;
    let rest = list.first;
    while (rest != null && rest !== fresh) {
      if (rest.equals(fresh)) count++;
      rest = rest.next;
    }
  }
  return count;
}

/**
 * Checks that each certificate links through the chain to its end. Without a
 * chain certificates are pinned as they are.
 */
export function checkCertificateLinks(
  certificates: CheckedSigners,
  chain: CheckedSigners,
  reader: Reader,
): void {
  if (certificates.unsound || chain.unsound || chain.count == 0) return;
  let rest = certificates.certificates.first;
  while (rest != null) {
    const problem = chainProblem(rest, chain.certificates);
    if (problem != X509Problem.None)
      reader.problem(
        elementAt(certificates.at, rest.index, reader.end),
        problemText(problem),
      );
    rest = rest.next;
  }
}

/** Address of an element of the list at `list`. */
function elementAt(list: usize, index: i32, end: usize): usize {
  const cursor = new Cursor(list, end);
  cursor.enterArray();
  while (cursor.nextElement() && index-- > 0) cursor.skip();
  return cursor.position;
}

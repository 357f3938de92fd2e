// SPDX-License-Identifier: Apache-2.0
import { ByteMap, Cursor } from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  linkChain,
  linkProblem,
  orderProblem,
  signerProblem,
} from '../../x509/chain';
import { readCertificates, readOneCertificate } from '../../x509/certificates';
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
  signers: CheckedSigners,
  several: bool,
): i32 {
  const list = signers.certificates;
  const before = list.last;
  const text = readText(reader);
  if (text == null) return -1;
  const problem = several
    ? readCertificates(text, list)
    : readOneCertificate(text, list);
  if (problem != X509Problem.None) {
    reader.reportText(problemText(problem));
    return -1;
  }
  let duplicates = 0;
  let added = before == null ? list.first : before.next;
  while (added != null) {
    if (signers.known.add(added.seal)) duplicates++;
    added = added.next;
  }
  return duplicates;
}

/**
 * Checks that each certificate may sign and links through the chain to its
 * end. What is wrong with the chain is told once for each issuer. Without a
 * chain certificates are pinned as they are.
 */
export function checkCertificateLinks(
  certificates: CheckedSigners,
  chain: CheckedSigners,
  reader: Reader,
): void {
  if (certificates.unsound || chain.unsound || chain.count == 0) return;
  const authorities = chain.certificates;
  const order = orderProblem(authorities);
  if (order.len > 0) reader.problem(chain.at, order);
  else linkChain(authorities);
  const told = new ByteMap();
  let rest = certificates.certificates.first;
  while (rest != null) {
    const signer = rest;
    rest = rest.next;
    const own = signerProblem(signer);
    if (own.len > 0) {
      const at = elementAt(certificates.at, signer.index, reader.end);
      reader.problem(at, own);
    } else if (order.len == 0 && !told.add(signer.issuer)) {
      const link = linkProblem(signer, authorities);
      if (link.len > 0) reader.problem(chain.at, link);
    }
  }
}

/** Address of an element of the list at `list`. */
function elementAt(list: usize, index: i32, end: usize): usize {
  const cursor = new Cursor(list, end);
  cursor.enterArray();
  while (cursor.nextElement() && index-- > 0) cursor.skip();
  return cursor.position;
}

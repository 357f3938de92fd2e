// SPDX-License-Identifier: Apache-2.0
import { ByteMap, EMPTY } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../../x509/certificate';
import {
  linkChain,
  linkProblem,
  orderProblem,
  signerProblem,
} from '../../x509/chain';
import { Reader } from '../reader';
import { CheckedSigners } from './checked-signers';

/**
 * Adds the certificates that follow `before` in the list, whose text stands at
 * an address; returns how many were in it already.
 */
export function addCertificates(
  signers: CheckedSigners,
  before: Certificate | null,
  at: usize,
): i32 {
  let duplicates = 0;
  let added = before == null ? signers.certificates.first : before.next;
  while (added != null) {
    added.at = at;
    if (signers.known.add(added.seal, EMPTY)) duplicates++;
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
  reader.problem(chain.at, order);
  if (order.len == 0) linkChain(authorities);
  const told = new ByteMap();
  let rest = certificates.certificates.first;
  while (rest != null) {
    const signer = rest;
    rest = rest.next;
    const own = signerProblem(signer);
    if (own.len > 0) {
      reader.problem(signer.at, own);
    } else if (order.len == 0 && !told.add(signer.issuer, EMPTY)) {
      reader.problem(chain.at, linkProblem(signer, authorities));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../../../assembly/x509/certificate';
import {
  CertificateList,
  readCertificates,
} from '../../../assembly/x509/certificates';
import {
  linkChain,
  linkProblem,
  orderProblem,
  signerProblem,
} from '../../../assembly/x509/chain';
import { PemReader } from '../../../assembly/x509/pem';
import { X509Problem } from '../../../assembly/x509/problem';
import {
  ANCIENT,
  ANCIENT_LEAF,
  BARE,
  CROSS,
  KEY_LEAF,
  LEAF,
  LOW_LEAF,
  LOWER,
  MIDDLE,
  NO_AUTHORITY,
  NO_AUTHORITY_LEAF,
  NO_CONSTRAINTS,
  NO_CONSTRAINTS_LEAF,
  NO_SIGN,
  NO_SIGN_LEAF,
  OTHER,
  PLAIN_LEAF,
  ROOT,
  ROOT_LEAF,
  SECOND,
  SECOND_LEAF,
  SERVER_LEAF,
  TWIN,
} from '../../fixtures/vectors/chains';

function list(entries: string[]): CertificateList {
  const certificates = new CertificateList();
  for (let i = 0; i < entries.length; i++) {
    const pem = PemReader.over(Slice.of(entries[i]));
    readCertificates(pem, certificates, true);
    expect<i32>(pem.problem).toBe(X509Problem.None);
  }
  return certificates;
}

/** What is wrong with a signer and the chain of all the texts given. */
function link(signer: string, entries: string[]): string {
  const certificate = changetype<Certificate>(list([signer]).first);
  const chain = list(entries);
  const order = orderProblem(chain);
  if (order.len > 0) return 'order: ' + order.toString();
  linkChain(chain);
  const own = signerProblem(certificate);
  if (own.len > 0) return 'signer: ' + own.toString();
  return linkProblem(certificate, chain).toString();
}

describe('a chain', () => {
  it('links through intermediates to the root', () => {
    expect<string>(link(LEAF, [MIDDLE, ROOT])).toBe('');
    expect<string>(link(SECOND_LEAF, [SECOND, ROOT])).toBe('');
    expect<string>(link(ANCIENT_LEAF, [ANCIENT])).toBe('');
  });

  it('is in any number of entries, with text around them', () => {
    expect<string>(link(LEAF, [MIDDLE + ROOT])).toBe('');
    expect<string>(link(LEAF, [MIDDLE + ROOT + '\n# the root\n'])).toBe('');
  });

  it('may have several issuers under one root, and others', () => {
    expect<string>(link(LEAF, [SECOND, MIDDLE, ROOT])).toBe('');
    expect<string>(link(SECOND_LEAF, [MIDDLE, SECOND, ROOT])).toBe('');
    expect<string>(link(LEAF, [ROOT_LEAF, LOWER, MIDDLE, ROOT])).toBe('');
  });

  it('may have a cross-signed intermediate in any place', () => {
    expect<string>(link(LEAF, [CROSS, MIDDLE, ROOT])).toBe('');
    expect<string>(link(LEAF, [MIDDLE, CROSS, ROOT])).toBe('');
    expect<string>(link(LEAF, [MIDDLE, CROSS, OTHER])).toBe('');
  });

  it('may end at an intermediate, which is the anchor then', () => {
    expect<string>(link(LEAF, [MIDDLE])).toBe('');
  });

  it('may have its root twice at the end', () => {
    expect<string>(link(LEAF, [MIDDLE, ROOT, ROOT])).toBe('');
  });

  it('compares names alone where a key identifier is missing', () => {
    expect<string>(link(PLAIN_LEAF, [ROOT])).toBe('');
    expect<string>(link(ANCIENT_LEAF, [ANCIENT])).toBe('');
  });

  it('has its root last', () => {
    const reversed =
      'order: has the root root before middle: reverse the order, the root is last';
    expect<string>(link(LEAF, [ROOT, MIDDLE])).toBe(reversed);
    expect<string>(link(LEAF, [MIDDLE, OTHER, ROOT])).toBe(
      'order: has the root other before root: write the root last',
    );
  });

  it('has the issuer of each signer', () => {
    const missing = 'leaf is issued by middle, which is not in it';
    expect<string>(link(LEAF, [ROOT])).toBe(missing);
    expect<string>(link(LEAF, [SECOND, ROOT])).toBe(missing);
    expect<string>(link(LEAF, [])).toBe(missing);
    // The same name with another key.
    expect<string>(link(ROOT_LEAF, [TWIN])).toBe(
      'leaf is issued by root, which is not in it',
    );
  });

  it('leads to its last certificate', () => {
    expect<string>(link(LEAF, [MIDDLE, OTHER])).toBe(
      'middle is issued by root, which is not in it',
    );
    expect<string>(link(LEAF, [MIDDLE, TWIN])).toBe(
      'middle is issued by root, which is not in it',
    );
    expect<string>(link(LEAF, [MIDDLE, SECOND])).toBe(
      'middle is issued by root, which is not in it',
    );
  });

  it('has issuers that may issue', () => {
    const wrong = 'middle may not issue certificates';
    expect<string>(link(NO_SIGN_LEAF, [NO_SIGN, ROOT])).toBe(wrong);
    expect<string>(link(NO_AUTHORITY_LEAF, [NO_AUTHORITY, ROOT])).toBe(wrong);
    expect<string>(link(NO_CONSTRAINTS_LEAF, [NO_CONSTRAINTS, ROOT])).toBe(
      wrong,
    );
    expect<string>(link(NO_AUTHORITY_LEAF, [NO_AUTHORITY])).toBe(wrong);
    expect<string>(link(NO_SIGN_LEAF, [NO_SIGN])).toBe(wrong);
    // An anchor may be of a time before basic constraints.
    expect<string>(link(NO_CONSTRAINTS_LEAF, [NO_CONSTRAINTS])).toBe('');
  });

  it('heeds path length constraints', () => {
    expect<string>(link(LOW_LEAF, [LOWER])).toBe('');
    expect<string>(link(LOW_LEAF, [LOWER, MIDDLE, ROOT])).toBe(
      'middle allows no path as long as this',
    );
  });
});

describe('a signer', () => {
  it('is no authority', () => {
    const wrong = "signer: is a CA certificate: write the signer's own";
    expect<string>(link(MIDDLE, [ROOT])).toBe(wrong);
    expect<string>(link(ROOT, [ROOT])).toBe(wrong);
    expect<string>(link(BARE, [ROOT])).toBe(wrong);
  });

  it('may sign what images are', () => {
    expect<string>(link(SERVER_LEAF, [ROOT])).toBe(
      'signer: is not for signing code, so hosts refuse it',
    );
    expect<string>(link(KEY_LEAF, [ROOT])).toBe(
      'signer: is not for digital signatures, so hosts refuse it',
    );
  });
});

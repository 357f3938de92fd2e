// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../../../assembly/x509/certificate';
import {
  CertificateList,
  chainProblem,
  publicKeyProblem,
  readCertificates,
  readOneCertificate,
} from '../../../assembly/x509/chain';
import { X509Problem, problemText } from '../../../assembly/x509/problem';
import {
  BARE,
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
  PLAIN_LEAF,
  PUBLIC_KEY,
  ROOT,
  ROOT_LEAF,
  TWIN,
} from '../../fixtures/vectors/chains';

function read(text: string, list: CertificateList): X509Problem {
  return readCertificates(Slice.of(text), list);
}

function readOne(text: string): X509Problem {
  return readOneCertificate(Slice.of(text), new CertificateList());
}

function publicKey(text: string): X509Problem {
  return publicKeyProblem(Slice.of(text));
}

function textOf(code: X509Problem): string {
  return problemText(code).toString();
}

/** Links a certificate through the chain of all the texts given. */
function link(leaf: string, entries: string[]): X509Problem {
  const leaves = new CertificateList();
  expect<i32>(read(leaf, leaves)).toBe(X509Problem.None);
  const chain = new CertificateList();
  for (let i = 0; i < entries.length; i++) {
    expect<i32>(read(entries[i], chain)).toBe(X509Problem.None);
  }
  return chainProblem(changetype<Certificate>(leaves.first), chain);
}

describe('chainProblem', () => {
  it('links through intermediates to the root', () => {
    expect<i32>(link(LEAF, [MIDDLE, ROOT])).toBe(X509Problem.None);
    expect<i32>(link(ROOT_LEAF, [ROOT])).toBe(X509Problem.None);
  });

  it('takes a chain in any number of entries', () => {
    expect<i32>(link(LEAF, [MIDDLE + ROOT])).toBe(X509Problem.None);
  });

  it('takes an intermediate as the anchor', () => {
    expect<i32>(link(LEAF, [MIDDLE])).toBe(X509Problem.None);
  });

  it('takes a root that is listed twice', () => {
    expect<i32>(link(LEAF, [MIDDLE, ROOT, ROOT])).toBe(X509Problem.None);
  });

  it('refuses a chain that does not begin with the issuer', () => {
    expect<i32>(link(LEAF, [ROOT])).toBe(X509Problem.OtherIssuer);
    expect<i32>(link(LEAF, [ROOT, MIDDLE])).toBe(X509Problem.OtherIssuer);
    expect<i32>(link(LEAF, [])).toBe(X509Problem.OtherIssuer);
  });

  it('refuses an issuer of the same name with another key', () => {
    expect<i32>(link(ROOT_LEAF, [TWIN])).toBe(X509Problem.OtherIssuer);
    expect<i32>(link(LEAF, [MIDDLE, TWIN])).toBe(X509Problem.BrokenChain);
  });

  it('compares names alone where a key identifier is missing', () => {
    expect<i32>(link(ROOT_LEAF, [BARE])).toBe(X509Problem.None);
    expect<i32>(link(PLAIN_LEAF, [ROOT])).toBe(X509Problem.None);
  });

  it('refuses what follows the root', () => {
    expect<i32>(link(LEAF, [MIDDLE, ROOT, MIDDLE])).toBe(
      X509Problem.BrokenChain,
    );
  });

  it('refuses a CA certificate as signer', () => {
    expect<i32>(link(MIDDLE, [ROOT])).toBe(X509Problem.LeafIsAuthority);
    expect<i32>(link(ROOT, [ROOT])).toBe(X509Problem.LeafIsAuthority);
  });

  it('refuses issuers that may not issue', () => {
    expect<i32>(link(NO_SIGN_LEAF, [NO_SIGN, ROOT])).toBe(
      X509Problem.NoAuthority,
    );
    expect<i32>(link(NO_AUTHORITY_LEAF, [NO_AUTHORITY, ROOT])).toBe(
      X509Problem.NoAuthority,
    );
    expect<i32>(link(NO_CONSTRAINTS_LEAF, [NO_CONSTRAINTS, ROOT])).toBe(
      X509Problem.NoAuthority,
    );
  });

  it('enforces path length constraints', () => {
    expect<i32>(link(LOW_LEAF, [LOWER])).toBe(X509Problem.None);
    expect<i32>(link(LOW_LEAF, [LOWER, MIDDLE, ROOT])).toBe(
      X509Problem.PathTooLong,
    );
  });
});

describe('readOneCertificate', () => {
  it('takes exactly one certificate', () => {
    expect<i32>(readOne(LEAF)).toBe(X509Problem.None);
    expect<i32>(readOne('subject=leaf\n\n' + LEAF + '\r\n \t')).toBe(
      X509Problem.None,
    );
    expect<i32>(readOne(LEAF + MIDDLE)).toBe(X509Problem.SeveralCertificates);
    expect<i32>(readOne(PUBLIC_KEY)).toBe(X509Problem.NoCertificate);
    expect<i32>(readOne('')).toBe(X509Problem.NoPem);
  });

  it('refuses DER that is no certificate', () => {
    const key = PUBLIC_KEY.replaceAll('PUBLIC KEY', 'CERTIFICATE');
    expect<i32>(readOne(key)).toBe(X509Problem.MalformedCertificate);
  });

  it('keeps none of the entries that cannot be read apart', () => {
    const list = new CertificateList();
    expect<i32>(read(ROOT + TWIN, list)).toBe(X509Problem.None);
    expect<i32>(list.length).toBe(2);
    const first = changetype<Certificate>(list.first);
    const last = changetype<Certificate>(list.last);
    expect<bool>(first.equals(last)).toBe(false);
    expect<bool>(first.equals(first)).toBe(true);
  });
});

describe('publicKeyProblem', () => {
  it('takes exactly one public key', () => {
    expect<i32>(publicKey(PUBLIC_KEY)).toBe(X509Problem.None);
    expect<i32>(publicKey(PUBLIC_KEY + PUBLIC_KEY)).toBe(
      X509Problem.SeveralPublicKeys,
    );
    expect<i32>(publicKey(LEAF)).toBe(X509Problem.NoPublicKey);
    expect<i32>(publicKey('key')).toBe(X509Problem.NoPem);
  });

  it('refuses DER that is no public key', () => {
    const leaf = LEAF.replaceAll('CERTIFICATE', 'PUBLIC KEY');
    expect<i32>(publicKey(leaf)).toBe(X509Problem.MalformedPublicKey);
  });
});

describe('problemText', () => {
  it('has a text for each problem and none for success', () => {
    expect<string>(textOf(X509Problem.None)).toBe('');
    for (let code = 1; code <= X509Problem.PathTooLong; code++) {
      expect<i32>(textOf(code).length).toBeGreaterThan(20);
    }
    expect<string>(textOf(X509Problem.OtherIssuer)).toBe(
      'Certificate is not trusted by the provided cert chain: ' +
        'the chain does not begin with its issuer',
    );
    expect<string>(textOf(X509Problem.PathTooLong)).toBe(
      'Certificate is not trusted by the provided cert chain: ' +
        'a path length constraint of the chain is exceeded',
    );
  });
});

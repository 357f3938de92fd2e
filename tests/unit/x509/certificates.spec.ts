// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../../../assembly/x509/certificate';
import {
  CertificateList,
  certificateOf,
  readCertificates,
  readPublicKey,
} from '../../../assembly/x509/certificates';
import { PemReader } from '../../../assembly/x509/pem';
import { X509Problem, problemText } from '../../../assembly/x509/problem';
import {
  LEAF,
  MIDDLE,
  PUBLIC_KEY,
  ROOT,
  TWIN,
} from '../../fixtures/vectors/chains';

function read(text: string, list: CertificateList): X509Problem {
  const pem = PemReader.over(Slice.of(text));
  readCertificates(pem, list, true);
  return pem.problem;
}

function readOne(text: string): X509Problem {
  const pem = PemReader.over(Slice.of(text));
  readCertificates(pem, new CertificateList(), false);
  const isOne = certificateOf(Slice.of(text)) != null;
  expect<bool>(isOne).toBe(pem.problem == X509Problem.None);
  return pem.problem;
}

function publicKey(text: string): X509Problem {
  const pem = PemReader.over(Slice.of(text));
  readPublicKey(pem);
  return pem.problem;
}

function textOf(code: X509Problem): string {
  return problemText(code).toString();
}

describe('readCertificates', () => {
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

describe('readPublicKey', () => {
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
  it('has a text for each problem', () => {
    for (let code = 1; code <= X509Problem.OtherKey; code++) {
      expect<i32>(textOf(code).length).toBeGreaterThan(20);
    }
  });
});

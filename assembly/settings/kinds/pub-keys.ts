// SPDX-License-Identifier: Apache-2.0
import { ByteMap } from '@kubewarden/policy-sdk-assemblyscript/core';
import { publicKeyProblem } from '../../x509/certificates';
import { PemReader } from '../../x509/pem';
import { X509Problem, problemText } from '../../x509/problem';
import { Reader } from '../reader';
import { readText } from '../values';

/** Checks the PEM public key at the cursor; whether it is a `known` one. */
export function isKnownKey(reader: Reader, known: ByteMap): bool {
  const text = readText(reader);
  if (text == null) return false;
  const problem = publicKeyProblem(text);
  if (problem != X509Problem.None) {
    reader.reportText(problemText(problem));
    return false;
  }
  // By its DER bytes: PEM has many spellings.
  const pem = PemReader.over(text);
  pem.next();
  return known.add(pem.der);
}

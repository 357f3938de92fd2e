// SPDX-License-Identifier: Apache-2.0
import { ByteMap } from '@kubewarden/policy-sdk-assemblyscript/core';
import { publicKeyProblem } from '../../x509/certificates';
import { PemReader } from '../../x509/pem';
import { X509Problem, problemText } from '../../x509/problem';
import { keyIdentity } from '../../x509/public-key';
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
  // By what the key is: PEM, and the DER of a point, have many spellings.
  const pem = PemReader.over(text);
  pem.next();
  const identity = keyIdentity(pem.der);
  return identity != null && known.add(identity);
}

// SPDX-License-Identifier: Apache-2.0
import { ByteMap } from '@kubewarden/policy-sdk-assemblyscript/core';
import { readPublicKey } from '../../x509/certificates';
import { X509Problem, problemText } from '../../x509/problem';
import { Reader } from '../reader';
import { readText } from '../values';

/** Checks the PEM public key at the cursor; whether it is a `known` one. */
export function isKnownKey(reader: Reader, known: ByteMap): bool {
  const text = readText(reader);
  if (text == null) return false;
  const key = readPublicKey(text);
  if (key.problem == X509Problem.None) return known.add(key.identity);
  reader.reportText(problemText(key.problem));
  return false;
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { publicKeyProblem } from '../../x509/chain';
import { PemReader } from '../../x509/pem';
import { X509Problem, problemText } from '../../x509/problem';
import { Report } from '../report';
import { enterList, readText } from '../values';

/** A key met before, by its DER bytes: PEM has many spellings. */
@final
@unmanaged
class KnownKey {
  constructor(
    public der: Slice,
    public next: KnownKey | null,
  ) {}
}

/** Checks the list of PEM public keys at the cursor; returns how many. */
export function checkPubKeys(cursor: Cursor, report: Report): i32 {
  const listAt = cursor.position;
  if (!enterList(cursor, report)) return 0;
  let known: KnownKey | null = null;
  let count = 0;
  while (cursor.nextElement()) {
    const at = cursor.position;
    count++;
    const text = readText(cursor, report);
    if (text == null) continue;
    const problem = publicKeyProblem(text.ptr, text.len);
    if (problem != X509Problem.None) {
      report.problem(at, problemText(problem));
      continue;
    }
    const der = derOf(text);
    if (isKnown(known, der)) report.problem(at, ascii('is a duplicate'));
    known = new KnownKey(der, known);
  }
  if (count == 0) report.problem(listAt, ascii('must not be empty'));
  return count;
}

/** The bytes of the only block of a text that has been found sound. */
function derOf(text: Slice): Slice {
  const pem = new PemReader(text.ptr, text.len);
  pem.next();
  return new Slice(pem.der, pem.derLen);
}

function isKnown(known: KnownKey | null, der: Slice): bool {
  let rest = known;
  while (rest != null) {
    const key = rest;
    rest = rest.next;
    if (key.der.equals(der)) return true;
  }
  return false;
}

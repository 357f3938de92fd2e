// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { publicKeyProblem } from '../../x509/chain';
import { PemReader } from '../../x509/pem';
import { X509Problem, problemText } from '../../x509/problem';
import { KnownTexts } from '../known-texts';
import { Report } from '../report';
import { enterList, readText } from '../values';

/** More keys than anybody lists. */
const BUCKETS = 64;

/** Checks the list of PEM public keys at the cursor; returns how many. */
export function checkPubKeys(cursor: Cursor, report: Report): i32 {
  const listAt = cursor.position;
  if (!enterList(cursor, report)) return 0;
  const known = new KnownTexts(BUCKETS);
  let count = 0;
  while (cursor.nextElement()) {
    const at = cursor.position;
    count++;
    const text = readText(cursor, report);
    if (text == null) continue;
    const problem = publicKeyProblem(text);
    if (problem != X509Problem.None) {
      report.problem(at, problemText(problem));
      continue;
    }
    // By its DER bytes: PEM has many spellings.
    if (known.add(derOf(text))) report.problem(at, ascii('is a duplicate'));
  }
  if (count == 0) report.problem(listAt, ascii('must not be empty'));
  return count;
}

/** The bytes of the only block of a text that has been found sound. */
function derOf(text: Slice): Slice {
  const pem = PemReader.over(text);
  pem.next();
  return pem.der;
}

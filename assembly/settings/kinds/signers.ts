// SPDX-License-Identifier: Apache-2.0
import { Cursor } from '@kubewarden/policy-sdk-assemblyscript';
import { Entry } from '../entry';
import { Key } from '../keys';
import { Report } from '../report';
import { checkCertificates } from './certificates';
import { readRepository } from './github-actions';
import { checkIdentities } from './identities';
import { checkPubKeys } from './pub-keys';

/**
 * Checks the signers of an entry at the cursor, which stand under the given
 * key, as far as that can be done without the host. Returns how many there
 * are.
 */
export function checkSigners(
  key: Key,
  cursor: Cursor,
  report: Report,
  entry: Entry,
): i32 {
  switch (key) {
    case Key.PubKeys:
      return checkPubKeys(cursor, report);
    case Key.Certificates:
      return checkEntryCertificates(cursor, report, entry);
    case Key.GithubActions:
      readRepository(cursor, report);
      return 1;
    default:
      return checkIdentities(cursor, report, key);
  }
}

function checkEntryCertificates(
  cursor: Cursor,
  report: Report,
  entry: Entry,
): i32 {
  const certificates = checkCertificates(cursor, report);
  entry.certificates = certificates;
  return certificates.count;
}

// SPDX-License-Identifier: Apache-2.0
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Key } from '../keys';
import { Reader } from '../reader';
import { enterList } from '../values';
import { addCertificates } from './certificates';
import { CheckedSigners } from './checked-signers';
import { readRepository } from './github-actions';
import { readIdentity, withoutSlash } from './identities';
import { isKnownKey } from './pub-keys';

/**
 * Checks the signers, or the chain, at the cursor, which stand under the given
 * key, as far as that can be done without the host.
 */
export function checkSigners(reader: Reader, key: Key): CheckedSigners {
  const signers = new CheckedSigners(reader.position);
  if (key == Key.GithubActions) {
    readRepository(reader);
    return signers;
  }
  if (!enterList(reader)) {
    signers.unsound = true;
    return signers;
  }
  while (reader.nextElement()) {
    const at = reader.position;
    signers.count++;
    let duplicates = checkSigner(reader, key, signers);
    if (duplicates < 0) signers.unsound = true;
    while (duplicates-- > 0) reader.problem(at, ascii('is a duplicate'));
  }
  if (signers.count == 0)
    reader.problem(signers.at, ascii('must not be empty'));
  return signers;
}

/**
 * Checks one element of a list; returns how often it was there already, or -1
 * for no sound certificate.
 */
function checkSigner(reader: Reader, key: Key, signers: CheckedSigners): i32 {
  if (key == Key.PubKeys) return i32(isKnownKey(reader, signers.known));
  if (key == Key.Certificates || key == Key.CertificateChain)
    return addCertificates(reader, signers, key == Key.CertificateChain);
  const identity = readIdentity(reader, key);
  if (identity == null) return 0;
  if (key == Key.KeylessPrefix) withoutSlash(identity.subject);
  return i32(signers.known.add(identity.subject, identity.issuer));
}

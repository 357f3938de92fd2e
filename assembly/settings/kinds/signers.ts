// SPDX-License-Identifier: Apache-2.0
import { ascii, EMPTY } from '@kubewarden/policy-sdk-assemblyscript/core';
import { PemReader } from '../../x509/pem';
import { readCertificates, readPublicKey } from '../../x509/certificates';
import { problemText } from '../../x509/problem';
import { Key } from '../keys';
import { Reader } from '../reader';
import { enterList, readText } from '../values';
import { addCertificates } from './certificates';
import { CheckedSigners } from './checked-signers';
import { readRepository } from './github-actions';
import { readIdentity, withoutSlash } from './identities';

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
    const duplicates =
      key == Key.Keyless || key == Key.KeylessPrefix
        ? checkIdentity(reader, key, signers)
        : checkPem(reader, key, signers);
    if (duplicates > 0) reader.problem(at, ascii('is a duplicate'));
  }
  if (signers.count == 0)
    reader.problem(signers.at, ascii('must not be empty'));
  return signers;
}

// Each of these checks one element of a list, and returns how often what it
// says was there already.

function checkIdentity(reader: Reader, key: Key, signers: CheckedSigners): i32 {
  const identity = readIdentity(reader, key);
  if (identity == null) return 0;
  if (key == Key.KeylessPrefix) withoutSlash(identity.subject);
  return i32(signers.known.add(identity.subject, identity.issuer));
}

function checkPem(reader: Reader, key: Key, signers: CheckedSigners): i32 {
  const text = readText(reader);
  if (text != null) {
    const pem = PemReader.over(text);
    if (key == Key.PubKeys) {
      const identity = readPublicKey(pem);
      if (pem.sound) return i32(signers.known.add(identity, EMPTY));
    } else {
      const before = signers.certificates.last;
      readCertificates(pem, signers.certificates, key == Key.CertificateChain);
      if (pem.sound) return addCertificates(signers, before, reader.textAt);
    }
    reader.reportText(problemText(pem.problem));
  }
  signers.unsound = true;
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  ByteMap,
  CharCode,
  EMPTY,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { CertificateList } from '../../x509/certificates';
import { comparableKey } from '../../x509/public-key';
import { Key } from '../keys';
import { Reader } from '../reader';
import { Identity, readIdentity, withoutSlash } from './identities';
import { CheckedSigners } from './checked-signers';

/**
 * Why a threshold of several signers could be met by one of them, who would
 * count under two elements of the sound list under the given key; an empty text
 * when it could not.
 *
 * @param end - where the settings end
 */
export function thresholdProblem(
  signers: CheckedSigners,
  key: Key,
  end: usize,
): Slice {
  if (haveOneKey(signers.certificates))
    return ascii('counts one signer twice: two certificates have one key');
  if (key == Key.KeylessPrefix && overlap(signers, end))
    return ascii('counts one signer twice: a urlPrefix is below another');
  return EMPTY;
}

/** Whether two certificates are of the same key, as after a renewal. */
function haveOneKey(list: CertificateList): bool {
  const keys = new ByteMap();
  let rest = list.first;
  while (rest != null) {
    if (keys.add(comparableKey(rest.spki), EMPTY)) return true;
    rest = rest.next;
  }
  return false;
}

/** Whether subjects below one prefix are also below another one. */
function overlap(signers: CheckedSigners, end: usize): bool {
  const again = new Reader(signers.at, end, false);
  again.enterArray();
  while (again.nextElement()) {
    const identity = readIdentity(again, Key.KeylessPrefix);
    if (identity != null && isBelow(identity, signers.known)) return true;
  }
  return false;
}

/** Whether a directory above the prefix is a known one of the same issuer. */
function isBelow(identity: Identity, known: ByteMap): bool {
  const above = identity.subject;
  withoutSlash(above);
  while (--above.len > 0) {
    if (
      load<u8>(above.end) == CharCode.Slash &&
      known.find(above, identity.issuer) != null
    )
      return true;
  }
  return false;
}

// SPDX-License-Identifier: Apache-2.0
import type { KeyObject } from 'node:crypto';
import { constraintYaml } from './constraint.js';
import { reasonOf } from '../../errors.js';
import { missingAnnotation } from './annotations.js';
import {
  readPublicKey,
  sameKey,
  signatureVerifies,
} from '../keys/signature-check.js';
import type { Signer } from './signer.js';
import type { Annotations } from './types.js';

/**
 * The holder of a public key. No log entry is needed, but one that is there
 * must name this key. An unreadable key is a signer nothing satisfies.
 *
 * @param pem SubjectPublicKeyInfo: P-256, P-384, P-521, Ed25519 or RSA.
 */
export function publicKeySigner(
  pem: string,
  annotations: Annotations | undefined,
): Signer {
  const fields = { kind: 'pubKey', owner: null, key: pem };
  const constraint = constraintYaml(fields, annotations);
  let key: KeyObject;
  try {
    key = readPublicKey(pem);
  } catch (error) {
    const reason = reasonOf(error);
    return { constraint, miss: () => reason };
  }
  return {
    constraint,
    miss(evidence) {
      const { message, signature, loggedKey } = evidence;
      if (!signatureVerifies(key, message, signature)) {
        return 'signature is not by this key';
      }
      if (loggedKey !== undefined && !sameKey(loggedKey, key)) {
        return 'log entry is about another key';
      }
      const missing = missingAnnotation(evidence.annotations, annotations);
      return missing === undefined
        ? undefined
        : `annotation ${missing} is missing or different`;
    },
  };
}

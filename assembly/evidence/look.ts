// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../x509/certificate';
import { FulcioIdentity } from '../x509/fulcio-identity';
import { Layer } from './layer';

/**
 * What a signature manifest says of its signers. Nothing of it is verified: it
 * explains a rejection and decides nothing.
 */
@final
@unmanaged
export class Look {
  /** Signatures, whoever made them. */
  count: i32 = 0;
  /** Whether some signature is by the wanted certificate but in no log. */
  isUnlogged: bool = false;
  /** The first identity that a certificate names; empty for none. */
  identity: Slice = EMPTY;
}

/**
 * Looks at a signature manifest.
 *
 * @param wanted - the certificate that is missing; null for identities, all of
 *   which need a log entry
 */
export function lookAt(manifest: Slice, wanted: Certificate | null): Look {
  const look = new Look();
  const cursor = Cursor.over(manifest);
  if (!cursor.tryObject()) return look;
  while (cursor.nextMember()) {
    if (!cursor.keyIs('layers') || !cursor.tryArray()) {
      cursor.skip();
      continue;
    }
    while (cursor.nextElement()) {
      const layer = Layer.read(cursor);
      if (cursor.failed) return look;
      look.count++;
      const certificate = layer.certificate;
      if (certificate == null) continue;
      if (!layer.isLogged && (wanted == null || wanted.equals(certificate)))
        look.isUnlogged = true;
      if (look.identity.len == 0)
        look.identity = new FulcioIdentity(certificate).subject;
    }
  }
  return look;
}

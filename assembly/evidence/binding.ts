// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  Cursor,
  decimal,
  EMPTY,
  fill,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { readCertificate } from '../x509/certificate';
import { FulcioIdentity } from '../x509/fulcio-identity';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { comparableKey } from '../x509/public-key';
import { Layer } from './layer';
import { Reason, reasonText } from './reason';
import { Wanted, WantedSigner } from './wanted-signer';

/**
 * Why an image's evidence does not bind, such as `layer 0: its log entry is of
 * another payload`; null when it does. Layers without a log entry
 * are passed over: no host counts them where one is needed. All others must
 * bind, and the first that does not is told.
 *
 * @param manifest - its signature manifest, the answer of `oci`
 *   `v1/oci_manifest` for `REPOSITORY:sha256-HEX.sig`: JSON, readable
 *   `PADDING_BYTES` past its end
 * @param first - the first of the signers that counted, all keys or none,
 *   which get their marks
 */
export function bindingProblem(
  manifest: Slice,
  first: WantedSigner,
): Failure | null {
  const ofKeys = first.kind == Wanted.Key;
  const cursor = Cursor.over(manifest);
  let hasLayers = false;
  if (cursor.enterObject()) {
    while (cursor.nextMember()) {
      if (!cursor.keyIs('layers')) {
        cursor.skip();
        continue;
      }
      if (hasLayers) cursor.fail();
      hasLayers = cursor.enterArray();
      for (let index = 0; cursor.nextElement(); index++) {
        const layer = Layer.read(cursor);
        let reason = Reason.Malformed;
        if (!cursor.failed) {
          if (!layer.isLogged) continue;
          reason = layer.bind(ofKeys);
        }
        if (reason != Reason.Bound)
          return mismatch(fill('layer %1', decimal(index), EMPTY), reason);
        mark(first, layer, ofKeys);
      }
    }
  }
  return hasLayers && cursor.finish()
    ? null
    : mismatch(ascii('manifest'), Reason.Malformed);
}

/** Marks the signers that a layer, which binds, holds. */
function mark(first: WantedSigner, layer: Layer, ofKeys: bool): void {
  const certificate = readCertificate(layer.key);
  const key = certificate == null ? layer.key : certificate.spki;
  const comparable = comparableKey(key);
  let identity: FulcioIdentity | null = null;
  // The log has the very certificate that the layer has.
  if (!ofKeys && layer.hasCertificate && certificate != null)
    identity = new FulcioIdentity(certificate);
  let rest: WantedSigner | null = first;
  while (rest != null) {
    if (rest.isSigner(comparable, identity)) rest.isHeld = true;
    rest = rest.next;
  }
}

function mismatch(place: Slice, reason: Reason): Failure {
  const detail = fill('%1: %2', place, reasonText(reason));
  return new Failure(Code.EvidenceMismatch, detail);
}

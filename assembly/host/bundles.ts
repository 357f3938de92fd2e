// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  Slice,
  Writer,
  ascii,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { textBehind } from './manifest-digest';
import { SignatureManifests, bundleIndex } from './signature-manifests';

/**
 * The predicate type of the first Sigstore bundle that refers to an image, as
 * cosign 3 stores it; null when none can be read.
 *
 * @param verified - the image as `REPOSITORY@DIGEST`
 * @param digestLen - bytes of the digest
 */
export function predicateOfBundle(
  manifests: SignatureManifests,
  verified: Slice,
  digestLen: i32,
): Slice | null {
  const index = manifests.ask(bundleIndex(verified, digestLen));
  const digest = textBehind(index, ascii('"digest":"'));
  if (digest == null) return null;
  const bundle = new Writer(512)
    .byte(CharCode.Quote)
    .raw(verified.ptr, verified.len - digestLen)
    .slices(digest)
    .byte(CharCode.Quote);
  return textBehind(
    manifests.ask(bundle.slice()),
    ascii('"dev.sigstore.bundle.predicateType":"'),
  );
}

// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  Cursor,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../x509/certificate';
import { Layer } from './layer';
import { evidenceFor, Reason, reasonText } from './reason';

/**
 * Why an image's evidence does not bind, such as `evidence for IMAGE does not
 * bind: layer 0: other payload`; null when it does. All layers are checked, and
 * the first that does not bind is told.
 *
 * @param image - the image, for messages
 * @param manifest - its signature manifest, the answer of `oci`
 *   `v1/oci_manifest` for `REPOSITORY:sha256-HEX.sig`: JSON, readable
 *   `PADDING_BYTES` past its end
 * @param first - the first of the entry's certificates that counted, which get
 *   their marks; null for an entry of identities, which any certificate in the
 *   evidence may carry
 */
export function bindingProblem(
  image: Slice,
  manifest: Slice,
  first: Certificate | null,
): Slice | null {
  const cursor = Cursor.over(manifest);
  let hasLayers = false;
  let hasCertificate = false;
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
        const reason = cursor.failed
          ? Reason.Malformed
          : layer.bind(first != null);
        if (reason != Reason.Bound)
          return because(begin(image).literal('layer ').integer(index), reason);
        if (layer.hasCertificate) hasCertificate = true;
        mark(first, layer.key);
      }
    }
  }
  if (!hasLayers || !cursor.finish())
    return because(begin(image).literal('manifest'), Reason.Malformed);
  if (first != null) return unboundProblem(image, first);
  return hasCertificate
    ? null
    : because(begin(image).literal('manifest'), Reason.NoLogEntry);
}

/** Marks the certificates that the log has, or the public key of. */
function mark(first: Certificate | null, key: Slice | null): void {
  let rest = first;
  while (rest != null && key != null) {
    if (rest.der.equals(key) || rest.spki.equals(key)) rest.isLogged = true;
    rest = rest.next;
  }
}

function unboundProblem(image: Slice, first: Certificate): Slice | null {
  let rest: Certificate | null = first;
  while (rest != null && rest.isLogged) rest = rest.next;
  if (rest == null) return null;
  return because(
    begin(image)
      .literal('certificates[')
      .integer(rest.index)
      .byte(CharCode.CloseBracket),
    Reason.NoLogEntry,
  );
}

function begin(image: Slice): Writer {
  return evidenceFor(image).literal(' does not bind: ');
}

function because(text: Writer, reason: Reason): Slice {
  return text.literal(': ').slices(reasonText(reason)).slice();
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { Certificate } from '../x509/certificate';
import { isOrHoldsKey, Layer } from './layer';
import { evidenceFor, Reason, reasonText } from './reason';

/** Whether an image's evidence binds and, if not, what is wrong where. */
@final
@unmanaged
export class Binding {
  reason: Reason = Reason.Bound;
  /** The layer at fault, counted from 0; -1 for none in particular. */
  layer: i32 = -1;
  /** The `index` of the certificate that no layer binds; else -1. */
  certificate: i32 = -1;
  /** Whether a layer has bound a certificate of its own. */
  private found: bool = false;

  constructor(
    /** The first of the certificates that must be bound. */
    private first: Certificate | null,
  ) {}

  get binds(): bool {
    return this.reason == Reason.Bound;
  }

  /**
   * Reads a signature manifest, the answer of `oci` `v1/oci_manifest` for
   * `REPOSITORY:sha256-HEX.sig`, and checks all layers; the first that does
   * not bind fails.
   *
   * @param manifest - JSON, readable `PADDING_BYTES` past its end
   * @param first - the first of the entry's certificates that counted, which
   *   get their marks; null for an entry of identities, which any certificate
   *   in the evidence may carry
   */
  static of(manifest: Slice, first: Certificate | null): Binding {
    const binding = new Binding(first);
    const cursor = Cursor.over(manifest);
    let found = false;
    if (cursor.enterObject()) {
      while (cursor.nextMember()) {
        if (!cursor.keyIs('layers')) {
          cursor.skip();
        } else if (found || !cursor.enterArray()) {
          cursor.fail();
        } else {
          found = true;
          binding.checkLayers(cursor);
          if (!binding.binds) return binding;
        }
      }
    }
    if (!found || !cursor.finish()) binding.reason = Reason.Malformed;
    else binding.checkAllBound();
    return binding;
  }

  private checkLayers(cursor: Cursor): void {
    for (let index = 0; cursor.nextElement(); index++) {
      const layer = Layer.read(cursor);
      this.reason = cursor.failed ? Reason.Malformed : this.checkLayer(layer);
      if (!this.binds) {
        this.layer = index;
        return;
      }
    }
  }

  private checkLayer(layer: Layer): Reason {
    let rest = this.first;
    const reason = layer.bind(rest != null);
    const key = layer.key;
    if (reason != Reason.Bound || key == null) return reason;
    if (layer.hasCertificate) this.found = true;
    while (rest != null) {
      if (isOrHoldsKey(rest, key)) rest.isLogged = true;
      rest = rest.next;
    }
    return Reason.Bound;
  }

  private checkAllBound(): void {
    let rest = this.first;
    if (rest == null && !this.found) this.reason = Reason.NoLogEntry;
    while (rest != null && rest.isLogged) rest = rest.next;
    if (rest == null) return;
    this.reason = Reason.NoLogEntry;
    this.certificate = rest.index;
  }

  /** What is wrong: `evidence for IMAGE does not bind: layer 0: ...`. */
  problem(image: Slice): Slice {
    const text = evidenceFor(image).literal(' does not bind: ');
    if (this.layer >= 0) text.literal('layer ').integer(this.layer);
    else if (this.certificate >= 0) {
      text.literal('certificates[').integer(this.certificate).byte(0x5d);
    } else {
      text.literal('manifest');
    }
    return text.literal(': ').slices(reasonText(this.reason)).slice();
  }
}

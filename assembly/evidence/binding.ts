// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { CertificateList } from '../x509/chain';
import { isOrHoldsKey, Layer } from './layer';
import { evidenceFor, Reason, reasonText } from './reason';

/** Whether an image's evidence binds and, if not, what is wrong where. */
@final
@unmanaged
export class Binding {
  reason: Reason = Reason.Bound;
  /** The layer at fault, counted from 0; -1 for none in particular. */
  layer: i32 = -1;
  /** The certificate that no layer binds, by place in the list; else -1. */
  certificate: i32 = -1;

  get binds(): bool {
    return this.reason == Reason.Bound;
  }

  private fail(reason: Reason, layer: i32): void {
    this.reason = reason;
    this.layer = layer;
  }

  /**
   * Reads a signature manifest, the answer of `oci` `v1/oci_manifest` for
   * `REPOSITORY:sha256-HEX.sig`, and checks all layers; the first that does
   * not bind fails.
   *
   * @param manifest - JSON, readable `PADDING_BYTES` past its end
   * @param certificates - those of the entry that counted; null for an entry
   *   of identities, which any certificate in the evidence may carry
   */
  static of(manifest: Slice, certificates: CertificateList | null): Binding {
    const binding = new Binding();
    const count = certificates == null ? 1 : certificates.length;
    // One byte a certificate: whether a layer has bound it.
    const bound = heap.alloc(<usize>count);
    memory.fill(bound, 0, <usize>count);
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
          binding.checkLayers(cursor, certificates, bound);
          if (!binding.binds) return binding;
        }
      }
    }
    if (!found || !cursor.finish()) binding.fail(Reason.Malformed, -1);
    else binding.checkAllBound(certificates, bound, count);
    return binding;
  }

  private checkLayers(
    cursor: Cursor,
    certificates: CertificateList | null,
    bound: usize,
  ): void {
    for (let index = 0; cursor.nextElement(); index++) {
      const layer = Layer.read(cursor);
      if (cursor.failed) this.fail(Reason.Malformed, index);
      else if (!layer.isPlain)
        this.checkLayer(layer, index, certificates, bound);
      if (!this.binds) return;
    }
  }

  private checkLayer(
    layer: Layer,
    index: i32,
    certificates: CertificateList | null,
    bound: usize,
  ): void {
    const reason = layer.bind(certificates != null);
    const key = layer.key;
    if (reason != Reason.Bound || key == null) {
      this.fail(reason, index);
    } else if (certificates == null) {
      if (layer.certificate != null) store<u8>(bound, 1);
    } else {
      let certificate = certificates.first;
      for (let i: usize = 0; certificate != null; i++) {
        if (isOrHoldsKey(certificate, key)) store<u8>(bound + i, 1);
        certificate = certificate.next;
      }
    }
  }

  private checkAllBound(
    certificates: CertificateList | null,
    bound: usize,
    count: i32,
  ): void {
    for (let i = 0; i < count; i++) {
      if (load<u8>(bound + <usize>i) != 0) continue;
      this.fail(Reason.NoLogEntry, -1);
      if (certificates != null) this.certificate = i;
      return;
    }
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

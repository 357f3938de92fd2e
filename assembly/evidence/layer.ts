// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  findPhrase,
  PADDING_BYTES,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isDigest } from '../references/digest';
import { Certificate, readCertificate } from '../x509/certificate';
import { comparableKey } from '../x509/public-key';
import { bytesOf, derOf } from './content';
import { Path, Paths } from './paths';
import { Reason } from './reason';

/**
 * One layer of a signature manifest: a payload, told by its digest, and the
 * annotations that cosign puts beside it.
 */
@final
@unmanaged
export class Layer {
  /** DER of the certificate or public key in the log; set by `bind`. */
  key: Slice = EMPTY;
  private paths: Paths = new Paths();

  /** Reads the layer at the cursor, which fails when that is malformed. */
  static read(cursor: Cursor): Layer {
    const layer = new Layer();
    layer.paths.read(cursor, Path.Layer);
    return layer;
  }

  /** Whether it has a certificate beside the one in the log. */
  get hasCertificate(): bool {
    return this.paths.has(Path.Certificate);
  }

  /** The certificate beside the signature; null when none can be read. */
  get certificate(): Certificate | null {
    return readCertificate(derOf(this.paths.text(Path.Certificate), false));
  }

  /** Whether it has a log entry, sound or not. */
  get isLogged(): bool {
    return this.paths.has(Path.BundleText);
  }

  /**
   * Whether payload, signature, certificate and log entry belong together: the
   * `hashedrekord` in the layer's bundle, `{"Payload":{"body":BASE64}}`. The
   * log's own signature is checked by the host. With `orItsKey` the log may
   * have the certificate's public key instead.
   *
   * @see https://github.com/sigstore/rekor/tree/main/pkg/types/hashedrekord
   */
  bind(orItsKey: bool): Reason {
    const paths = this.paths;
    // A cursor reads ahead, and unescaped text may be last in memory.
    heap.alloc(PADDING_BYTES);
    if (!paths.readAll(paths.text(Path.BundleText), Path.Bundle))
      return Reason.Malformed;
    if (!paths.readAll(bytesOf(paths.text(Path.BodyText)), Path.Body))
      return Reason.Malformed;
    const signature = bytesOf(paths.text(Path.Signature));
    const logged = bytesOf(paths.text(Path.LoggedSignature));
    this.key = derOf(bytesOf(paths.text(Path.LoggedKey)), true);
    const isWhole =
      paths.text(Path.Kind).is('hashedrekord') &&
      paths.has(Path.Algorithm) &&
      paths.has(Path.Hash) &&
      min(signature.len, logged.len) > 0 &&
      this.key.len > 0;
    if (!isWhole) return Reason.Malformed;
    if (!this.isOfPayload) return Reason.OtherPayload;
    if (!signature.equals(logged)) return Reason.OtherSignature;
    return this.bindCertificate(orItsKey);
  }

  private bindCertificate(orItsKey: bool): Reason {
    if (!this.hasCertificate) return Reason.Bound;
    const der = derOf(this.paths.text(Path.Certificate), false);
    if (der.len == 0) return Reason.Malformed;
    if (der.equals(this.key)) return Reason.Bound;
    if (!orItsKey) return Reason.OtherCertificate;
    const certificate = readCertificate(der);
    if (certificate == null) return Reason.Malformed;
    return comparableKey(certificate.spki).equals(comparableKey(this.key))
      ? Reason.Bound
      : Reason.OtherCertificate;
  }

  /** Whether the log entry's hash is the one in the layer's digest. */
  private get isOfPayload(): bool {
    const digest = this.paths.text(Path.Digest);
    const hash = this.paths.text(Path.Hash);
    if (!this.paths.text(Path.Algorithm).is('sha256')) return false;
    if (hash.len != 64 || digest.len != 71 || !isDigest(digest)) return false;
    // Digests are in small letters, which stand for capitals of the log's too.
    const hex = new Slice(digest.ptr + 7, 64);
    return findPhrase(hash.ptr, hash.end, hex) == hash.ptr;
  }
}

// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  PADDING_BYTES,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isDigest } from '../references/digest';
import { Certificate, readCertificate } from '../x509/certificate';
import { comparableKey } from '../x509/public-key';
import { bytesOf, derOf } from './content';
import { LogEntry } from './log-entry';
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
    return this.paths.text(Path.Certificate) != null;
  }

  /** The certificate beside the signature; null when none can be read. */
  get certificate(): Certificate | null {
    const der = derOf(this.paths.text(Path.Certificate), false);
    return der == null ? null : readCertificate(der);
  }

  /** Whether it has a log entry, sound or not. */
  get isLogged(): bool {
    return this.paths.text(Path.BundleText) != null;
  }

  /**
   * Whether payload, signature, certificate and log entry belong together.
   * With `orItsKey` the log may have the certificate's public key instead.
   */
  bind(orItsKey: bool): Reason {
    const paths = this.paths;
    const bundle = paths.text(Path.BundleText);
    if (bundle == null) return Reason.Malformed;
    // A cursor reads ahead, and unescaped text may be last in memory.
    heap.alloc(PADDING_BYTES);
    const entry = LogEntry.read(bundle, paths);
    const signature = bytesOf(paths.text(Path.Signature));
    if (entry == null || signature == null) return Reason.Malformed;
    if (!isHashOf(paths.text(Path.Digest), entry)) return Reason.OtherPayload;
    if (!signature.equals(entry.signature)) return Reason.OtherSignature;
    this.key = entry.key;
    return this.bindCertificate(entry.key, orItsKey);
  }

  private bindCertificate(key: Slice, orItsKey: bool): Reason {
    if (!this.hasCertificate) return Reason.Bound;
    const der = derOf(this.paths.text(Path.Certificate), false);
    if (der == null) return Reason.Malformed;
    if (der.equals(key)) return Reason.Bound;
    if (!orItsKey) return Reason.OtherCertificate;
    const certificate = readCertificate(der);
    if (certificate == null) return Reason.Malformed;
    return comparableKey(certificate.spki).equals(comparableKey(key))
      ? Reason.Bound
      : Reason.OtherCertificate;
  }
}

/** Whether the log entry's hash is the one in the layer's digest. */
function isHashOf(digest: Slice | null, entry: LogEntry): bool {
  const hash = entry.hash;
  if (digest == null || !entry.algorithm.is('sha256')) return false;
  if (hash.len != 64 || digest.len != 71 || !isDigest(digest)) return false;
  const hex = digest.ptr + 7;
  for (let i: usize = 0; i < 64; i += 8) {
    const text = load<u64>(hash.ptr + i);
    // Digests are in small letters; logs need not be.
    const small = text | ((text >> 1) & 0x2020202020202020);
    if (small != load<u64>(hex + i)) return false;
  }
  return true;
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { equalsLiteral } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { PADDING_BYTES } from '@kubewarden/policy-sdk-assemblyscript/assembly/wapc/arena';
import { isDigest } from '../images/digest';
import { Certificate, readCertificate } from '../x509/certificate';
import { bytesOf, derOf } from './content';
import { LogEntry } from './log-entry';
import { Reason } from './reason';

/**
 * One layer of a signature manifest: a payload, told by its digest, and the
 * annotations that cosign puts beside it.
 */
@final
@unmanaged
export class Layer {
  digest: Slice | null = null;
  /** `dev.cosignproject.cosign/signature`: base64. */
  signature: Slice | null = null;
  /** `dev.sigstore.cosign/certificate`: PEM. */
  certificate: Slice | null = null;
  /** `dev.sigstore.cosign/bundle`: JSON. */
  bundle: Slice | null = null;
  /** DER of the certificate or public key in the log; set by `bind`. */
  key: Slice | null = null;
  private malformed: bool = false;

  /** Reads the layer at the cursor, which fails when that is malformed. */
  static read(cursor: Cursor): Layer {
    const layer = new Layer();
    if (cursor.enterObject()) layer.readMembers(cursor);
    return layer;
  }

  private readMembers(cursor: Cursor): void {
    let annotated = false;
    while (cursor.nextMember()) {
      if (cursor.keyIs('digest')) {
        this.digest = this.once(cursor, this.digest);
      } else if (cursor.keyIs('annotations')) {
        if (annotated) this.malformed = true;
        annotated = true;
        // Registries may answer null for none.
        if (!cursor.readNull()) this.readAnnotations(cursor);
      } else {
        cursor.skip();
      }
    }
  }

  private readAnnotations(cursor: Cursor): void {
    if (!cursor.enterObject()) return;
    while (cursor.nextMember()) {
      if (cursor.keyIs('dev.cosignproject.cosign/signature')) {
        this.signature = this.once(cursor, this.signature);
      } else if (cursor.keyIs('dev.sigstore.cosign/certificate')) {
        this.certificate = this.once(cursor, this.certificate);
      } else if (cursor.keyIs('dev.sigstore.cosign/bundle')) {
        this.bundle = this.once(cursor, this.bundle);
      } else {
        cursor.skip();
      }
    }
  }

  /** Reads a string that must not have been there before. */
  private once(cursor: Cursor, before: Slice | null): Slice | null {
    const isText = cursor.atString;
    if (before != null || !isText) this.malformed = true;
    if (isText) return cursor.readString();
    cursor.skip();
    return before;
  }

  /** Whether there is nothing to bind: a signature by a bare key, unlogged. */
  get isPlain(): bool {
    return this.certificate == null && this.bundle == null && !this.malformed;
  }

  /**
   * Whether payload, signature, certificate and log entry belong together.
   * With `orItsKey` the log may have the certificate's public key instead.
   */
  bind(orItsKey: bool): Reason {
    if (this.malformed) return Reason.Malformed;
    const bundle = this.bundle;
    if (bundle == null) return Reason.NoLogEntry;
    // A cursor reads ahead, and unescaped text may be last in memory.
    heap.alloc(PADDING_BYTES);
    const entry = LogEntry.read(bundle);
    const signature = bytesOf(this.signature);
    if (entry == null || signature == null) return Reason.Malformed;
    if (!isHashOf(this.digest, entry)) return Reason.OtherPayload;
    if (!same(signature, entry.signature)) return Reason.OtherSignature;
    this.key = entry.key;
    return this.bindCertificate(entry.key, orItsKey);
  }

  private bindCertificate(key: Slice | null, orItsKey: bool): Reason {
    if (this.certificate == null) return Reason.Bound;
    const der = derOf(this.certificate, false);
    if (der == null || key == null) return Reason.Malformed;
    if (same(der, key)) return Reason.Bound;
    if (!orItsKey) return Reason.OtherCertificate;
    const certificate = readCertificate(der);
    if (certificate == null) return Reason.Malformed;
    return certificate.spki.equals(key)
      ? Reason.Bound
      : Reason.OtherCertificate;
  }
}

/** Whether DER is the certificate itself or its public key. */
export function isOrHoldsKey(certificate: Certificate, der: Slice): bool {
  return certificate.der.equals(der) || certificate.spki.equals(der);
}

function same(a: Slice, b: Slice | null): bool {
  return b != null && a.equals(b);
}

/** Whether the log entry's hash is the one in the layer's digest. */
function isHashOf(digest: Slice | null, entry: LogEntry): bool {
  const algorithm = entry.algorithm;
  const hash = entry.hash;
  if (digest == null || algorithm == null || hash == null) return false;
  if (!equalsLiteral(algorithm.ptr, algorithm.len, 'sha256')) return false;
  if (hash.len != 64 || digest.len != 71 || !isDigest(digest)) return false;
  for (let i: usize = 0; i < 64; i++) {
    // Digests are in lower case; logs need not be.
    const byte = load<u8>(hash.ptr + i);
    const lower = <u32>(byte - 0x41) < 6 ? byte | 0x20 : byte;
    if (lower != load<u8>(digest.ptr + 7 + i)) return false;
  }
  return true;
}

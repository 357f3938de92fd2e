// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * What is read of a layer, of the bundle in it, and of the log entry's body in
 * that: strings first, then objects.
 */
export const enum Path {
  Digest,
  /** `dev.cosignproject.cosign/signature`: base64. */
  Signature,
  /** `dev.sigstore.cosign/certificate`: PEM. */
  Certificate,
  /** `dev.sigstore.cosign/bundle`: JSON. */
  BundleText,
  /** The log entry: JSON in base64. */
  BodyText,
  Kind,
  /** Hash algorithm of the payload, such as `sha256`. */
  Algorithm,
  /** The payload's hash in hexadecimal. */
  Hash,
  /** The logged signature: base64. */
  LoggedSignature,
  /** The logged certificate or public key: PEM in base64. */
  LoggedKey,

  Layer,
  Annotations,
  Bundle,
  Payload,
  Body,
  Spec,
  Data,
  HashObject,
  SignatureObject,
  KeyObject,
  Other,
}

/** The strings found in JSON objects, by path. */
@final
@unmanaged
export class Paths {
  private texts: usize = heap.alloc(Path.Layer * sizeof<usize>());
  /** One bit for each path met. */
  private seen: u32 = 0;

  /** The string at a path; null when there is none. */
  text(path: Path): Slice | null {
    assert(path < Path.Layer);
    if (((this.seen >> path) & 1) == 0) return null;
    return load<Slice>(this.texts + <usize>path * sizeof<usize>());
  }

  /** Reads a document that is such an object; false when it is malformed. */
  readAll(document: Slice, object: Path): bool {
    const cursor = Cursor.over(document);
    this.read(cursor, object);
    return cursor.finish();
  }

  /**
   * Reads the object at the cursor. Members that are there twice fail, for
   * they leave open which one others read.
   */
  read(cursor: Cursor, object: Path): void {
    if (!cursor.enterObject()) return;
    while (cursor.nextMember()) {
      const path = pathOf(cursor, object);
      if (path == Path.Other) {
        cursor.skip();
        continue;
      }
      if (((this.seen >> path) & 1) != 0) cursor.fail();
      this.seen |= (<u32>1) << (<u32>path);
      if (path < Path.Layer) {
        store<usize>(
          this.texts + <usize>path * sizeof<usize>(),
          changetype<usize>(cursor.readString()),
        );
      } else if (path != Path.Annotations || !cursor.readNull()) {
        // Registries may answer null for no annotations.
        this.read(cursor, path);
      }
    }
  }
}

/** What the cursor's key is in an object; no object is inside itself. */
function pathOf(cursor: Cursor, object: Path): Path {
  switch (object) {
    case Path.Layer:
      if (cursor.keyIs('digest')) return Path.Digest;
      return cursor.keyIs('annotations') ? Path.Annotations : Path.Other;
    case Path.Annotations:
      if (cursor.keyIs('dev.cosignproject.cosign/signature'))
        return Path.Signature;
      if (cursor.keyIs('dev.sigstore.cosign/certificate'))
        return Path.Certificate;
      return cursor.keyIs('dev.sigstore.cosign/bundle')
        ? Path.BundleText
        : Path.Other;
    case Path.Bundle:
      return cursor.keyIs('Payload') ? Path.Payload : Path.Other;
    case Path.Payload:
      return cursor.keyIs('body') ? Path.BodyText : Path.Other;
    case Path.Body:
      if (cursor.keyIs('kind')) return Path.Kind;
      return cursor.keyIs('spec') ? Path.Spec : Path.Other;
    case Path.Spec:
      if (cursor.keyIs('data')) return Path.Data;
      return cursor.keyIs('signature') ? Path.SignatureObject : Path.Other;
    case Path.Data:
      return cursor.keyIs('hash') ? Path.HashObject : Path.Other;
    case Path.HashObject:
      if (cursor.keyIs('algorithm')) return Path.Algorithm;
      return cursor.keyIs('value') ? Path.Hash : Path.Other;
    case Path.SignatureObject:
      if (cursor.keyIs('content')) return Path.LoggedSignature;
      return cursor.keyIs('publicKey') ? Path.KeyObject : Path.Other;
    case Path.KeyObject:
      return cursor.keyIs('content') ? Path.LoggedKey : Path.Other;
    default:
      return Path.Other;
  }
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * What is read of a layer, of the bundle in it, and of the log entry's body in
 * that: strings first, then objects.
 */
export const enum Place {
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

/** The strings found in JSON objects, by place. */
@final
@unmanaged
export class Places {
  private texts: usize = heap.alloc(Place.Layer * sizeof<usize>());
  /** One bit for each place met. */
  private seen: u32 = 0;

  /** The string at a place; null when there is none. */
  text(place: Place): Slice | null {
    if (((this.seen >> place) & 1) == 0) return null;
    return load<Slice>(this.texts + <usize>place * sizeof<usize>());
  }

  /** Reads a document that is such an object; false when it is malformed. */
  readAll(document: Slice, object: Place): bool {
    const cursor = Cursor.over(document);
    this.read(cursor, object);
    return cursor.finish();
  }

  /**
   * Reads the object at the cursor. Members that are there twice fail, for
   * they leave open which one others read.
   */
  read(cursor: Cursor, object: Place): void {
    if (!cursor.enterObject()) return;
    while (cursor.nextMember()) {
      const place = placeOf(cursor, object);
      if (place == Place.Other) {
        cursor.skip();
        continue;
      }
      if (((this.seen >> place) & 1) != 0) cursor.fail();
      this.seen |= (<u32>1) << (<u32>place);
      if (place < Place.Layer) {
        store<usize>(
          this.texts + <usize>place * sizeof<usize>(),
          changetype<usize>(cursor.readString()),
        );
      } else if (place != Place.Annotations || !cursor.readNull()) {
        // Registries may answer null for no annotations.
        this.read(cursor, place);
      }
    }
  }
}

/** What the cursor's key is in an object; no object is inside itself. */
function placeOf(cursor: Cursor, object: Place): Place {
  switch (object) {
    case Place.Layer:
      if (cursor.keyIs('digest')) return Place.Digest;
      return cursor.keyIs('annotations') ? Place.Annotations : Place.Other;
    case Place.Annotations:
      if (cursor.keyIs('dev.cosignproject.cosign/signature'))
        return Place.Signature;
      if (cursor.keyIs('dev.sigstore.cosign/certificate'))
        return Place.Certificate;
      return cursor.keyIs('dev.sigstore.cosign/bundle')
        ? Place.BundleText
        : Place.Other;
    case Place.Bundle:
      return cursor.keyIs('Payload') ? Place.Payload : Place.Other;
    case Place.Payload:
      return cursor.keyIs('body') ? Place.BodyText : Place.Other;
    case Place.Body:
      if (cursor.keyIs('kind')) return Place.Kind;
      return cursor.keyIs('spec') ? Place.Spec : Place.Other;
    case Place.Spec:
      if (cursor.keyIs('data')) return Place.Data;
      return cursor.keyIs('signature') ? Place.SignatureObject : Place.Other;
    case Place.Data:
      return cursor.keyIs('hash') ? Place.HashObject : Place.Other;
    case Place.HashObject:
      if (cursor.keyIs('algorithm')) return Place.Algorithm;
      return cursor.keyIs('value') ? Place.Hash : Place.Other;
    case Place.SignatureObject:
      if (cursor.keyIs('content')) return Place.LoggedSignature;
      return cursor.keyIs('publicKey') ? Place.KeyObject : Place.Other;
    case Place.KeyObject:
      return cursor.keyIs('content') ? Place.LoggedKey : Place.Other;
    default:
      return Place.Other;
  }
}

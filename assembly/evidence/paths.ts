// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  equalBytes,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * What is read of a layer, of the bundle in it, and of the log entry's body in
 * that: strings first, then objects. {@link members} has their keys.
 */
export const enum Path {
  Other,
  Digest,
  /** Base64. */
  Signature,
  /** PEM. */
  Certificate,
  /** JSON. */
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

  Annotations,
  Payload,
  Spec,
  Data,
  HashObject,
  SignatureObject,
  KeyObject,
  Layer,
  Bundle,
  Body,
}

/** Before `A`, so that letters count from 1. */
const BEFORE_LETTERS: i32 = 0x40;

/**
 * The key of each path from `Digest` to `KeyObject`, behind a letter for the
 * object that it is in: `K` is the 11th, `Annotations`, `R` the 18th, `Layer`.
 */
function members(): usize {
  return nameList(
    'Rdigest|Kdev.cosignproject.cosign/signature|Kdev.sigstore.cosign/certificate|Kdev.sigstore.cosign/bundle|Lbody|Tkind|Oalgorithm|Ovalue|Pcontent|Qcontent|Rannotations|SPayload|Tspec|Mdata|Nhash|Msignature|PpublicKey',
  );
}

/** The strings found in JSON objects, by path. */
@final
@unmanaged
export class Paths {
  private texts: usize = heap.alloc(Path.Annotations * sizeof<usize>());
  /** One bit for each path met. */
  private seen: u32 = 0;

  /** Whether there is something at a path. */
  has(path: Path): bool {
    return ((this.seen >> path) & 1) != 0;
  }

  /** The string at a path; empty when there is none. */
  text(path: Path): Slice {
    assert(path < Path.Annotations);
    if (!this.has(path)) return EMPTY;
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
      if (this.has(path)) cursor.fail();
      this.seen |= (<u32>1) << (<u32>path);
      if (path < Path.Annotations) {
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
  const letter = BEFORE_LETTERS + object;
  let p = members();
  for (let path = Path.Digest; path < Path.Layer; path++) {
    const len = <i32>load<u8>(p++);
    if (
      load<u8>(p) == letter &&
      equalBytes(p + 1, len - 1, cursor.key, cursor.keyLen)
    )
      return path;
    p += <usize>len;
  }
  return Path.Other;
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { equalsLiteral } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { bytesOf, derOf } from './content';

/** The members of a bundle and of the entry in it that are read. */
const enum Node {
  Other,
  Bundle,
  Payload,
  BodyText,
  Body,
  Kind,
  Spec,
  Data,
  Hash,
  Algorithm,
  Value,
  Signature,
  SignatureText,
  PublicKey,
  KeyText,
}

/** What the transparency log recorded about a signature. */
@final
@unmanaged
export class LogEntry {
  /** Hash algorithm of the payload, such as `sha256`. */
  algorithm: Slice | null = null;
  /** The payload's hash in hexadecimal. */
  hash: Slice | null = null;
  /** The signature's bytes. */
  signature: Slice | null = null;
  /** DER of the certificate, or of the public key. */
  key: Slice | null = null;
  private body: Slice | null = null;
  private kind: Slice | null = null;
  /** One bit for each node met. */
  private seen: u32 = 0;

  /**
   * Reads the log entry of a bundle annotation, `{"Payload":{"body":BASE64}}`
   * around a `hashedrekord`; null when it is malformed or of another kind. The
   * log's own signature is checked by the host.
   *
   * @see https://github.com/sigstore/rekor/tree/main/pkg/types/hashedrekord
   */
  static read(bundle: Slice): LogEntry | null {
    const entry = new LogEntry();
    const outside = Cursor.over(bundle);
    entry.readNode(outside, Node.Bundle);
    const body = outside.finish() ? bytesOf(entry.body) : null;
    if (body == null) return null;
    const inside = Cursor.over(body);
    entry.readNode(inside, Node.Body);
    const kind = entry.kind;
    if (!inside.finish() || kind == null) return null;
    if (!equalsLiteral(kind.ptr, kind.len, 'hashedrekord')) return null;
    entry.signature = bytesOf(entry.signature);
    entry.key = derOf(bytesOf(entry.key), true);
    const complete =
      entry.algorithm != null &&
      entry.hash != null &&
      entry.signature != null &&
      entry.key != null;
    return complete ? entry : null;
  }

  /**
   * Reads the object at the cursor. Members that are there twice fail, for
   * they leave open which one others read.
   */
  private readNode(cursor: Cursor, node: Node): void {
    if (!cursor.enterObject()) return;
    while (cursor.nextMember()) {
      const child = childOf(cursor, node);
      if (child == Node.Other) {
        cursor.skip();
        continue;
      }
      const bit: u32 = (<u32>1) << (<u32>child);
      if ((this.seen & bit) != 0) {
        cursor.fail();
        return;
      }
      this.seen |= bit;
      switch (child) {
        case Node.BodyText:
          this.body = cursor.readString();
          break;
        case Node.Kind:
          this.kind = cursor.readString();
          break;
        case Node.Algorithm:
          this.algorithm = cursor.readString();
          break;
        case Node.Value:
          this.hash = cursor.readString();
          break;
        case Node.SignatureText:
          this.signature = cursor.readString();
          break;
        case Node.KeyText:
          this.key = cursor.readString();
          break;
        default:
          this.readNode(cursor, child);
      }
    }
  }
}

/** What the cursor's key is below a node; no node is below itself. */
function childOf(cursor: Cursor, node: Node): Node {
  switch (node) {
    case Node.Bundle:
      if (cursor.keyIs('Payload')) return Node.Payload;
      break;
    case Node.Payload:
      if (cursor.keyIs('body')) return Node.BodyText;
      break;
    case Node.Body:
      if (cursor.keyIs('kind')) return Node.Kind;
      if (cursor.keyIs('spec')) return Node.Spec;
      break;
    case Node.Spec:
      if (cursor.keyIs('data')) return Node.Data;
      if (cursor.keyIs('signature')) return Node.Signature;
      break;
    case Node.Data:
      if (cursor.keyIs('hash')) return Node.Hash;
      break;
    case Node.Hash:
      if (cursor.keyIs('algorithm')) return Node.Algorithm;
      if (cursor.keyIs('value')) return Node.Value;
      break;
    case Node.Signature:
      if (cursor.keyIs('content')) return Node.SignatureText;
      if (cursor.keyIs('publicKey')) return Node.PublicKey;
      break;
    case Node.PublicKey:
      if (cursor.keyIs('content')) return Node.KeyText;
      break;
  }
  return Node.Other;
}

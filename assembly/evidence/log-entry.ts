// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { bytesOf, derOf } from './content';
import { Path, Paths } from './paths';

/** What the transparency log recorded about a signature. */
@final
@unmanaged
export class LogEntry {
  constructor(
    /** Hash algorithm of the payload, such as `sha256`. */
    public algorithm: Slice,
    /** The payload's hash in hexadecimal. */
    public hash: Slice,
    /** The signature's bytes. */
    public signature: Slice,
    /** DER of the certificate, or of the public key. */
    public key: Slice,
  ) {}

  /**
   * Reads the log entry in a layer's bundle, `{"Payload":{"body":BASE64}}`
   * around a `hashedrekord`; null when it is malformed or of another kind. The
   * log's own signature is checked by the host.
   *
   * @see https://github.com/sigstore/rekor/tree/main/pkg/types/hashedrekord
   */
  static read(bundle: Slice, paths: Paths): LogEntry | null {
    if (!paths.readAll(bundle, Path.Bundle)) return null;
    const body = bytesOf(paths.text(Path.BodyText));
    if (body == null || !paths.readAll(body, Path.Body)) return null;
    const kind = paths.text(Path.Kind);
    const algorithm = paths.text(Path.Algorithm);
    const hash = paths.text(Path.Hash);
    const signature = bytesOf(paths.text(Path.LoggedSignature));
    const key = derOf(bytesOf(paths.text(Path.LoggedKey)), true);
    if (kind == null || !kind.is('hashedrekord')) return null;
    if (algorithm == null || hash == null) return null;
    if (signature == null || key == null) return null;
    return new LogEntry(algorithm, hash, signature, key);
  }
}

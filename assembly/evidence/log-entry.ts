// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { equalsLiteral } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { bytesOf, derOf, member, textOf } from './content';

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
}

/**
 * Reads the log entry of a bundle annotation, `{"Payload":{"body":BASE64}}`
 * around a `hashedrekord`; null when it is malformed or of another kind. The
 * log's own signature is checked by the host.
 *
 * @see https://github.com/sigstore/rekor/tree/main/pkg/types/hashedrekord
 */
export function readLogEntry(bundle: Slice): LogEntry | null {
  // The text may end where memory does, and a cursor looks further.
  const body = bytesOf(textOf(member(member(bundle, 'Payload'), 'body')));
  const kind = textOf(member(body, 'kind'));
  if (kind == null || !equalsLiteral(kind.ptr, kind.len, 'hashedrekord')) {
    return null;
  }
  const spec = member(body, 'spec');
  const data = member(member(spec, 'data'), 'hash');
  const algorithm = textOf(member(data, 'algorithm'));
  const hash = textOf(member(data, 'value'));
  const signed = member(spec, 'signature');
  const signature = bytesOf(textOf(member(signed, 'content')));
  const publicKey = member(signed, 'publicKey');
  const key = derOf(bytesOf(textOf(member(publicKey, 'content'))), true);
  if (algorithm == null || hash == null) return null;
  if (signature == null || key == null) return null;
  return new LogEntry(algorithm, hash, signature, key);
}

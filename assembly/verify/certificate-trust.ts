// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Slice,
  Writer,
  callHost,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  cryptoNamespace,
  isCertificateTrustedOperation,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/capabilities/names';

/**
 * Why the host does not trust a certificate under a chain (both JSON byte
 * arrays), such as its expiry; null when it does, or cannot say. It explains a
 * verification that failed and never changes its outcome.
 */
export function whyUntrusted(certificate: Slice, chain: Slice): Slice | null {
  const request = new Writer(8192).literal('{"cert":');
  writePem(request, certificate);
  request.literal(',"cert_chain":[');
  const cursor = Cursor.over(chain);
  if (!cursor.enterArray()) return null;
  for (let i = 0; cursor.nextElement(); i++) {
    const data = cursor.readRaw();
    if (data == null) return null;
    if (i > 0) request.byte(0x2c);
    writePem(request, data);
  }
  request.literal('],"not_after":null}');
  const answer = callHost(
    cryptoNamespace(),
    isCertificateTrustedOperation(),
    request.slice(),
  );
  return answer.ok ? readReason(answer.bytes) : null;
}

/** Writes a certificate whose PEM text is a byte array already. */
function writePem(request: Writer, data: Slice): void {
  request.literal('{"encoding":"Pem","data":').slices(data).byte(0x7d);
}

function readReason(bytes: Slice): Slice | null {
  const cursor = Cursor.over(bytes);
  let reason: Slice | null = null;
  let untrusted = false;
  if (!cursor.enterObject()) return null;
  while (cursor.nextMember()) {
    if (cursor.keyIs('trusted')) untrusted = cursor.readBoolean() == 0;
    else if (cursor.keyIs('reason') && cursor.atString)
      reason = cursor.readString();
    else cursor.skip();
  }
  return untrusted && !cursor.failed ? reason : null;
}

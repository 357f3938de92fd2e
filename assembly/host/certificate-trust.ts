// SPDX-License-Identifier: Apache-2.0
import {
  callHost,
  CharCode,
  cryptoNamespace,
  Cursor,
  isCertificateTrustedOperation,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * Why the host does not trust the certificate of a request under its chain,
 * such as its expiry; null when it does, cannot say, or there is no chain. It
 * explains a verification that failed and never changes its outcome.
 */
export function whyUntrusted(verification: Slice): Slice | null {
  const cursor = Cursor.over(verification);
  let certificate: Slice | null = null;
  let chain: usize = 0;
  if (!cursor.enterObject()) return null;
  while (cursor.nextMember()) {
    if (cursor.keyIs('certificate')) {
      certificate = cursor.readRaw();
      continue;
    }
    if (cursor.keyIs('certificate_chain')) chain = cursor.position;
    cursor.skip();
  }
  if (certificate == null || chain == 0) return null;
  const request = new Writer(8192).literal('{"cert":');
  writePem(request, certificate);
  request.literal(',"cert_chain":[');
  const elements = new Cursor(chain, verification.end);
  elements.enterArray();
  for (let i = 0; elements.nextElement(); i++) {
    const data = elements.readRaw();
    if (data == null) return null;
    if (i > 0) request.byte(CharCode.Comma);
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
  request
    .literal('{"encoding":"Pem","data":')
    .slices(data)
    .byte(CharCode.CloseBrace);
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

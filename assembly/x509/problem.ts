// SPDX-License-Identifier: Apache-2.0
import {
  nameAt,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * Why a PEM text or its certificates cannot be used; 0 is no problem. Each has
 * its text in `problemText`, in the same order.
 */
export const enum X509Problem {
  None,
  NoPem,
  Boundary,
  Base64,
  TextBehind,
  NoCertificate,
  SeveralCertificates,
  MalformedCertificate,
  NoPublicKey,
  SeveralPublicKeys,
  MalformedPublicKey,
  OtherKey,
}

/** The text for a problem. */
export function problemText(code: X509Problem): Slice {
  return nameAt(
    nameList(
      'is not PEM: it has no BEGIN line|is not PEM: a BEGIN or END line is missing or malformed|is not PEM: its base64 is malformed|is not PEM: text follows the last END line|is not a PEM certificate: its label is another|must hold one certificate, not several|is not a PEM certificate: its DER is malformed|is not a PEM public key: its label is not PUBLIC KEY|must hold one public key, not several|is not a PEM public key: its DER is malformed|is of no kind that hosts verify: ECDSA P-256 or P-384, Ed25519, RSA',
    ),
    code,
  );
}

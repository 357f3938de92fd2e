// SPDX-License-Identifier: Apache-2.0
import { ascii, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/** Why a PEM text or its certificates cannot be used; 0 is no problem. */
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

/** The text for a problem, ASCII; '' for `None`. */
export function problemText(code: X509Problem): Slice {
  switch (code) {
    case X509Problem.NoPem:
      return ascii('is not PEM: it has no BEGIN line');
    case X509Problem.Boundary:
      return ascii('is not PEM: a BEGIN or END line is missing or malformed');
    case X509Problem.Base64:
      return ascii('is not PEM: its base64 is malformed');
    case X509Problem.TextBehind:
      return ascii('is not PEM: text follows the last END line');
    case X509Problem.NoCertificate:
      return ascii('is not a PEM certificate: its label is another');
    case X509Problem.SeveralCertificates:
      return ascii('must hold one certificate, not several');
    case X509Problem.MalformedCertificate:
      return ascii('is not a PEM certificate: its DER is malformed');
    case X509Problem.NoPublicKey:
      return ascii('is not a PEM public key: its label is not PUBLIC KEY');
    case X509Problem.SeveralPublicKeys:
      return ascii('must hold one public key, not several');
    case X509Problem.MalformedPublicKey:
      return ascii('is not a PEM public key: its DER is malformed');
    case X509Problem.OtherKey:
      return ascii(
        'is of no kind that hosts verify: ECDSA P-256 or P-384, Ed25519, RSA',
      );
    default:
      return ascii('');
  }
}

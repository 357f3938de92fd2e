// SPDX-License-Identifier: Apache-2.0

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
  LeafIsAuthority,
  OtherIssuer,
  BrokenChain,
  NoAuthority,
  PathTooLong,
}

const NOT_TRUSTED = 'Certificate is not trusted by the provided cert chain: ';

/** The text for a problem, ASCII; '' for `None`. */
export function problemText(code: X509Problem): string {
  if (code >= X509Problem.LeafIsAuthority) return NOT_TRUSTED + chainText(code);
  switch (code) {
    case X509Problem.NoPem:
      return 'is not PEM: it has no BEGIN line';
    case X509Problem.Boundary:
      return 'is not PEM: a BEGIN or END line is missing or malformed';
    case X509Problem.Base64:
      return 'is not PEM: its base64 is malformed';
    case X509Problem.TextBehind:
      return 'is not PEM: text follows the last END line';
    case X509Problem.NoCertificate:
      return 'is not a PEM certificate: its label is another';
    case X509Problem.SeveralCertificates:
      return 'must hold one certificate, not several';
    case X509Problem.MalformedCertificate:
      return 'is not a PEM certificate: its DER is malformed';
    case X509Problem.NoPublicKey:
      return 'is not a PEM public key: its label is not PUBLIC KEY';
    case X509Problem.SeveralPublicKeys:
      return 'must hold one public key, not several';
    case X509Problem.MalformedPublicKey:
      return 'is not a PEM public key: its DER is malformed';
    default:
      return '';
  }
}

function chainText(code: X509Problem): string {
  switch (code) {
    case X509Problem.LeafIsAuthority:
      return 'it is a CA certificate';
    case X509Problem.OtherIssuer:
      return 'the chain does not begin with its issuer';
    case X509Problem.BrokenChain:
      return 'a certificate of the chain is not issued by the next one';
    case X509Problem.NoAuthority:
      return 'a certificate of the chain must not issue certificates';
    default:
      return 'a path length constraint of the chain is exceeded';
  }
}

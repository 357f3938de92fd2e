// SPDX-License-Identifier: Apache-2.0

// Builds signature manifests as cosign writes them, part by part.

const ALPHABET =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const HASH =
  'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const OTHER_HASH =
  '00b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
/** Two signatures in base64. */
export const SIGNATURE = 'MEUCIQDcazJxvfoZGE/xYgUZcr+0MQq3DUM+IpvsW5cFSIBuAA==';
export const OTHER_SIGNATURE =
  'MEYCIQDfcIYE0cNlA//Mxmg0K6Aeo915xzQJJJRsKRj6dpLh';

/** Base64 of a text of ASCII. */
export function base64(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i += 3) {
    const left = text.length - i;
    const b = left > 1 ? text.charCodeAt(i + 1) : 0;
    const c = left > 2 ? text.charCodeAt(i + 2) : 0;
    const bits = (text.charCodeAt(i) << 16) | (b << 8) | c;
    result += ALPHABET.charAt(bits >> 18);
    result += ALPHABET.charAt((bits >> 12) & 63);
    result += left > 1 ? ALPHABET.charAt((bits >> 6) & 63) : '=';
    result += left > 2 ? ALPHABET.charAt(bits & 63) : '=';
  }
  return result;
}

/** A text as a JSON string. */
export function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n');
  return '"' + escaped + '"';
}

/** The body of a log entry; `key` is PEM, `signature` base64. */
export function body(
  key: string,
  signature: string = SIGNATURE,
  hash: string = HASH,
): string {
  return (
    '{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":' +
    '{"algorithm":"sha256","value":' +
    quote(hash) +
    '}},"signature":{"content":' +
    quote(signature) +
    ',"publicKey":{"content":' +
    quote(base64(key)) +
    '}}}}'
  );
}

/** The bundle annotation around a body's base64. */
export function bundleOf(body64: string): string {
  return (
    '{"SignedEntryTimestamp":"MEUC","Payload":{"body":' +
    quote(body64) +
    ',"integratedTime":1795000000,"logIndex":7,"logID":"c0d2"}}'
  );
}

/** A layer; empty texts stand for annotations that are not there. */
export function layer(
  certificate: string,
  bundle: string,
  signature: string = SIGNATURE,
  digest: string = 'sha256:' + HASH,
): string {
  let annotations =
    '"dev.cosignproject.cosign/signature":' +
    quote(signature) +
    ',"dev.sigstore.cosign/chain":"ignored"';
  if (certificate.length > 0) {
    annotations += ',"dev.sigstore.cosign/certificate":' + quote(certificate);
  }
  if (bundle.length > 0) {
    annotations += ',"dev.sigstore.cosign/bundle":' + quote(bundle);
  }
  return (
    '{"annotations":{' +
    annotations +
    '},"digest":' +
    quote(digest) +
    ',"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","size":249}'
  );
}

/** The layer of a signature by a certificate, with a log entry that binds. */
export function honest(certificate: string): string {
  return layer(certificate, bundleOf(base64(body(certificate))));
}

export function manifest(layers: string[]): string {
  return (
    '{"config":{"digest":"sha256:00","size":1},"layers":[' +
    layers.join(',') +
    '],"schemaVersion":2}'
  );
}

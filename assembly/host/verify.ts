// SPDX-License-Identifier: Apache-2.0
import {
  callHost,
  CharCode,
  Cursor,
  nameAt,
  nameList,
  ociNamespace,
  Slice,
  verifyV2Operation,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Verdict, readVerdict } from './answer';
import { writePem } from './pem-array';

/** Room for an entry's chain and one of its certificates, as most are. */
const CERTIFICATE_BYTES = 12288;

/** The kinds of signers that one request can be about. */
export const enum Signers {
  PubKeys,
  Keyless,
  KeylessPrefix,
  GithubActions,
}

/** The host's name of the request for each kind, and the key of the signers. */
function variants(): usize {
  return nameList(
    'PubKeyVerify","pub_keys":|KeylessVerify","keyless":|KeylessPrefixVerify","keyless_prefix":|GithubActionsVerify","owner":',
  );
}

/**
 * Asks the host, by `oci` `v2/verify`, whether an image is signed by all of
 * these signers.
 *
 * @param image - a valid reference, which has nothing that JSON escapes
 * @param signers - JSON: a list, or what `ownerJson` makes
 * @param annotations - JSON of those that each signature must have, or null
 */
export function ask(
  image: Slice,
  kind: Signers,
  signers: Slice,
  annotations: Slice | null,
): Verdict {
  const request = new Writer(512)
    .literal('{"type":"Sigstore')
    .slices(nameAt(variants(), kind + 1))
    .slices(signers);
  return send(request, image, annotations);
}

/**
 * How a request about a certificate begins, up to the certificate itself; null
 * when the chain is malformed.
 *
 * @param chain - address of the list of PEM texts, 0 for none
 * @param end - where the document ends that the list is in
 */
export function beginCertificate(chain: usize, end: usize): Writer | null {
  const request = new Writer(CERTIFICATE_BYTES).literal(
    '{"type":"SigstoreCertificateVerify"',
  );
  if (chain != 0 && !writeChain(request, chain, end)) return null;
  return request.literal(',"certificate":');
}

/** Writes the list of byte arrays, one a PEM block; false when malformed. */
function writeChain(request: Writer, chain: usize, end: usize): bool {
  const cursor = new Cursor(chain, end);
  if (!cursor.enterArray()) return false;
  request.literal(',"certificate_chain":[');
  for (let index = 0; cursor.nextElement(); index++) {
    if (index > 0) request.byte(CharCode.Comma);
    if (writePem(request, cursor, true) == null) return false;
  }
  request.byte(CharCode.CloseBracket);
  return !cursor.failed;
}

/** Asks about the certificate that ends the request so far. */
export function askCertificate(
  request: Writer,
  image: Slice,
  requireRekorBundle: bool,
  annotations: Slice | null,
): Verdict {
  request.literal(',"require_rekor_bundle":').boolean(requireRekorBundle);
  return send(request, image, annotations);
}

/** Completes a request with the members that all have, and sends it. */
function send(
  request: Writer,
  image: Slice,
  annotations: Slice | null,
): Verdict {
  if (annotations != null)
    request.literal(',"annotations":').slices(annotations);
  request.literal(',"image":"').slices(image).literal('"}');
  return readVerdict(
    callHost(ociNamespace(), verifyV2Operation(), request.slice()),
  );
}

/** The owner as JSON and, if it is given, the member behind it. */
export function ownerJson(owner: Slice, repo: Slice | null): Slice {
  const json = new Writer(256).quoted(owner);
  if (repo != null) json.literal(',"repo":').quoted(repo);
  return json.slice();
}

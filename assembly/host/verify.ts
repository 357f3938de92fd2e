// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  callHost,
  Cursor,
  ociNamespace,
  Slice,
  verifyV2Operation,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { Repository } from '../settings/kinds/github-actions';
import { Verdict, readVerdict } from './answer';
import { writePem } from './pem-array';

/** Room for an entry's chain and one of its certificates, as most are. */
const CERTIFICATE_BYTES = 12288;

/**
 * Asks the host, by `oci` `v2/verify`, whether an image is signed as an entry
 * wants it. The request has a variant for each kind of signers.
 *
 * @param image - a valid reference, which has nothing that JSON escapes
 * @param signers - JSON: a list, or what `ownerJson` makes
 */
export function ask(image: Slice, entry: Entry, signers: Slice): Verdict {
  // What tells the name of a variant from others, and the key of its signers.
  let variant: Slice;
  let key: Slice;
  switch (entry.kind) {
    case Key.PubKeys:
      variant = ascii('PubKey');
      key = ascii(',"pub_keys":');
      break;
    case Key.Keyless:
      variant = ascii('Keyless');
      key = ascii(',"keyless":');
      break;
    case Key.KeylessPrefix:
      variant = ascii('KeylessPrefix');
      key = ascii(',"keyless_prefix":');
      break;
    default:
      variant = ascii('GithubActions');
      key = ascii(',"owner":');
  }
  const request = new Writer(512 + signers.len)
    .literal('{"type":"Sigstore')
    .slices(variant)
    .literal('Verify"')
    .slices(key)
    .slices(signers);
  return send(request, image, entry);
}

/**
 * The request about an entry's certificates. Its first `requestLen` bytes, up to
 * the certificate, are written once, since a chain may be long. Null when the
 * chain is malformed.
 *
 * @param end - where the settings end
 */
export function beginCertificates(entry: Entry, end: usize): Writer | null {
  const known = entry.request;
  if (known != null) return known;
  const request = new Writer(CERTIFICATE_BYTES).literal(
    '{"type":"SigstoreCertificateVerify"',
  );
  if (entry.chain != 0 && !writeChain(request, entry.chain, end)) return null;
  request.literal(',"certificate":');
  entry.request = request;
  entry.requestLen = request.length;
  return request;
}

/** Writes the list of byte arrays, one a PEM block; false when malformed. */
function writeChain(request: Writer, chain: usize, end: usize): bool {
  const cursor = new Cursor(chain, end);
  if (!cursor.enterArray()) return false;
  request.literal(',"certificate_chain":[');
  for (let index = 0; cursor.nextElement(); index++) {
    if (index > 0) request.byte(0x2c);
    if (writePem(request, cursor, true) == null) return false;
  }
  request.byte(0x5d);
  return !cursor.failed;
}

/** Asks about the certificate that ends the request so far. */
export function askCertificate(
  request: Writer,
  image: Slice,
  entry: Entry,
): Verdict {
  request.literal(',"require_rekor_bundle":').boolean(entry.requireRekorBundle);
  return send(request, image, entry);
}

/** Completes a request with the members that all have, and sends it. */
function send(request: Writer, image: Slice, entry: Entry): Verdict {
  const annotations = entry.annotations;
  if (annotations != null)
    request.literal(',"annotations":').slices(annotations);
  request.literal(',"image":"').slices(image).literal('"}');
  return readVerdict(
    callHost(ociNamespace(), verifyV2Operation(), request.slice()),
  );
}

/** The owner as JSON and, if it is given, the member behind it. */
export function ownerJson(repository: Repository): Slice {
  const owner = repository.owner;
  const repo = repository.repo;
  const json = new Writer(256).string(owner.ptr, owner.len);
  if (repo != null) json.literal(',"repo":').string(repo.ptr, repo.len);
  return json.slice();
}

// SPDX-License-Identifier: Apache-2.0
import { Slice, Writer, callHost } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import {
  ociNamespace,
  verifyV2Operation,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/capabilities/names';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { Repository } from '../settings/kinds/github-actions';
import { Verdict, readVerdict } from './answer';

/**
 * Asks the host, by `oci` `v2/verify`, whether an image is signed as an entry
 * wants it. The request has a variant for each kind of signers.
 *
 * @param image - a valid reference, which has nothing that JSON escapes
 * @param signers - JSON: a list, one certificate, or what `ownerJson` makes
 * @param chain - the certificate chain as JSON, null for none
 */
export function ask(
  image: Slice,
  entry: Entry,
  signers: Slice,
  chain: Slice | null,
): Verdict {
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
    case Key.GithubActions:
      variant = ascii('GithubActions');
      key = ascii(',"owner":');
      break;
    default:
      variant = ascii('Certificate');
      key = ascii(',"certificate":');
  }
  const bytes = signers.len + (chain == null ? 0 : chain.len);
  const request = new Writer(512 + bytes)
    .literal('{"type":"Sigstore')
    .slices(variant)
    .literal('Verify","image":"')
    .slices(image)
    .byte(0x22);
  const annotations = entry.annotations;
  if (annotations != null)
    request.literal(',"annotations":').slices(annotations);
  request.slices(key).slices(signers);
  if (chain != null) request.literal(',"certificate_chain":').slices(chain);
  if (entry.kind == Key.Certificates)
    request
      .literal(',"require_rekor_bundle":')
      .boolean(entry.requireRekorBundle);
  return readVerdict(
    callHost(ociNamespace(), verifyV2Operation(), request.byte(0x7d).slice()),
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

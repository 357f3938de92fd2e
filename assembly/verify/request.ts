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
  const kind = entry.kind;
  const bytes = signers.len + (chain == null ? 0 : chain.len);
  const request = new Writer(512 + bytes)
    .literal('{"type":"Sigstore')
    .slices(variant(kind))
    .literal('Verify","image":"')
    .slices(image)
    .byte(0x22);
  const annotations = entry.annotations;
  if (annotations != null)
    request.literal(',"annotations":').slices(annotations);
  request.slices(member(kind)).slices(signers);
  if (chain != null) request.literal(',"certificate_chain":').slices(chain);
  if (kind == Key.Certificates)
    request
      .literal(',"require_rekor_bundle":')
      .boolean(entry.requireRekorBundle);
  return readVerdict(
    callHost(ociNamespace(), verifyV2Operation(), request.byte(0x7d).slice()),
  );
}

/** What tells the name of a kind's variant from those of the others. */
function variant(kind: Key): Slice {
  if (kind == Key.Keyless) return ascii('Keyless');
  if (kind == Key.PubKeys) return ascii('PubKey');
  if (kind == Key.KeylessPrefix) return ascii('KeylessPrefix');
  if (kind == Key.GithubActions) return ascii('GithubActions');
  return ascii('Certificate');
}

/** The member of the variant that holds the signers, up to its value. */
function member(kind: Key): Slice {
  if (kind == Key.Keyless) return ascii(',"keyless":');
  if (kind == Key.PubKeys) return ascii(',"pub_keys":');
  if (kind == Key.KeylessPrefix) return ascii(',"keyless_prefix":');
  if (kind == Key.GithubActions) return ascii(',"owner":');
  return ascii(',"certificate":');
}

/** The owner as JSON and, if it is given, the member behind it. */
export function ownerJson(repository: Repository): Slice {
  const owner = repository.owner;
  const repo = repository.repo;
  const json = new Writer(256).string(owner.ptr, owner.len);
  if (repo != null) json.literal(',"repo":').string(repo.ptr, repo.len);
  return json.slice();
}

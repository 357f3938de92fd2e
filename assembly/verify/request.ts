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

// The requests of `oci` `v2/verify`, one variant a kind of signers. Signers
// are JSON already: lists of the settings pass as they stand.

/** Asks whether all of `signers`, a JSON list, have signed the image. */
export function verifySigners(
  image: Slice,
  entry: Entry,
  signers: Slice,
): Verdict {
  switch (entry.kind) {
    case Key.PubKeys:
      return ask(
        begin(ascii('SigstorePubKeyVerify'), image, entry)
          .literal(',"pub_keys":')
          .slices(signers),
      );
    case Key.KeylessPrefix:
      return ask(
        begin(ascii('SigstoreKeylessPrefixVerify'), image, entry)
          .literal(',"keyless_prefix":')
          .slices(signers),
      );
    default:
      return ask(
        begin(ascii('SigstoreKeylessVerify'), image, entry)
          .literal(',"keyless":')
          .slices(signers),
      );
  }
}

/** Asks whether a workflow of the repository has signed. */
export function verifyGithubActions(
  image: Slice,
  entry: Entry,
  repository: Repository,
): Verdict {
  const owner = repository.owner;
  const repo = repository.repo;
  const request = begin(ascii('SigstoreGithubActionsVerify'), image, entry)
    .literal(',"owner":')
    .string(owner.ptr, owner.len);
  if (repo != null) request.literal(',"repo":').string(repo.ptr, repo.len);
  return ask(request);
}

/** Asks about a certificate; it and the chain are JSON, the latter or null. */
export function verifyCertificate(
  image: Slice,
  entry: Entry,
  certificate: Slice,
  chain: Slice | null,
): Verdict {
  const bytes = certificate.len + (chain == null ? 0 : chain.len);
  const type = ascii('SigstoreCertificateVerify');
  const request = begin(type, image, entry, bytes)
    .literal(',"certificate":')
    .slices(certificate);
  if (chain != null) request.literal(',"certificate_chain":').slices(chain);
  return ask(
    request
      .literal(',"require_rekor_bundle":')
      .boolean(entry.requireRekorBundle),
  );
}

/** `bytes` is how long the signers' JSON is: certificates are not small. */
function begin(
  type: Slice,
  image: Slice,
  entry: Entry,
  bytes: i32 = 0,
): Writer {
  const request = new Writer(512 + bytes)
    .literal('{"type":"')
    .slices(type)
    .literal('","image":')
    .string(image.ptr, image.len);
  const annotations = entry.annotations;
  if (annotations != null)
    request.literal(',"annotations":').slices(annotations);
  return request;
}

function ask(request: Writer): Verdict {
  const answer = callHost(
    ociNamespace(),
    verifyV2Operation(),
    request.byte(0x7d).slice(),
  );
  return readVerdict(answer);
}

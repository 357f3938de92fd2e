// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  fill,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Wanted, WantedSigner } from '../evidence/wanted-signer';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { readRepository } from '../settings/kinds/github-actions';
import { readIdentity, withoutSlash } from '../settings/kinds/identities';
import { Reader } from '../settings/reader';
import { certificateOf } from '../x509/certificates';
import { comparableKey } from '../x509/public-key';
import { Signer } from './signer';

/**
 * The signers of an entry that counted, the last first, as layers are compared
 * with them; null when they cannot be read, which settings that were validated
 * rule out.
 *
 * @param counted - those that counted, in the order of the settings; null for
 *   all of them
 * @param end - where the settings end
 */
export function readWanted(
  entry: Entry,
  counted: Signer | null,
  end: usize,
): WantedSigner | null {
  const kind = entry.kind;
  const reader = new Reader(entry.signers, end, false);
  if (kind == Key.GithubActions) return wantedRepository(reader);
  if (!reader.enterArray()) return null;
  let last: WantedSigner | null = null;
  let signer = counted;
  for (let index = 0; reader.nextElement(); index++) {
    if (counted != null) {
      if (signer == null) break;
      if (index != signer.index) {
        reader.skip();
        continue;
      }
      signer = signer.next;
    }
    const wanted =
      kind == Key.Certificates
        ? wantedCertificate(reader, index)
        : wantedIdentity(reader, kind, index);
    if (wanted == null) return null;
    wanted.next = last;
    last = wanted;
  }
  return reader.failed || signer != null ? null : last;
}

function wantedCertificate(reader: Reader, index: i32): WantedSigner | null {
  const pem = reader.readString();
  if (pem == null) return null;
  const certificate = certificateOf(pem);
  if (certificate == null) return null;
  const key = comparableKey(certificate.spki);
  return new WantedSigner(Wanted.Key, index, key, EMPTY);
}

function wantedIdentity(
  reader: Reader,
  key: Key,
  index: i32,
): WantedSigner | null {
  const identity = readIdentity(reader, key);
  if (identity == null) return null;
  let subject = identity.subject;
  let kind = Wanted.Subject;
  if (key == Key.KeylessPrefix) {
    kind = Wanted.SubjectPrefix;
    withoutSlash(subject);
    subject = withSlash(subject);
  }
  return new WantedSigner(kind, index, subject, identity.issuer);
}

function wantedRepository(reader: Reader): WantedSigner | null {
  const repository = readRepository(reader);
  if (repository == null) return null;
  const owner = withSlash(repository.owner);
  const repo = repository.repo;
  return new WantedSigner(
    repo == null ? Wanted.RepositoryPrefix : Wanted.Repository,
    0,
    repo == null ? owner : fill('%1%2', owner, repo),
    ascii('https://token.actions.githubusercontent.com'),
  );
}

function withSlash(text: Slice): Slice {
  return fill('%1/', text, EMPTY);
}

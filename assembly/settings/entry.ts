// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  Slice,
  Writer,
  zeroes,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { readAnnotations } from './annotations';
import { readGlob } from './globs';
import { Key, entryKeys } from './keys';
import { checkCertificateLinks } from './kinds/certificates';
import { CheckedSigners } from './kinds/checked-signers';
import { checkSigners } from './kinds/signers';
import { thresholdProblem } from './kinds/threshold';
import { Members } from './members';
import { Reader } from './reader';
import { readFlag, readMinimum } from './values';

/** The keys that hold an entry's signers; an entry has exactly one. */
const SIGNER_KINDS: u32 =
  (1 << Key.PubKeys) |
  (1 << Key.Keyless) |
  (1 << Key.KeylessPrefix) |
  (1 << Key.GithubActions) |
  (1 << Key.Certificates);

/** The keys that hold lists of objects; other lists are of PEM texts. */
const OBJECT_LISTS: u32 = (1 << Key.Keyless) | (1 << Key.KeylessPrefix);

/** The keys that say more about certificates. */
const CERTIFICATE_OPTIONS: u32 =
  (1 << Key.CertificateChain) | (1 << Key.RequireRekorBundle);

/** The keys that say more about a list of signers. */
const LIST_OPTIONS: u32 = 1 << Key.MinimumMatches;

/**
 * What an entry of `signatures` asks for. Signers are kept as they stand in the
 * settings and read when an image matches, since most entries match nothing of
 * a request.
 */
@final
@unmanaged
export class Entry {
  /**
   * The image glob, null when missing or malformed; that of the first of the
   * entries that share this.
   */
  image: Slice | null;
  /** The kind of its signers, one of the five keys. */
  kind: Key;
  /** Address of the signers; 0 when there are none. */
  signers: usize;
  /** Address of `certificateChain`'s value, 0 without one. */
  chain: usize;
  /** The JSON of `annotations`, null without any. */
  annotations: Slice | null;
  requireRekorBundle: bool;
  /** Distinct signers needed; 0 for all of them. */
  minimumMatches: i32;
  /** How requests about its certificates begin, once an image needed one. */
  request: Writer | null;
  /** Bytes of that which they have in common. */
  requestLen: i32;
}

/**
 * Reads the entry at the cursor. The deep check reads signers as far as that
 * can be done without the host; else they are passed over.
 */
export function readEntry(reader: Reader): Entry {
  const start = reader.position;
  const problems = reader.problemCount;
  const entry = changetype<Entry>(zeroes(offsetof<Entry>()));
  entry.requireRekorBundle = true;
  let signers: CheckedSigners | null = null;
  let certificates: CheckedSigners | null = null;
  let chain: CheckedSigners | null = null;
  let minimumAt: usize = 0;
  const members = Members.enter(reader, entryKeys(), 1 << Key.Image);
  let key = 0;
  while ((key = members.next()) != 0) {
    const at = reader.position;
    if (key == Key.Image) {
      entry.image = readGlob(reader);
    } else if (((SIGNER_KINDS >> key) & 1) != 0) {
      entry.kind = key;
      entry.signers = at;
      signers = readSigners(reader, key);
      if (key == Key.Certificates) certificates = signers;
    } else if (reader.readNull()) {
      members.forget(key);
    } else if (key == Key.RequireRekorBundle) {
      entry.requireRekorBundle = readFlag(reader);
    } else if (key == Key.Annotations) {
      entry.annotations = readAnnotations(reader);
    } else if (key == Key.MinimumMatches) {
      minimumAt = at;
      entry.minimumMatches = readMinimum(reader);
    } else {
      entry.chain = at;
      chain = readSigners(reader, key);
    }
  }
  if (!members.complete) return entry;
  checkKind(members, reader, start);
  checkOptions(members, entry.kind);
  if (certificates != null && chain != null)
    checkCertificateLinks(certificates, chain, reader);
  if (signers == null) return entry;
  // Without any signers that is the problem to tell.
  if (signers.count > 0 && entry.minimumMatches > signers.count)
    reader.problem(minimumAt, ascii('is more than there are signers'));
  if (entry.minimumMatches > 1 && reader.problemCount == problems) {
    const text = thresholdProblem(signers, entry.kind, reader.end);
    reader.problem(minimumAt, text);
  }
  return entry;
}

/**
 * Checks signers, or a chain, if that is asked for, and moves behind them.
 * Lists of PEM texts, whose every line ends in an escape, are faster passed
 * over text by text.
 */
function readSigners(reader: Reader, key: Key): CheckedSigners | null {
  if (reader.deep) return checkSigners(reader, key);
  if (((OBJECT_LISTS >> key) & 1) == 0 && reader.tryArray())
    while (reader.nextElement()) reader.skip();
  else reader.skip();
  return null;
}

/** An entry has exactly one kind of signers. */
function checkKind(members: Members, reader: Reader, at: usize): void {
  const kinds = members.seen & SIGNER_KINDS;
  if (((kinds | members.meant) & SIGNER_KINDS) == 0)
    reader.problem(
      at,
      ascii(
        'needs one of pubKeys, keyless, keylessPrefix, githubActions, certificates',
      ),
    );
  else if ((kinds & (kinds - 1)) != 0)
    reader.problem(at, ascii('has more than one kind of signers'));
}

/** A key that would have no effect is a mistake somebody should know of. */
function checkOptions(members: Members, kind: Key): void {
  const certificates = members.seen & CERTIFICATE_OPTIONS;
  if (kind != Key.Certificates)
    members.refuse(certificates, ascii('needs certificates'));
  if (kind == Key.GithubActions)
    members.refuse(
      members.seen & LIST_OPTIONS,
      ascii('needs a list of signers'),
    );
}

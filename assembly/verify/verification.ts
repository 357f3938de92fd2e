// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  Cursor,
  EMPTY,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { SignatureManifests } from '../host/signature-manifests';
import { Image } from '../workloads/field';
import { Reference } from '../references/reference';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { readRepository } from '../settings/kinds/github-actions';
import { Reader } from '../settings/reader';
import { Verdict } from '../host/answer';
import { whyUntrusted } from '../host/certificate-trust';
import { evidenceProblem } from './evidence';
import { writePem } from '../host/pem-array';
import {
  Signers,
  ask,
  askCertificate,
  beginCertificate,
  ownerJson,
} from '../host/verify';
import { Signer, SignerList } from './signer';
import { alone, asList, readSigners } from './signers';

/**
 * Verifies one image under the entries that apply to it. The first success
 * fixes the digest; all that follows is verified on `repository@digest`, so
 * that a tag which moves meanwhile cannot mix two images.
 */
@final
@unmanaged
export class Verification {
  /** Whether the host told another digest, which no signer makes good. */
  private mixed: bool = false;
  /** What the host is asked about: the image, then its digest. */
  private target: Slice;
  /**
   * Signers of the current entry that the host accepted one by one, in order;
   * null where it was asked about all together.
   */
  private counted: Signer | null = null;

  constructor(
    private image: Image,
    private reference: Reference,
    /** Null where no evidence is looked at. */
    private manifests: SignatureManifests | null,
    /** Where the settings end. */
    private settingsEnd: usize,
  ) {
    this.target = image.text;
  }

  /** Verifies the image under an entry; null, or why that failed. */
  verifyEntry(entry: Entry): Slice | null {
    this.mixed = false;
    this.counted = null;
    let failure: Slice | null;
    if (entry.kind == Key.Certificates) failure = this.certificates(entry);
    else if (entry.minimumMatches > 0) failure = this.someSigners(entry);
    else failure = this.allSigners(entry);
    if (failure != null) return failure;
    return evidenceProblem(
      this.manifests,
      this.image,
      this.target,
      entry,
      this.counted,
      this.settingsEnd,
    );
  }

  /** Null when the host accepts, and the same digest as before; or why not. */
  private refusal(verdict: Verdict): Slice | null {
    const digest = verdict.digest;
    if (digest == null) return verdict.failure;
    const reference = this.reference;
    let expected = this.image.digest;
    const isFirst = expected == null;
    if (isFirst && reference.digestLen > 0)
      expected = new Slice(reference.digest, reference.digestLen);
    if (expected != null && !expected.equals(digest)) {
      this.mixed = true;
      return new Writer(256)
        .literal('the host verified another digest, ')
        .slices(digest)
        .slice();
    }
    if (isFirst) this.fix(digest);
    return null;
  }

  /** Makes the digest the image's; all that follows is asked about it. */
  private fix(digest: Slice): void {
    const reference = this.reference;
    const nameLen = reference.repositoryLen;
    const target = new Writer(512)
      .raw(reference.text, nameLen)
      .byte(CharCode.At)
      .slices(digest)
      .slice();
    this.target = target;
    this.image.digest = digest;
    this.image.pin =
      reference.digestLen > 0
        ? EMPTY
        : new Slice(target.ptr + <usize>nameLen, digest.len + 1);
  }

  /** Asks about the signers, JSON, of an entry. */
  private ask(entry: Entry, signers: Slice): Verdict {
    const kind = signersOf(entry.kind);
    return ask(this.target, kind, signers, entry.annotations);
  }

  /** Asks about all signers in one request. */
  private allSigners(entry: Entry): Slice | null {
    const signers = readAll(entry, this.settingsEnd);
    if (signers != null) return this.refusal(this.ask(entry, signers));
    return entry.kind == Key.GithubActions
      ? ascii('its owner or repo is malformed')
      : ascii('its signers are malformed');
  }

  /** Asks about signers one by one, until as many have signed as must. */
  private someSigners(entry: Entry): Slice | null {
    const counted = new SignerList();
    let matches = 0;
    let failure: Slice | null = null;
    let rest = readSigners(entry, this.settingsEnd);
    while (rest != null && !this.mixed) {
      const signer = rest;
      rest = rest.next;
      const reason = this.refusal(this.ask(entry, alone(signer)));
      if (reason != null) {
        failure = reason;
        continue;
      }
      counted.add(signer.json, signer.index);
      this.counted = counted.first;
      if (++matches == entry.minimumMatches) return null;
    }
    if (this.mixed) return failure;
    return tooFew(entry.minimumMatches, matches, failure);
  }

  /** Asks about certificates one by one; hosts verify them no other way. */
  private certificates(entry: Entry): Slice | null {
    const end = this.settingsEnd;
    const request = certificateRequest(entry, end);
    if (request == null) return ascii('certificateChain is malformed');
    const known = new SignerList();
    const counted = new SignerList();
    const cursor = new Cursor(entry.signers, end);
    let matches = 0;
    let failures: Writer | null = null;
    cursor.enterArray();
    for (let index = 0; !this.mixed && cursor.nextElement(); index++) {
      if (matches > 0 && matches == entry.minimumMatches) {
        // Nobody is asked about the rest, but it must be sound.
        if (cursor.readString() == null) break;
        continue;
      }
      request.truncate(entry.requestLen);
      const text = writePem(request, cursor, false);
      if (text == null) break; // and the cursor has failed
      if (!known.addNew(text, index)) continue;
      const reason = this.refusal(
        askCertificate(
          request,
          this.target,
          entry.requireRekorBundle,
          entry.annotations,
        ),
      );
      if (reason != null) {
        failures = this.addFailure(failures, index, request.slice(), reason);
        continue;
      }
      counted.add(text, index);
      this.counted = counted.first;
      matches++;
    }
    if (cursor.failed || known.first == null)
      return ascii('certificates are malformed');
    let failure: Slice | null = null;
    if (failures != null) failure = failures.slice();
    if (entry.minimumMatches == 0 || this.mixed) return failure;
    if (matches == entry.minimumMatches) return null;
    return tooFew(entry.minimumMatches, matches, failure);
  }

  /** Appends why the certificate of a request was not accepted. */
  private addFailure(
    failures: Writer | null,
    index: i32,
    request: Slice,
    reason: Slice,
  ): Writer {
    let text = failures;
    if (text != null) text.literal('; ');
    else
      text = new Writer(256)
        .literal('Certificate signature for image ')
        .slices(this.image.text)
        .literal(': ');
    text.literal('certificates[').integer(index).literal(']: ');
    text.slices(reason);
    if (this.mixed) return text;
    const distrust = whyUntrusted(request);
    if (distrust != null)
      text.literal(' (').slices(distrust).byte(CharCode.CloseParenthesis);
    return text;
  }
}

/** The kind of signers as the host has it; certificates are asked for apart. */
function signersOf(key: Key): Signers {
  if (key == Key.PubKeys) return Signers.PubKeys;
  if (key == Key.Keyless) return Signers.Keyless;
  if (key == Key.KeylessPrefix) return Signers.KeylessPrefix;
  return Signers.GithubActions;
}

/**
 * The request about an entry's certificates. Its first `requestLen` bytes, up to
 * the certificate, are written once, since a chain may be long. Null when the
 * chain is malformed.
 */
function certificateRequest(entry: Entry, end: usize): Writer | null {
  if (entry.request == null) {
    const request = beginCertificate(entry.chain, end);
    entry.request = request;
    if (request != null) entry.requestLen = request.length;
  }
  return entry.request;
}

/** That fewer signers than needed have signed; `last` is the last failure. */
function tooFew(needed: i32, matches: i32, last: Slice | null): Slice {
  const text = new Writer(256)
    .literal('minimum number of signatures not reached: needed ')
    .integer(needed)
    .literal(', got ')
    .integer(matches);
  if (last != null) text.literal(': ').slices(last);
  return text.slice();
}

/** The signers that one request asks about, as JSON; null when malformed. */
function readAll(entry: Entry, end: usize): Slice | null {
  if (entry.kind == Key.GithubActions) return readOwner(entry.signers, end);
  if (entry.kind != Key.KeylessPrefix) return readList(entry.signers, end);
  const signers = readSigners(entry, end);
  if (signers == null) return null;
  return asList(signers);
}

/** The owner and repository as the host takes them; null when malformed. */
function readOwner(ptr: usize, end: usize): Slice | null {
  const reader = new Reader(ptr, end, false);
  const repository = readRepository(reader);
  if (repository == null || reader.failed || !reader.sound) return null;
  return ownerJson(repository.owner, repository.repo);
}

/**
 * The bytes of a list; null when it is no list, or empty: without signers, to
 * ask for all of them would accept every image.
 */
function readList(ptr: usize, end: usize): Slice | null {
  const cursor = new Cursor(ptr, end);
  const start = cursor.position;
  if (!cursor.enterArray() || !cursor.nextElement()) return null;
  cursor.position = start;
  return cursor.readRaw();
}

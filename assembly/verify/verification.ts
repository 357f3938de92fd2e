// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { SignatureManifests } from '../host/signature-manifests';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { Image } from '../workloads/field';
import { Reference } from '../references/reference';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { readRepository } from '../settings/kinds/github-actions';
import { Reader } from '../settings/reader';
import { Verdict } from '../host/answer';
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
  /** Signers of the current entry that the host accepted, in order. */
  counted: SignerList = new SignerList();
  /** Those that failed as the whole did, in order. */
  missing: SignerList = new SignerList();
  /** What the host is asked about: the image, then its digest. */
  target: Slice;
  /** All that went wrong under the current entry, the last first. */
  failures: Failure | null = null;
  /** Why the current entry fails; null while it does not. */
  private failure: Failure | null = null;
  /** Whether the host told another digest, which no signer makes good. */
  private mixed: bool = false;

  constructor(
    public image: Image,
    public reference: Reference,
    /** Where signature manifests come from. */
    public manifests: SignatureManifests,
    /** Whether evidence is looked at. */
    private checksEvidence: bool,
    /** Where the settings end. */
    public settingsEnd: usize,
  ) {
    this.target = image.text;
  }

  /** Verifies the image under an entry; null, or why that failed. */
  verifyEntry(entry: Entry): Failure | null {
    this.mixed = false;
    this.failures = null;
    this.counted.clear();
    this.missing.clear();
    const failure = this.askAll(entry);
    if (failure != null || !this.checksEvidence) return failure;
    return evidenceProblem(
      this.manifests,
      this.image,
      this.target,
      entry,
      this.counted.first,
      this.settingsEnd,
    );
  }

  /** Whether the signers that are missing sign with other annotations. */
  isSignedWithoutAnnotations(entry: Entry): bool {
    const annotations = entry.annotations;
    if (annotations == null) return false;
    const missing = this.missing;
    const failures = this.failures;
    entry.annotations = null;
    this.missing = new SignerList();
    const isSigned = this.askAll(entry) == null;
    entry.annotations = annotations;
    this.missing = missing;
    this.failures = failures;
    return isSigned;
  }

  /** Asks about signers that failed together, to know which of them did. */
  askOneByOne(entry: Entry): void {
    const failure = this.failure;
    this.missing.clear();
    entry.minimumMatches = i32.MAX_VALUE;
    this.someSigners(entry);
    entry.minimumMatches = 0;
    this.failure = failure;
  }

  /** Asks about the signers of an entry; why not enough of them count. */
  private askAll(entry: Entry): Failure | null {
    this.failure = null;
    if (entry.kind == Key.Certificates) this.certificates(entry);
    else if (entry.minimumMatches > 0) this.someSigners(entry);
    else this.allSigners(entry);
    return this.failure;
  }

  /** Whether the host accepts, and the same digest as before; or notes why not. */
  private accepts(verdict: Verdict, signer: Signer): bool {
    const digest = verdict.digest;
    if (digest == null) return this.note(verdict.failure, signer);
    let expected = this.image.digest;
    const isFirst = expected == null;
    if (isFirst) expected = this.reference.digest;
    if (expected != null && !expected.equals(digest)) {
      this.mixed = true;
      return this.note(new Failure(Code.OtherDigest, digest), signer);
    }
    if (isFirst) this.fix(digest);
    return true;
  }

  /**
   * Notes that a signer did not count; false. A fault says more than that a
   * signature is missing, so the first fault is what the entry fails for.
   */
  private note(failure: Failure, signer: Signer): bool {
    failure.next = this.failures;
    this.failures = failure;
    const first = this.failure;
    const replaces =
      first == null ||
      failure.code == Code.OtherDigest ||
      (saysUnsigned(first.code) && !saysUnsigned(failure.code));
    if (replaces) {
      this.failure = failure;
      this.missing.clear();
    } else if (first != null && first.code != failure.code) {
      return false;
    }
    this.missing.add(signer.json, signer.index);
    return false;
  }

  /** Makes the digest the image's; all that follows is asked about it. */
  private fix(digest: Slice): void {
    const target = this.reference.withDigest(digest);
    this.target = target;
    this.image.digest = digest;
    this.image.pin =
      this.reference.digest != null
        ? EMPTY
        : new Slice(target.end - <usize>digest.len - 1, digest.len + 1);
  }

  /** Settings that were validated rule this out. */
  private refuseSettings(): void {
    this.failure = new Failure(Code.SettingsInvalid, EMPTY);
  }

  /** Asks about the signers, JSON, of an entry. */
  private ask(entry: Entry, signers: Slice): Verdict {
    const kind = signersOf(entry.kind);
    return ask(this.target, kind, signers, entry.annotations);
  }

  /** Asks about all signers in one request. */
  private allSigners(entry: Entry): void {
    const signers = readAll(entry, this.settingsEnd);
    if (signers == null) this.refuseSettings();
    else this.accepts(this.ask(entry, signers), new Signer(signers, -1));
  }

  /** Asks about signers one by one, until as many have signed as must. */
  private someSigners(entry: Entry): void {
    let needed = entry.minimumMatches;
    let rest = readSigners(entry, this.settingsEnd);
    if (rest == null) return this.refuseSettings();
    while (rest != null && !this.mixed) {
      const signer = rest;
      rest = rest.next;
      if (!this.accepts(this.ask(entry, alone(signer)), signer)) continue;
      this.counted.add(signer.json, signer.index);
      if (--needed == 0) break;
    }
    this.close(needed);
  }

  /** Asks about certificates one by one; hosts verify them no other way. */
  private certificates(entry: Entry): void {
    const end = this.settingsEnd;
    const request = certificateRequest(entry, end);
    if (request == null) return this.refuseSettings();
    const known = new SignerList();
    const cursor = new Cursor(entry.signers, end);
    let needed = entry.minimumMatches;
    const all = needed == 0;
    cursor.enterArray();
    for (let index = 0; !this.mixed && cursor.nextElement(); index++) {
      if (!all && needed == 0) {
        // Nobody is asked about the rest, but it must be sound.
        if (cursor.readString() == null) break;
        continue;
      }
      request.truncate(entry.requestLen);
      const text = writePem(request, cursor, false);
      if (text == null) break; // and the cursor has failed
      if (!known.addNew(text, index)) continue;
      const signer = new Signer(text, index);
      const verdict = askCertificate(
        request,
        this.target,
        entry.requireRekorBundle,
        entry.annotations,
      );
      if (!this.accepts(verdict, signer)) continue;
      this.counted.add(text, index);
      needed--;
    }
    if (cursor.failed || known.first == null) return this.refuseSettings();
    if (!all) this.close(needed);
  }

  /**
   * Ends the search for as many signers as are needed: enough have signed,
   * whoever has not; or too few, even if nobody failed as the list is too short.
   */
  private close(needed: i32): void {
    assert(needed > 0 || !this.mixed);
    if (needed == 0) this.failure = null;
    else if (this.failure == null)
      this.failure = new Failure(Code.NotSignedBy, EMPTY);
  }
}

/** Whether a code says of an image what is not there. */
function saysUnsigned(code: Code): bool {
  return code <= Code.NotSignedBy;
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

// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Evidences } from '../evidence/gather';
import { Image } from '../images/image';
import { Reference } from '../images/reference';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { readRepository } from '../settings/kinds/github-actions';
import { Report } from '../settings/report';
import { Signer } from '../settings/signer';
import { whyUntrusted } from './certificate-trust';
import { evidenceProblem } from './evidence';
import { ask, ownerJson } from './request';
import { alone, asList, readChain, readSigners } from './signers';

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
  /** Signers of the current entry that the host accepted, in order. */
  private counted: Signer | null = null;

  constructor(
    private image: Image,
    private reference: Reference,
    private evidences: Evidences,
    /** Where the settings end. */
    private settingsEnd: usize,
  ) {
    this.target = image.text;
  }

  /** Verifies the image under an entry; null, or why that failed. */
  under(entry: Entry): Slice | null {
    this.mixed = false;
    this.counted = null;
    const failure =
      entry.kind == Key.Certificates || entry.minimumMatches > 0
        ? this.oneByOne(entry)
        : this.allAtOnce(entry);
    if (failure != null) return failure;
    return evidenceProblem(
      this.evidences,
      this.image,
      this.target,
      entry,
      this.counted,
      this.settingsEnd,
    );
  }

  /** Null when the host accepts, and the same digest as before; or why not. */
  private refusal(entry: Entry, signers: Slice, chain: Slice | null): Slice | null {
    const verdict = ask(this.target, entry, signers, chain);
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
      .byte(0x40)
      .slices(digest)
      .slice();
    this.target = target;
    this.image.digest = digest;
    this.image.pin =
      reference.digestLen > 0
        ? EMPTY
        : new Slice(target.ptr + <usize>nameLen, digest.len + 1);
  }

  /** Asks about all signers in one request. */
  private allAtOnce(entry: Entry): Slice | null {
    const signers = readAll(entry, this.settingsEnd);
    if (signers != null) return this.refusal(entry, signers, null);
    return entry.kind == Key.GithubActions
      ? ascii('its owner or repo is malformed')
      : ascii('its signers are malformed');
  }

  /**
   * Asks about signers one by one, until so many have signed as are needed.
   * Hosts verify certificates no other way.
   */
  private oneByOne(entry: Entry): Slice | null {
    let chain = entry.chainJson;
    if (chain == null && entry.chain != 0) {
      chain = readChain(entry, this.settingsEnd);
      entry.chainJson = chain;
      if (chain == null) return ascii('certificateChain is malformed');
    }
    let signers = entry.signerJson;
    if (signers == null) signers = readSigners(entry, this.settingsEnd);
    entry.signerJson = signers;
    const areCertificates = entry.kind == Key.Certificates;
    if (signers == null && areCertificates)
      return ascii('certificates are malformed');
    let matches = 0;
    let last: Signer | null = null;
    let failure: Slice | null = null;
    let failures: Writer | null = null;
    let rest = signers;
    while (rest != null && !this.mixed) {
      const signer = rest;
      rest = rest.next;
      const json = areCertificates ? signer.json : alone(signer);
      const reason = this.refusal(entry, json, chain);
      if (reason == null) {
        const counted = new Signer(signer.json, signer.index);
        if (last == null) this.counted = counted;
        else last.next = counted;
        last = counted;
        if (++matches == entry.minimumMatches) return null;
      } else if (areCertificates) {
        failures = this.addFailure(failures, signer, chain, reason);
        failure = failures.slice();
      } else {
        failure = reason;
      }
    }
    if (entry.minimumMatches == 0 || this.mixed) return failure;
    return tooFew(entry.minimumMatches, matches, failure);
  }

  /** Appends why a certificate was not accepted. */
  private addFailure(
    failures: Writer | null,
    signer: Signer,
    chain: Slice | null,
    reason: Slice,
  ): Writer {
    let text = failures;
    if (text != null) text.literal('; ');
    else
      text = new Writer(256)
        .literal('Certificate signature for image ')
        .slices(this.image.text)
        .literal(': ');
    text.literal('certificates[').integer(signer.index).literal(']: ');
    text.slices(reason);
    if (chain == null || this.mixed) return text;
    const distrust = whyUntrusted(signer.json, chain);
    if (distrust != null) text.literal(' (').slices(distrust).byte(0x29);
    return text;
  }
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
  const cursor = new Cursor(ptr, end);
  const report = new Report(new Slice(ptr, 0));
  const repository = readRepository(cursor, report);
  if (repository == null || cursor.failed || !report.sound) return null;
  return ownerJson(repository);
}

/** The bytes of a list; null when it is none or empty: all of nobody sign. */
function readList(ptr: usize, end: usize): Slice | null {
  const cursor = new Cursor(ptr, end);
  const start = cursor.position;
  if (!cursor.enterArray() || !cursor.nextElement()) return null;
  cursor.position = start;
  return cursor.readRaw();
}

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
import { Verdict } from './answer';
import { whyUntrusted } from './certificate-trust';
import { evidenceProblem } from './evidence';
import {
  verifyCertificate,
  verifyGithubActions,
  verifySigners,
} from './request';
import { alone, asList, readChain, readSigners } from './signers';

/**
 * Verifies one image under the entries that apply to it. The first success
 * fixes the digest; all that follows is verified on `repository@digest`, so
 * that a tag which moves meanwhile cannot mix two images.
 */
@final
@unmanaged
export class Verification {
  /** Why the current entry's verification failed; null while it has not. */
  failure: Slice | null;
  /** Whether that was another digest, which no other signer makes good. */
  private mixed: bool;
  /** What the host is asked about: the image, then its digest. */
  private target: Slice;
  /** Certificates of the current entry that the host accepted, in order. */
  private counted: Signer | null;
  private lastCounted: Signer | null;

  constructor(
    private image: Image,
    private reference: Reference,
    private evidences: Evidences,
    /** Where the settings end. */
    private settingsEnd: usize,
  ) {
    this.counted = null;
    this.lastCounted = null;
    this.failure = null;
    this.mixed = false;
    this.target = image.text;
  }

  /** Verifies the image under an entry; null, or why that failed. */
  under(entry: Entry): Slice | null {
    this.failure = null;
    this.mixed = false;
    if (entry.kind == Key.Certificates) this.certificates(entry);
    else if (entry.kind == Key.GithubActions) this.githubActions(entry);
    else if (entry.minimumMatches > 0) this.someSigners(entry);
    else this.allSigners(entry);
    const failure = this.failure;
    if (failure != null) return failure;
    return evidenceProblem(
      this.evidences,
      this.image,
      this.reference,
      entry,
      this.counted,
      this.settingsEnd,
    );
  }

  private fail(text: Slice): void {
    this.failure = text;
  }

  /** Takes a verdict in; true when it is a success for the same digest. */
  private accepts(verdict: Verdict): bool {
    const digest = verdict.digest;
    if (digest == null) {
      this.failure = verdict.failure;
      return false;
    }
    const expected = this.expectedDigest();
    if (expected != null && !expected.equals(digest)) {
      this.mixed = true;
      this.failure = new Writer(256)
        .literal('the host verified another digest, ')
        .slices(digest)
        .slice();
      return false;
    }
    if (this.image.digest == null) this.fix(digest);
    return true;
  }

  /** Makes the digest the image's; all that follows is asked about it. */
  private fix(digest: Slice): void {
    const reference = this.reference;
    const target = new Writer(512)
      .raw(reference.text, reference.repositoryLen)
      .byte(0x40)
      .slices(digest)
      .slice();
    this.target = target;
    this.image.digest = digest;
    const pinLen = digest.len + 1;
    this.image.pin =
      reference.digestLen > 0
        ? EMPTY
        : new Slice(target.end - <usize>pinLen, pinLen);
  }

  /** The digest verified before, or the one the reference has; or null. */
  private expectedDigest(): Slice | null {
    const digest = this.image.digest;
    if (digest != null) return digest;
    const reference = this.reference;
    return reference.digestLen > 0
      ? new Slice(reference.digest, reference.digestLen)
      : null;
  }

  private allSigners(entry: Entry): void {
    let list: Slice | null;
    if (entry.kind == Key.KeylessPrefix) {
      const signers = readSigners(entry, this.settingsEnd);
      list = signers == null ? null : asList(signers);
    } else {
      list = readList(entry.signers, this.settingsEnd);
    }
    if (list == null) this.fail(ascii('its signers are malformed'));
    else this.accepts(verifySigners(this.target, entry, list));
  }

  private someSigners(entry: Entry): void {
    const signers = readSigners(entry, this.settingsEnd);
    let matches = 0;
    let rest = signers;
    while (rest != null && matches < entry.minimumMatches && !this.mixed) {
      const signer = rest;
      rest = rest.next;
      const list = alone(signer);
      if (this.accepts(verifySigners(this.target, entry, list))) matches++;
    }
    this.conclude(entry, matches);
  }

  /** A failure counts only when it leaves too few signers. */
  private conclude(entry: Entry, matches: i32): void {
    if (this.mixed) return;
    if (matches >= entry.minimumMatches) {
      this.failure = null;
      return;
    }
    const text = new Writer(256)
      .literal('minimum number of signatures not reached: needed ')
      .integer(entry.minimumMatches)
      .literal(', got ')
      .integer(matches);
    const last = this.failure;
    if (last != null) text.literal(': ').slices(last);
    this.failure = text.slice();
  }

  private githubActions(entry: Entry): void {
    const cursor = new Cursor(entry.signers, this.settingsEnd);
    const report = new Report(new Slice(entry.signers, 0));
    const repository = readRepository(cursor, report);
    if (repository == null || cursor.failed || !report.sound)
      this.fail(ascii('its owner or repo is malformed'));
    else this.accepts(verifyGithubActions(this.target, entry, repository));
  }

  /** One call a certificate: hosts verify one at a time. */
  private certificates(entry: Entry): void {
    let chain: Slice | null = null;
    if (entry.chain != 0) {
      chain = entry.chainJson;
      if (chain == null) chain = readChain(entry, this.settingsEnd);
      entry.chainJson = chain;
      if (chain == null) {
        this.fail(ascii('certificateChain is malformed'));
        return;
      }
    }
    let first = entry.certificateJson;
    if (first == null) first = readSigners(entry, this.settingsEnd);
    entry.certificateJson = first;
    if (first == null) {
      this.fail(ascii('certificates are malformed'));
      return;
    }
    this.counted = null;
    this.lastCounted = null;
    let count = 0;
    let matches = 0;
    let failures: Writer | null = null;
    let rest: Signer | null = first;
    while (rest != null && !this.mixed) {
      const signer = rest;
      rest = rest.next;
      count++;
      if (this.acceptsCertificate(entry, signer, chain)) {
        matches++;
        this.count(signer);
        if (matches == entry.minimumMatches) break;
      } else {
        failures = this.addFailure(failures, signer.index);
      }
    }
    const needed = entry.minimumMatches > 0 ? entry.minimumMatches : count;
    this.failure = null;
    if (matches >= needed && !this.mixed) return;
    if (failures != null) this.failure = failures.slice();
    if (entry.minimumMatches > 0) this.conclude(entry, matches);
  }

  private count(signer: Signer): void {
    const entry = new Signer(signer.json, signer.index);
    const last = this.lastCounted;
    if (last == null) this.counted = entry;
    else last.next = entry;
    this.lastCounted = entry;
  }

  /** Verifies one certificate; on failure `failure` also says why. */
  private acceptsCertificate(
    entry: Entry,
    signer: Signer,
    chain: Slice | null,
  ): bool {
    const verdict = verifyCertificate(this.target, entry, signer.json, chain);
    if (this.accepts(verdict)) return true;
    let reason: Slice | null = null;
    if (chain != null && !this.mixed) reason = whyUntrusted(signer.json, chain);
    const failure = this.failure;
    if (reason != null && failure != null)
      this.failure = new Writer(256)
        .slices(failure)
        .literal(' (')
        .slices(reason)
        .byte(0x29)
        .slice();
    return false;
  }

  private addFailure(failures: Writer | null, index: i32): Writer {
    let text = failures;
    if (text == null) {
      text = new Writer(256)
        .literal('Certificate signature for image ')
        .slices(this.image.text);
    }
    if (failures == null) text.literal(': ');
    else text.literal('; ');
    text.literal('certificates[').integer(index).literal(']: ');
    const failure = this.failure;
    if (failure != null) text.slices(failure);
    return text;
  }
}

/** The bytes of a list; null when it is none or empty: all of nobody sign. */
function readList(ptr: usize, end: usize): Slice | null {
  const items = new Cursor(ptr, end);
  if (!items.enterArray() || !items.nextElement()) return null;
  return new Cursor(ptr, end).readRaw();
}

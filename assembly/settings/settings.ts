// SPDX-License-Identifier: Apache-2.0
import { Cursor } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Entry, readEntry } from './entry';
import { ExcludedImage, readExcludedImages } from './excluded-images';
import { Key, Keys } from './keys';
import { Members, Unknown } from './members';
import { PodSpecPath, readPodSpecPaths } from './pod-spec-paths';
import { Report } from './report';
import { Template } from './template';
import { enterList, readChoice, readFlag } from './values';

/** Which objects get their images pinned to the verified digest. */
export const enum DigestMutation {
  All,
  PodsOnly,
  None,
}

/** When the policy compares the evidence it can see itself. */
export const enum Evidence {
  WhenAvailable,
  Strict,
  Off,
}

/** The settings of one policy; see the README for what each means. */
@final
@unmanaged
export class Settings {
  /** The entries of `signatures`, in order. */
  entries: Entry | null;
  excludedImages: ExcludedImage | null;
  podSpecPaths: PodSpecPath | null;
  digestMutation: DigestMutation;
  evidence: Evidence;
  rejectUnmatched: bool;
  rejectUnknownResources: bool;
  requireDigest: bool;
  skipUnchangedImages: bool;

  constructor() {
    this.entries = null;
    this.excludedImages = null;
    this.podSpecPaths = null;
    this.digestMutation = DigestMutation.All;
    this.evidence = Evidence.WhenAvailable;
    this.rejectUnmatched = false;
    this.rejectUnknownResources = false;
    this.requireDigest = false;
    this.skipUnchangedImages = false;
  }
}

/**
 * Reads the settings object at the cursor. With `deep`, everything is checked
 * that can be known without the host; else what an image may need is kept for
 * later and passed over.
 */
export function readSettings(
  cursor: Cursor,
  report: Report,
  deep: bool,
): Settings {
  const settings = new Settings();
  const start = cursor.position;
  const members = new Members(cursor, report, Keys.Settings, Unknown.Warning);
  let modifyAt: usize = 0;
  let modify = true;
  for (let key = members.next(); key != Key.Unknown; key = members.next()) {
    const at = cursor.position;
    if (key == Key.Signatures) {
      settings.entries = readEntries(cursor, report, deep);
    } else if (cursor.readNull()) {
      // As if the key were not there.
      members.seen &= ~(1 << (<u32>key));
    } else if (key == Key.ModifyImagesWithDigest) {
      modifyAt = at;
      modify = readFlag(cursor, report, true);
    } else {
      readOption(cursor, report, key, settings, deep);
    }
  }
  if (cursor.failed) {
    report.problem(cursor.position, ascii('is no valid JSON'));
    return settings;
  }
  if (members.entered && !members.has(Key.Signatures))
    report.problem(start, ascii('Signatures must not be empty'));
  if (modifyAt != 0) {
    const none = settings.digestMutation == DigestMutation.None;
    if (members.has(Key.DigestMutation) && none == modify)
      report.problem(modifyAt, ascii('contradicts digestMutation'));
    if (!modify) settings.digestMutation = DigestMutation.None;
  }
  return settings;
}

function readOption(
  cursor: Cursor,
  report: Report,
  key: Key,
  settings: Settings,
  deep: bool,
): void {
  if (key == Key.DigestMutation) {
    settings.digestMutation = readChoice(
      cursor,
      report,
      ascii('all'),
      ascii('podsOnly'),
      ascii('none'),
    );
  } else if (key == Key.UnmatchedImages) {
    settings.rejectUnmatched = readReject(cursor, report);
  } else if (key == Key.UnknownResources) {
    settings.rejectUnknownResources = readReject(cursor, report);
  } else if (key == Key.Evidence) {
    settings.evidence = readChoice(
      cursor,
      report,
      ascii('whenAvailable'),
      ascii('strict'),
      ascii('off'),
    );
  } else if (key == Key.RequireDigest) {
    settings.requireDigest = readFlag(cursor, report, false);
  } else if (key == Key.SkipUnchangedImages) {
    settings.skipUnchangedImages = readFlag(cursor, report, false);
  } else if (key == Key.ExcludeImages) {
    settings.excludedImages = readExcludedImages(cursor, report, deep);
  } else {
    settings.podSpecPaths = readPodSpecPaths(cursor, report, deep);
  }
}

function readReject(cursor: Cursor, report: Report): bool {
  return (
    readChoice(cursor, report, ascii('accept'), ascii('reject'), null) == 1
  );
}

function readEntries(cursor: Cursor, report: Report, deep: bool): Entry | null {
  const at = cursor.position;
  if (!enterList(cursor, report)) return null;
  let first: Entry | null = null;
  let last: Entry | null = null;
  let template: Template | null = null;
  for (let index = 0; cursor.nextElement(); index++) {
    let entry: Entry | null = null;
    if (template != null) entry = template.read(cursor, index, deep);
    if (entry == null) {
      const start = cursor.position;
      const remarks = report.remarks;
      entry = readEntry(cursor, report, index, deep);
      template = null;
      if (report.remarks == remarks && !cursor.failed)
        template = Template.of(entry, start, cursor.position);
    }
    if (last == null) first = entry;
    else last.next = entry;
    last = entry;
  }
  if (first == null && !cursor.failed)
    report.problem(at, ascii('Signatures must not be empty'));
  return first;
}

// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  nameList,
  zeroes,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Pattern } from '../match/pattern';
import { PodSpecPath } from '../workloads/declared';
import { readExcludedImages } from './excluded-images';
import { SettingsKey, settingsKeys } from './keys';
import { Members } from './members';
import { readPodSpecPaths } from './pod-spec-paths';
import { Reader } from './reader';
import { Rule, readRules } from './rules';
import { readChoice, readFlag } from './values';

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
  rules: Rule | null;
  excludedImages: Pattern | null;
  podSpecPaths: PodSpecPath | null;
  digestMutation: DigestMutation;
  evidence: Evidence;
  rejectUnmatched: bool;
  rejectUnknownResources: bool;
  requireDigest: bool;
  skipUnchangedImages: bool;
}

/** Reads the settings object at the cursor; what is left out stays 0. */
export function readSettings(reader: Reader): Settings {
  reader.begin();
  const settings = changetype<Settings>(zeroes(offsetof<Settings>()));
  const start = reader.position;
  const members = Members.enter(reader, settingsKeys(), 0);
  let modifyAt: usize = 0;
  let modify = true;
  let key = 0;
  while ((key = members.next()) != 0) {
    const at = reader.position;
    if (key >= SettingsKey.Description) {
      reader.skip();
    } else if (key == SettingsKey.Signatures) {
      settings.rules = readRules(reader);
    } else if (reader.readNull()) {
      members.forget(key);
    } else if (key == SettingsKey.ModifyImagesWithDigest) {
      modifyAt = at;
      modify = readFlag(reader);
    } else {
      readOption(reader, key, settings);
    }
  }
  if (reader.failed) {
    reader.problem(reader.position, ascii('is not valid JSON'));
    return settings;
  }
  const rules = (members.seen | members.meant) & (1 << SettingsKey.Signatures);
  if (members.isResource) {
    // Each of its keys is unknown, which would hide what the mistake is.
    reader.forget();
    reader.problem(
      start,
      ascii('this is a policy resource: pass its spec.settings'),
    );
  } else if (members.complete && rules == 0)
    reader.problem(start, ascii('Signatures must not be empty'));
  if (modifyAt != 0) {
    const none = settings.digestMutation == DigestMutation.None;
    if (members.has(SettingsKey.DigestMutation) && none == modify)
      reader.problem(modifyAt, ascii('contradicts digestMutation'));
    if (!modify) settings.digestMutation = DigestMutation.None;
  }
  return settings;
}

function readOption(reader: Reader, key: i32, settings: Settings): void {
  switch (key) {
    case SettingsKey.DigestMutation:
      settings.digestMutation = readChoice(
        reader,
        nameList('all|podsOnly|none'),
      );
      break;
    case SettingsKey.UnmatchedImages:
      settings.rejectUnmatched = readReject(reader);
      break;
    case SettingsKey.ExcludeImages:
      settings.excludedImages = readExcludedImages(reader);
      break;
    case SettingsKey.RequireDigest:
      settings.requireDigest = readFlag(reader);
      break;
    case SettingsKey.UnknownResources:
      settings.rejectUnknownResources = readReject(reader);
      break;
    case SettingsKey.PodSpecPaths:
      settings.podSpecPaths = readPodSpecPaths(reader);
      break;
    case SettingsKey.SkipUnchangedImages:
      settings.skipUnchangedImages = readFlag(reader);
      break;
    default:
      settings.evidence = readChoice(
        reader,
        nameList('whenAvailable|strict|off'),
      );
  }
}

function readReject(reader: Reader): bool {
  return readChoice(reader, nameList('accept|reject')) == 1;
}

// SPDX-License-Identifier: Apache-2.0
import { ascii, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

// The keys of each object, as numbers and as lists of words in the same order.
// Of keys that are equally near to a misspelt one the first is suggested.

/** The keys of the settings. */
export const enum SettingsKey {
  Signatures = 1,
  ModifyImagesWithDigest,
  DigestMutation,
  UnmatchedImages,
  ExcludeImages,
  RequireDigest,
  UnknownResources,
  PodSpecPaths,
  SkipUnchangedImages,
  Evidence,
  /** Stored by Rancher's form beside the settings, for itself. */
  Description,
  Rule,
}

/** The spellings of {@link SettingsKey}. */
export function settingsKeys(): Slice {
  return ascii(
    '\x0asignatures\x16modifyImagesWithDigest\x0edigestMutation\x0funmatchedImages\x0dexcludeImages\x0drequireDigest\x10unknownResources\x0cpodSpecPaths\x13skipUnchangedImages\x08evidence\x0bdescription\x04rule\0',
  );
}

/** The keys of an entry of `signatures`. */
export const enum Key {
  Image = 1,
  PubKeys,
  Keyless,
  Certificates,
  CertificateChain,
  RequireRekorBundle,
  KeylessPrefix,
  GithubActions,
  Annotations,
  MinimumMatches,
}

/** The spellings of {@link Key}. */
export function entryKeys(): Slice {
  return ascii(
    '\x05image\x07pubKeys\x07keyless\x0ccertificates\x10certificateChain\x12requireRekorBundle\x0dkeylessPrefix\x0dgithubActions\x0bannotations\x0eminimumMatches\0',
  );
}

/** The keys of an identity. */
export const enum IdentityKey {
  Issuer = 1,
  /** `subject`, or `urlPrefix`. */
  Subject,
}

/** The spellings of {@link IdentityKey}. */
export function identityKeys(prefixed: bool): Slice {
  return prefixed
    ? ascii('\x06issuer\x09urlPrefix\0')
    : ascii('\x06issuer\x07subject\0');
}

/** The keys of `githubActions`. */
export const enum RepositoryKey {
  Owner = 1,
  Repo,
}

/** The spellings of {@link RepositoryKey}. */
export function repositoryKeys(): Slice {
  return ascii('\x05owner\x04repo\0');
}

/** The keys of an element of `podSpecPaths`. */
export const enum PathKey {
  ApiGroup = 1,
  Kind,
  Path,
  WhenMissing,
}

/** The spellings of {@link PathKey}. */
export function pathKeys(): Slice {
  return ascii('\x08apiGroup\x04kind\x04path\x0bwhenMissing\0');
}

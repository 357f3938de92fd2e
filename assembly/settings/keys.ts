// SPDX-License-Identifier: Apache-2.0
import { nameList } from '@kubewarden/policy-sdk-assemblyscript/core';

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
export function settingsKeys(): usize {
  return nameList(
    'signatures|modifyImagesWithDigest|digestMutation|unmatchedImages|excludeImages|requireDigest|unknownResources|podSpecPaths|skipUnchangedImages|evidence|description|rule',
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
export function entryKeys(): usize {
  return nameList(
    'image|pubKeys|keyless|certificates|certificateChain|requireRekorBundle|keylessPrefix|githubActions|annotations|minimumMatches',
  );
}

/** The keys of an identity. */
export const enum IdentityKey {
  Issuer = 1,
  /** `subject`, or `urlPrefix`. */
  Subject,
}

/** The spellings of {@link IdentityKey}. */
export function identityKeys(prefixed: bool): usize {
  return prefixed ? nameList('issuer|urlPrefix') : nameList('issuer|subject');
}

/** The keys of `githubActions`. */
export const enum RepositoryKey {
  Owner = 1,
  Repo,
}

/** The spellings of {@link RepositoryKey}. */
export function repositoryKeys(): usize {
  return nameList('owner|repo');
}

/** The keys of an element of `podSpecPaths`. */
export const enum PathKey {
  ApiGroup = 1,
  Kind,
  Path,
  WhenMissing,
}

/** The spellings of {@link PathKey}. */
export function pathKeys(): usize {
  return nameList('apiGroup|kind|path|whenMissing');
}

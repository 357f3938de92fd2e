// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

/** Every key the settings know, whatever object it belongs to. */
export const enum Key {
  Unknown,
  // The settings object.
  Signatures,
  ModifyImagesWithDigest,
  DigestMutation,
  UnmatchedImages,
  ExcludeImages,
  RequireDigest,
  UnknownResources,
  PodSpecPaths,
  SkipUnchangedImages,
  Evidence,
  // An entry of `signatures`.
  Image,
  PubKeys,
  Keyless,
  KeylessPrefix,
  GithubActions,
  Certificates,
  CertificateChain,
  RequireRekorBundle,
  Annotations,
  MinimumMatches,
  // An identity, a repository, a pod spec path.
  Issuer,
  Subject,
  UrlPrefix,
  Owner,
  Repo,
  ApiGroup,
  Kind,
  Path,
}

/** The keys of one object each, a bit a key. */
export const enum Keys {
  Settings = (1 << 11) - 2,
  Entry = (1 << 21) - (1 << 11),
  Keyless = (1 << Key.Issuer) | (1 << Key.Subject),
  KeylessPrefix = (1 << Key.Issuer) | (1 << Key.UrlPrefix),
  GithubActions = (1 << Key.Owner) | (1 << Key.Repo),
  PodSpecPath = (1 << Key.ApiGroup) | (1 << Key.Kind) | (1 << Key.Path),
}

/** The spelling of a key, for messages and for the reader below. */
export function keyName(key: Key): Slice {
  switch (key) {
    case Key.Signatures:
      return ascii('signatures');
    case Key.ModifyImagesWithDigest:
      return ascii('modifyImagesWithDigest');
    case Key.DigestMutation:
      return ascii('digestMutation');
    case Key.UnmatchedImages:
      return ascii('unmatchedImages');
    case Key.ExcludeImages:
      return ascii('excludeImages');
    case Key.RequireDigest:
      return ascii('requireDigest');
    case Key.UnknownResources:
      return ascii('unknownResources');
    case Key.PodSpecPaths:
      return ascii('podSpecPaths');
    case Key.SkipUnchangedImages:
      return ascii('skipUnchangedImages');
    case Key.Evidence:
      return ascii('evidence');
    case Key.Image:
      return ascii('image');
    case Key.PubKeys:
      return ascii('pubKeys');
    case Key.Keyless:
      return ascii('keyless');
    case Key.KeylessPrefix:
      return ascii('keylessPrefix');
    case Key.GithubActions:
      return ascii('githubActions');
    case Key.Certificates:
      return ascii('certificates');
    case Key.CertificateChain:
      return ascii('certificateChain');
    case Key.RequireRekorBundle:
      return ascii('requireRekorBundle');
    case Key.Annotations:
      return ascii('annotations');
    case Key.MinimumMatches:
      return ascii('minimumMatches');
    case Key.Issuer:
      return ascii('issuer');
    case Key.Subject:
      return ascii('subject');
    case Key.UrlPrefix:
      return ascii('urlPrefix');
    case Key.Owner:
      return ascii('owner');
    case Key.Repo:
      return ascii('repo');
    case Key.ApiGroup:
      return ascii('apiGroup');
    case Key.Kind:
      return ascii('kind');
    case Key.Path:
      return ascii('path');
    default:
      return ascii('');
  }
}

/**
 * The key spelt by these bytes. The first 8 bytes, as a little-endian integer,
 * tell the candidate, and all there is to know of short keys but for zeroes at
 * their end; the name itself confirms the others.
 */
export function findKey(ptr: usize, len: i32): Key {
  const head =
    len >= 8
      ? load<u64>(ptr)
      : load<u64>(ptr) & (((<u64>1) << ((<u64>len) << 3)) - 1);
  const key = candidate(head, len);
  const same =
    len <= 8
      ? len > 0 && load<u8>(ptr + <usize>(len - 1)) != 0
      : keyName(key).equals(new Slice(ptr, len));
  return same ? key : Key.Unknown;
}

function candidate(head: u64, len: i32): Key {
  if (len <= 8) {
    if (head == 0x6567616d69 /* image */) return Key.Image;
    if (head == 0x7373656c79656b /* keyless */) return Key.Keyless;
    if (head == 0x726575737369 /* issuer */) return Key.Issuer;
    if (head == 0x7463656a627573 /* subject */) return Key.Subject;
    if (head == 0x7379654b627570 /* pubKeys */) return Key.PubKeys;
    if (head == 0x72656e776f /* owner */) return Key.Owner;
    if (head == 0x6f706572 /* repo */) return Key.Repo;
    if (head == 0x646e696b /* kind */) return Key.Kind;
    if (head == 0x68746170 /* path */) return Key.Path;
    if (head == 0x70756f7247697061 /* apiGroup */) return Key.ApiGroup;
    if (head == 0x65636e6564697665 /* evidence */) return Key.Evidence;
    return Key.Unknown;
  }
  if (head == 0x6369666974726563 /* certific */)
    return len == 12 ? Key.Certificates : Key.CertificateChain;
  if (head == 0x5265726975716572 /* requireR */) return Key.RequireRekorBundle;
  if (head == 0x697461746f6e6e61 /* annotati */) return Key.Annotations;
  if (head == 0x507373656c79656b /* keylessP */) return Key.KeylessPrefix;
  if (head == 0x69666572506c7275 /* urlPrefi */) return Key.UrlPrefix;
  if (head == 0x6341627568746967 /* githubAc */) return Key.GithubActions;
  if (head == 0x4d6d756d696e696d /* minimumM */) return Key.MinimumMatches;
  if (head == 0x727574616e676973 /* signatur */) return Key.Signatures;
  if (head == 0x6d49796669646f6d /* modifyIm */)
    return Key.ModifyImagesWithDigest;
  if (head == 0x754d747365676964 /* digestMu */) return Key.DigestMutation;
  if (head == 0x65686374616d6e75 /* unmatche */) return Key.UnmatchedImages;
  if (head == 0x496564756c637865 /* excludeI */) return Key.ExcludeImages;
  if (head == 0x4465726975716572 /* requireD */) return Key.RequireDigest;
  if (head == 0x526e776f6e6b6e75 /* unknownR */) return Key.UnknownResources;
  if (head == 0x5063657053646f70 /* podSpecP */) return Key.PodSpecPaths;
  if (head == 0x68636e5570696b73 /* skipUnch */) return Key.SkipUnchangedImages;
  return Key.Unknown;
}

// SPDX-License-Identifier: Apache-2.0
import {
  findName,
  nameAt,
  nearestName,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  IdentityKey,
  Key,
  PathKey,
  RepositoryKey,
  SettingsKey,
  entryKeys,
  identityKeys,
  pathKeys,
  repositoryKeys,
  settingsKeys,
} from '../../../assembly/settings/keys';
import { camelCase } from '../../../assembly/settings/migrate';

function allKeys(): usize[] {
  return [
    settingsKeys(),
    entryKeys(),
    identityKeys(false),
    identityKeys(true),
    repositoryKeys(),
    pathKeys(),
  ];
}

/** How many words there are. */
function count(words: usize): i32 {
  let n = 0;
  while (nameAt(words, n + 1).len > 0) n++;
  return n;
}

function nameOf(words: usize, n: i32): string {
  return nameAt(words, n).toString();
}

function find(words: usize, name: string): i32 {
  const slice = Slice.of(name);
  return findName(words, slice.ptr, slice.len);
}

function nearest(name: string, words: usize): string {
  const slice = Slice.of(name);
  const n = nearestName(words, slice.ptr, slice.len);
  return n == 0 ? '' : nameOf(words, n);
}

function twin(name: string): string {
  const slice = Slice.of(name);
  return camelCase(slice.ptr, slice.len).toString();
}

function snakeCase(name: string): string {
  let snake = '';
  for (let i = 0; i < name.length; i++) {
    const letter = name.charAt(i);
    const lower = letter.toLowerCase();
    snake += letter == lower ? letter : '_' + lower;
  }
  return snake;
}

describe('the lists of keys', () => {
  it('have a word for each number', () => {
    expect<i32>(count(settingsKeys())).toBe(SettingsKey.Rule);
    expect<i32>(count(entryKeys())).toBe(Key.MinimumMatches);
    expect<i32>(count(identityKeys(false))).toBe(IdentityKey.Subject);
    expect<i32>(count(identityKeys(true))).toBe(IdentityKey.Subject);
    expect<i32>(count(repositoryKeys())).toBe(RepositoryKey.Repo);
    expect<i32>(count(pathKeys())).toBe(PathKey.WhenMissing);
  });

  it('have the words in the order of the numbers', () => {
    const settings = settingsKeys();
    expect<string>(nameOf(settings, SettingsKey.Signatures)).toBe('signatures');
    expect<string>(nameOf(settings, SettingsKey.ModifyImagesWithDigest)).toBe(
      'modifyImagesWithDigest',
    );
    expect<string>(nameOf(settings, SettingsKey.DigestMutation)).toBe(
      'digestMutation',
    );
    expect<string>(nameOf(settings, SettingsKey.UnmatchedImages)).toBe(
      'unmatchedImages',
    );
    expect<string>(nameOf(settings, SettingsKey.ExcludeImages)).toBe(
      'excludeImages',
    );
    expect<string>(nameOf(settings, SettingsKey.RequireDigest)).toBe(
      'requireDigest',
    );
    expect<string>(nameOf(settings, SettingsKey.UnknownResources)).toBe(
      'unknownResources',
    );
    expect<string>(nameOf(settings, SettingsKey.PodSpecPaths)).toBe(
      'podSpecPaths',
    );
    expect<string>(nameOf(settings, SettingsKey.SkipUnchangedImages)).toBe(
      'skipUnchangedImages',
    );
    expect<string>(nameOf(settings, SettingsKey.Evidence)).toBe('evidence');
    expect<string>(nameOf(settings, SettingsKey.Rule)).toBe('rule');
    const entry = entryKeys();
    expect<string>(nameOf(entry, Key.Image)).toBe('image');
    expect<string>(nameOf(entry, Key.PubKeys)).toBe('pubKeys');
    expect<string>(nameOf(entry, Key.Keyless)).toBe('keyless');
    expect<string>(nameOf(entry, Key.KeylessPrefix)).toBe('keylessPrefix');
    expect<string>(nameOf(entry, Key.GithubActions)).toBe('githubActions');
    expect<string>(nameOf(entry, Key.Certificates)).toBe('certificates');
    expect<string>(nameOf(entry, Key.CertificateChain)).toBe(
      'certificateChain',
    );
    expect<string>(nameOf(entry, Key.RequireRekorBundle)).toBe(
      'requireRekorBundle',
    );
    expect<string>(nameOf(entry, Key.Annotations)).toBe('annotations');
    expect<string>(nameOf(entry, Key.MinimumMatches)).toBe('minimumMatches');
    expect<string>(nameOf(identityKeys(false), 1)).toBe('issuer');
    expect<string>(nameOf(identityKeys(false), 2)).toBe('subject');
    expect<string>(nameOf(identityKeys(true), 1)).toBe('issuer');
    expect<string>(nameOf(identityKeys(true), 2)).toBe('urlPrefix');
    expect<string>(nameOf(repositoryKeys(), RepositoryKey.Owner)).toBe('owner');
    expect<string>(nameOf(repositoryKeys(), RepositoryKey.Repo)).toBe('repo');
    expect<string>(nameOf(pathKeys(), PathKey.ApiGroup)).toBe('apiGroup');
    expect<string>(nameOf(pathKeys(), PathKey.Kind)).toBe('kind');
    expect<string>(nameOf(pathKeys(), PathKey.Path)).toBe('path');
    expect<string>(nameOf(pathKeys(), PathKey.WhenMissing)).toBe('whenMissing');
  });
});

describe('findName', () => {
  it('leads from each word to its number', () => {
    const lists = allKeys();
    for (let i = 0; i < lists.length; i++)
      for (let n = 1; n <= count(lists[i]); n++)
        expect<i32>(find(lists[i], nameOf(lists[i], n))).toBe(n);
  });

  it('leads from nothing else to one', () => {
    const lists = allKeys();
    for (let i = 0; i < lists.length; i++) {
      const words = lists[i];
      expect<i32>(find(words, '')).toBe(0);
      for (let n = 1; n <= count(words); n++) {
        const name = nameOf(words, n);
        expect<i32>(find(words, name + 'x')).toBe(0);
        expect<i32>(find(words, name + '\0')).toBe(0);
        expect<i32>(find(words, name.toUpperCase())).toBe(0);
        for (let at = 0; at < name.length; at++) {
          const other = name.slice(0, at) + '~' + name.slice(at + 1);
          expect<i32>(find(words, other)).toBe(0);
          if (name.slice(0, at) != 'keyless')
            expect<i32>(find(words, name.slice(0, at))).toBe(0);
        }
      }
    }
  });
});

describe('camelCase', () => {
  it('turns each key in snake case into its twin', () => {
    const lists = allKeys();
    for (let i = 0; i < lists.length; i++)
      for (let n = 1; n <= count(lists[i]); n++) {
        const name = nameOf(lists[i], n);
        expect<string>(twin(snakeCase(name))).toBe(name);
      }
  });

  it('leaves what has no underscore, and odd ones readable', () => {
    expect<string>(twin('urlPrefix')).toBe('urlPrefix');
    expect<string>(twin('')).toBe('');
    expect<string>(twin('_url__prefix_')).toBe('UrlPrefix');
    expect<string>(twin('url_1')).toBe('url1');
  });
});

describe('nearestName', () => {
  it('forgives up to three slips', () => {
    expect<string>(nearest('anotations', entryKeys())).toBe('annotations');
    expect<string>(nearest('certificate', entryKeys())).toBe('certificates');
    expect<string>(nearest('Image', entryKeys())).toBe('image');
    expect<string>(nearest('imgae', entryKeys())).toBe('image');
    expect<string>(nearest('minMatches', entryKeys())).toBe('');
  });

  it('names only keys of the same object', () => {
    expect<string>(nearest('subjct', entryKeys())).toBe('');
    expect<string>(nearest('subjct', identityKeys(false))).toBe('subject');
  });

  it('names nothing for what is far away, empty or endless', () => {
    expect<string>(nearest('zzzzzzzz', entryKeys())).toBe('');
    expect<string>(nearest('', entryKeys())).toBe('');
    expect<string>(nearest('image'.repeat(1000), entryKeys())).toBe('');
  });
});

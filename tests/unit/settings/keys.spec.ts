// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { nearestKey } from '../../../assembly/settings/hint';
import { Key, Keys, findKey, keyName } from '../../../assembly/settings/keys';
import { camelCase } from '../../../assembly/settings/migrate';

function nameOf(key: Key): string {
  const name = keyName(key);
  return String.UTF8.decodeUnsafe(name.ptr, <usize>name.len);
}

function find(name: string): Key {
  const slice = Slice.of(name);
  return findKey(slice.ptr, slice.len);
}

function nearest(name: string, allowed: u32): string {
  const slice = Slice.of(name);
  return nameOf(nearestKey(slice.ptr, slice.len, allowed));
}

/** The twin of a key, or the key itself when it has none. */
function twin(name: string): string {
  const slice = Slice.of(name);
  const twin = camelCase(slice.ptr, slice.len);
  if (twin == null) return name;
  return String.UTF8.decodeUnsafe(twin.ptr, <usize>twin.len);
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

describe('the table of keys', () => {
  it('leads from each name to its key', () => {
    for (let key: Key = 1; key <= Key.Path; key++)
      expect<i32>(find(nameOf(key))).toBe(key);
    expect<string>(nameOf(Key.Unknown)).toBe('');
    expect<string>(nameOf(Key.Path + 1)).toBe('');
  });

  it('leads from nothing else to one', () => {
    for (let key: Key = 1; key <= Key.Path; key++) {
      const name = nameOf(key);
      expect<i32>(find(name + 'x')).toBe(Key.Unknown);
      expect<i32>(find(name + '\0')).toBe(Key.Unknown);
      expect<i32>(find(name.toUpperCase())).toBe(Key.Unknown);
      for (let at = 0; at < name.length; at++) {
        const other = name.slice(0, at) + '~' + name.slice(at + 1);
        expect<i32>(find(other)).toBe(Key.Unknown);
        if (name.slice(0, at) != 'keyless')
          expect<i32>(find(name.slice(0, at))).toBe(Key.Unknown);
      }
    }
  });

  it('gives each key to one object at least', () => {
    const all: u32 =
      Keys.Settings |
      Keys.Entry |
      Keys.Keyless |
      Keys.KeylessPrefix |
      Keys.GithubActions |
      Keys.PodSpecPath;
    for (let key: Key = 1; key <= Key.Path; key++)
      expect<bool>((all & (1 << (<u32>key))) != 0).toBe(true);
    expect<u32>((<u32>Keys.Settings) & (<u32>Keys.Entry)).toBe(0);
  });
});

describe('camelCase', () => {
  it('turns each key in snake case into its twin', () => {
    for (let key: Key = 1; key <= Key.Path; key++)
      expect<string>(twin(snakeCase(nameOf(key)))).toBe(nameOf(key));
  });

  it('leaves what has no underscore, and odd ones readable', () => {
    expect<string>(twin('urlPrefix')).toBe('urlPrefix');
    expect<string>(twin('')).toBe('');
    expect<string>(twin('_url__prefix_')).toBe('UrlPrefix');
    expect<string>(twin('url_1')).toBe('url1');
  });
});

describe('nearestKey', () => {
  it('forgives up to three slips', () => {
    expect<string>(nearest('anotations', Keys.Entry)).toBe('annotations');
    expect<string>(nearest('certificate', Keys.Entry)).toBe('certificates');
    expect<string>(nearest('Image', Keys.Entry)).toBe('image');
    expect<string>(nearest('imgae', Keys.Entry)).toBe('image');
    expect<string>(nearest('minMatches', Keys.Entry)).toBe('');
  });

  it('names only keys of the same object', () => {
    expect<string>(nearest('subjct', Keys.Entry)).toBe('');
    expect<string>(nearest('subjct', Keys.Keyless)).toBe('subject');
  });

  it('names nothing for what is far away, empty or endless', () => {
    expect<string>(nearest('zzzzzzzz', Keys.Entry)).toBe('');
    expect<string>(nearest('', Keys.Entry)).toBe('');
    expect<string>(nearest('image'.repeat(1000), Keys.Entry)).toBe('');
  });
});

// SPDX-License-Identifier: Apache-2.0
import { compilePattern } from '../../../assembly/match/pattern';
import { patternProblem } from '../../../assembly/match/problem';
import { parseReference } from '../../../assembly/references/reference';
import { matches, spell } from '../../../assembly/match/spellings';
import { REFERENCE_VECTORS } from '../../fixtures/vectors/references';

function problem(pattern: string): string {
  const bytes = Uint8Array.wrap(String.UTF8.encode(pattern));
  const text = patternProblem(bytes.dataStart, bytes.length);
  return String.UTF8.decodeUnsafe(text.ptr, <usize>text.len);
}

function allAre(text: string, patterns: string[]): void {
  for (let i = 0; i < patterns.length; i++) {
    expect<string>(problem(patterns[i])).toBe(text, patterns[i]);
  }
}

describe('patternProblem', () => {
  it('has no objection to patterns that can match', () => {
    allAre('', [
      '*',
      '**',
      '?',
      'nginx',
      'nginx:RC1',
      'ghcr.io/kubewarden/*',
      'GHCR.IO/*',
      'GHCR*',
      'GHCR?IO/x',
      'ghcr.io/a*X',
      'ghcr.io/a:*X*',
      '*/?X',
      '*@sha256:*',
      '[::1]:5000/*',
      'ab'.repeat(32),
      'nginx@sha256:' + 'ab'.repeat(32),
    ]);
  });

  it('names what can never match', () => {
    allAre('must not be empty', ['']);
    allAre('can never match: it has a character that no image reference has', [
      ' nginx',
      'nginx\n',
      'ngïnx*',
      'a,b',
      '\0',
      '{a}',
      'ghcr.io/a%',
    ]);
    allAre('can never match: repository names are lower-case', [
      'Nginx',
      'ghcr.io/X',
      'ghcr.io/X*',
      '*/X',
      '*/X/*',
      'ghcr.io/*/A/b',
      'Nginx:v1',
    ]);
    allAre('can never match: an empty name stands beside a slash', [
      '/',
      '/nginx',
      'ghcr.io/',
      '*//x',
    ]);
    allAre('can never match: it is a URL; write the image without https://', [
      'https://ghcr.io/*',
      'oci://ghcr.io/acme/app',
    ]);
    allAre(
      'can never match: a name begins with a dot; write * for any characters',
      ['ghcr.io/acme/.*', '.ghcr.io/x', 'registry.example.org/a/./b'],
    );
    allAre('can never match: it is longer than any image reference', [
      '*' + 'a'.repeat(802),
    ]);
    allAre('can never match: it is not a valid image reference', [
      'nginx:',
      'nginx@sha256:ab',
      'ghcr.io/a..b',
      'Foo/bar',
      'ghcr.io/' + 'a'.repeat(256),
    ]);
  });

  it('objects to no pattern that matches an image of the vectors', () => {
    for (let i = 0; i < REFERENCE_VECTORS.length; i++) {
      const fields = REFERENCE_VECTORS[i].split('\t');
      if (fields[1] === '') continue;
      for (let f = 0; f < 3; f++) {
        expect<string>(problem(fields[f])).toBe('', fields[f]);
        const mid = fields[f].length / 2;
        const head = fields[f].substring(0, mid);
        const rest = fields[f].substring(mid + 1);
        expect<string>(problem(head + '?' + rest)).toBe('', head);
        expect<string>(problem(head + '*')).toBe('', head);
        expect<string>(problem('*' + rest)).toBe('', rest);
      }
    }
  });

  it('matches nothing it objects to', () => {
    const image = Uint8Array.wrap(String.UTF8.encode('GHCR.IO/a/b:RC1'));
    const ref = parseReference(image.dataStart, image.length)!;
    const spellings = spell(image.dataStart, image.length, ref);
    const bad = ['', 'ghcr.io/A/*', '/a', 'ghcr.io//*', 'a b'];
    for (let i = 0; i < bad.length; i++) {
      const bytes = Uint8Array.wrap(String.UTF8.encode(bad[i]));
      const pattern = compilePattern(bytes.dataStart, bytes.length);
      expect<bool>(matches(pattern, spellings)).toBe(false, bad[i]);
    }
  });
});

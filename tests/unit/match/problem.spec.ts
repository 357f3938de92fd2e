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

  it('names what the registry of a pattern is to be written like', () => {
    allAre('names leave out the port 443, write *.example.com/app', [
      '*.example.com:443/app',
    ]);
    allAre('names leave out the port 443, write */app:v?', ['*:443/app:v?']);
    allAre('names leave out the port 443, write ghcr.io/*', ['ghcr.io:443*']);
    allAre('a port must not begin with 0', ['*.example.com:0500/app']);
    allAre('Docker Hub is docker.io, write docker.io/*', [
      'index.docker.io*',
      'INDEX.docker.io*',
      '*.docker.io/*',
      'registry-?.docker.io/*',
      '*hub.docker.com/*',
      '*.docker.io*',
    ]);
    allAre('Docker Hub is docker.io, write docker.io/library/nginx:1', [
      'index.docker.i?/library/nginx:1',
    ]);
    allAre(
      'an IPv6 address must be in its shortest form, such as [2001:db8::1]',
      ['[0:0::1]:5000/*', '[2001:db8:0:0:1:0:0:1]/app', '[::01]/*'],
    );
    allAre('capitals before a wildcard must stand behind the colon of a tag', [
      '*GHCR*',
      '*.GHCR.IO*',
    ]);
    allAre('', [
      '*.com/app',
      'docker*/app',
      'docker.*/app',
      '*docker.io/*',
      '*.example.com:*/app',
      '*.example.com:8443/app',
      'app:443*',
      '*:RC*',
      '*RC1',
      '[2001:db8::1]/*',
      '[*]/app',
    ]);
  });

  it('objects to no pattern that matches an image of the vectors', () => {
    for (let i = 0; i < REFERENCE_VECTORS.length; i++) {
      const fields = REFERENCE_VECTORS[i].split('\t');
      if (fields[1] === '') continue;
      // As it was written a registry may want another form, as may what is cut
      // out of hosts that keep their port 443, or a port of Docker Hub's.
      if (fields[1].indexOf(':443/') > 0) continue;
      if (fields[1].indexOf('.docker.') > 0) continue;
      for (let f = 1; f < 3; f++) {
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
    const spellings = spell(ref);
    const bad = ['', 'ghcr.io/A/*', '/a', 'ghcr.io//*', 'a b'];
    for (let i = 0; i < bad.length; i++) {
      const bytes = Uint8Array.wrap(String.UTF8.encode(bad[i]));
      const pattern = compilePattern(bytes.dataStart, bytes.length);
      expect<bool>(matches(pattern, spellings)).toBe(false, bad[i]);
    }
  });
});

// SPDX-License-Identifier: Apache-2.0
import { parseReference } from '../../../assembly/references/reference';
import { compilePattern } from '../../../assembly/match/pattern';
import {
  matches,
  matchesCanonical,
  spell,
} from '../../../assembly/match/spellings';
import { GLOB_VECTORS } from '../../fixtures/vectors/globs';

const DIGEST: string = '@sha256:' + 'ab'.repeat(32);

/** Whether a rule with this pattern applies to the image. */
function applies(pattern: string, image: string): bool {
  const p = Uint8Array.wrap(String.UTF8.encode(pattern));
  const i = Uint8Array.wrap(String.UTF8.encode(image));
  const reference = parseReference(i.dataStart, i.length)!;
  const spellings = spell(reference);
  return matches(compilePattern(p.dataStart, p.length), spellings);
}

/** Whether an exempting pattern covers the image. */
function exempts(pattern: string, image: string): bool {
  const p = Uint8Array.wrap(String.UTF8.encode(pattern));
  const i = Uint8Array.wrap(String.UTF8.encode(image));
  const reference = parseReference(i.dataStart, i.length)!;
  return matchesCanonical(compilePattern(p.dataStart, p.length), reference);
}

const NGINX: string[] = [
  'nginx',
  'nginx:latest',
  'library/nginx',
  'docker.io/nginx',
  'docker.io/library/nginx',
  'index.docker.io/nginx',
  'index.docker.io/library/nginx',
  'registry-1.docker.io/library/nginx:latest',
  'Docker.IO/nginx',
  'docker.io:443/library/nginx',
  'nginx:latest' + DIGEST,
  'docker.io/nginx:latest' + DIGEST,
];

describe('matches', () => {
  it('applies a rule for an image to every alias of it', () => {
    const patterns = [
      'nginx',
      'nginx:latest',
      'library/nginx',
      'docker.io/nginx',
      'docker.io/library/nginx',
      'docker.io/library/nginx:latest',
      'index.docker.io/nginx',
      'registry-1.docker.io/library/ng*',
      'DOCKER.IO:443/library/nginx',
      'n*',
      'ng?nx',
      'library/n*',
      '*/nginx',
      '*nginx*',
      '*',
      'docker.io/*',
      'docker.io/library/*',
    ];
    for (let p = 0; p < patterns.length; p++) {
      for (let i = 0; i < NGINX.length; i++) {
        const name = `${patterns[p]} on ${NGINX[i]}`;
        expect<bool>(applies(patterns[p], NGINX[i])).toBe(true, name);
      }
    }
  });

  it('applies a rule with wildcards to all aliases below a namespace', () => {
    const patterns = ['n*', 'nasty/*', 'nas?y/x', 'na*/x', 'docker.io/n*'];
    const images = [
      'nasty/x',
      'docker.io/nasty/x',
      'index.docker.io/nasty/x:v1',
      'registry-1.docker.io/nasty/x' + DIGEST,
    ];
    for (let p = 0; p < patterns.length; p++) {
      for (let i = 0; i < images.length; i++) {
        // A pattern without a tag says nothing about tagged images.
        if (i == 2 && p != 0 && p != 1 && p != 4) continue;
        const name = `${patterns[p]} on ${images[i]}`;
        expect<bool>(applies(patterns[p], images[i])).toBe(true, name);
      }
    }
  });

  it('applies to registries in capitals and with the default port', () => {
    const patterns = [
      'ghcr.io/x',
      'GHCR.IO/x',
      'ghcr.io:443/x',
      'ghcr.io/*',
      'GHCR.IO:443/*',
      '*.IO/x',
    ];
    const images = [
      'ghcr.io/x',
      'GHCR.IO/x',
      'ghcr.io:443/x',
      'Ghcr.io:0443/x',
    ];
    for (let p = 0; p < patterns.length; p++) {
      for (let i = 0; i < images.length; i++) {
        const name = `${patterns[p]} on ${images[i]}`;
        expect<bool>(applies(patterns[p], images[i])).toBe(true, name);
      }
    }
  });

  it('anchors patterns at both ends', () => {
    expect<bool>(applies('registry.io/*', 'notregistry.io/x')).toBe(false);
    expect<bool>(applies('registry.io/*', 'evil.io/registry.io/x')).toBe(false);
    expect<bool>(applies('org/*', 'orgevil/x')).toBe(false);
    expect<bool>(applies('org/*', 'evil.io/org/x')).toBe(false);
    expect<bool>(applies('docker.io/*', 'docker.io.evil.com/x')).toBe(false);
    expect<bool>(applies('nginx', 'docker.io.evil.com/nginx')).toBe(false);
    expect<bool>(applies('nginx', 'nginxx')).toBe(false);
    expect<bool>(applies('nginx', 'evil/nginx')).toBe(false);
    expect<bool>(applies('nginx', 'ghcr.io/library/nginx')).toBe(false);
    expect<bool>(applies('ghcr.io/x', 'ghcr.io:80/x')).toBe(false);
    expect<bool>(applies('localhost/x', 'docker.io/localhost/x')).toBe(false);
    expect<bool>(applies('', 'nginx')).toBe(false);
  });

  it('matches with and without latest, and without the digest', () => {
    const image = 'registry.example.org/a/b';
    expect<bool>(applies(image, image)).toBe(true);
    expect<bool>(applies(image + ':latest', image)).toBe(true);
    expect<bool>(applies(image, image + ':latest')).toBe(true);
    expect<bool>(applies(image, image + ':v1')).toBe(true);
    expect<bool>(applies(image, image + ':v1' + DIGEST)).toBe(true);
    expect<bool>(applies(image, image + '/c:v1')).toBe(false);
    expect<bool>(applies(image + DIGEST, image + ':v1' + DIGEST)).toBe(true);
    expect<bool>(applies(image + ':v1', image + ':v1' + DIGEST)).toBe(true);
    expect<bool>(applies(image + ':v2', image + ':v1' + DIGEST)).toBe(false);
    expect<bool>(applies(image, image + DIGEST)).toBe(true);
    expect<bool>(applies(image + ':latest', image + DIGEST)).toBe(false);
    const latest = image + ':latest' + DIGEST;
    expect<bool>(applies(image + DIGEST, latest)).toBe(true);
    expect<bool>(applies(image + ':latest', latest)).toBe(true);
    expect<bool>(applies(latest, latest)).toBe(true);
    expect<bool>(applies(image, latest)).toBe(true);
    expect<bool>(applies('*' + DIGEST, latest)).toBe(true);
    expect<bool>(applies('GHCR.IO/X', 'ghcr.io/x')).toBe(false);
  });

  it('compares long prefixes and endings in full', () => {
    const image = 'registry.example.org/some-rather-long/name-of-an-app:v1';
    for (let at = 0; at < image.length; at++) {
      const c = image.charAt(at) === 'q' ? 'w' : 'q';
      const other = image.substring(0, at) + c + image.substring(at + 1);
      expect<bool>(applies(other, image)).toBe(false, other);
      expect<bool>(applies(other + '*', image)).toBe(false, other);
      expect<bool>(applies('*' + other, image)).toBe(false, other);
      const one = image.substring(0, at) + '?' + image.substring(at + 1);
      expect<bool>(applies(one, image)).toBe(true, one);
      const cut = image.substring(0, at) + '*';
      expect<bool>(applies(cut, image)).toBe(true, cut);
      const tail = '*' + image.substring(at);
      expect<bool>(applies(tail, image)).toBe(true, tail);
    }
    expect<bool>(applies(image + '0', image)).toBe(false);
    expect<bool>(applies(image + '?', image)).toBe(false);
    expect<bool>(applies(image + '*', image)).toBe(true);
  });

  it('finds what the vectors of wildmatch find in valid references', () => {
    let compared = 0;
    for (let v = 0; v < GLOB_VECTORS.length; v++) {
      const fields = GLOB_VECTORS[v].split('\t');
      const image = 'registry.example.org/x' + fields[1];
      const bytes = Uint8Array.wrap(String.UTF8.encode(image));
      const ref = parseReference(bytes.dataStart, bytes.length);
      // Without a tag there are more spellings than the text itself.
      if (ref === null || image.indexOf(':v1') < 0) continue;
      const pattern = 'registry.example.org/x' + fields[0];
      // The name of a repository covers all of its tags.
      if (pattern.indexOf(':') < 0 && fields[0].indexOf('*') < 0) continue;
      compared++;
      expect<bool>(applies(pattern, image)).toBe(fields[2] === '1', pattern);
      expect<bool>(exempts(pattern, image)).toBe(fields[2] === '1', pattern);
    }
    expect<i32>(compared).toBeGreaterThan(10);
  });
});

describe('matchesCanonical', () => {
  it('matches the full canonical form only', () => {
    expect<bool>(exempts('docker.io/library/nginx:*', 'nginx')).toBe(true);
    expect<bool>(exempts('docker.io/library/nginx', 'nginx')).toBe(true);
    expect<bool>(exempts('docker.io/nginx', 'nginx')).toBe(false);
    expect<bool>(exempts('nginx', 'nginx')).toBe(false);
    expect<bool>(exempts('nginx:*', 'nginx:1')).toBe(false);
    expect<bool>(exempts('n*', 'nginx')).toBe(false);
    expect<bool>(exempts('ghcr.io/a:v1', 'ghcr.io/a:v1' + DIGEST)).toBe(false);
    expect<bool>(exempts('ghcr.io/a@*', 'ghcr.io/a' + DIGEST)).toBe(true);
  });

  it('canonicalises the registry part of the pattern', () => {
    expect<bool>(exempts('GHCR.IO:443/a/*', 'ghcr.io/a/b')).toBe(true);
    expect<bool>(exempts('index.docker.io/a/*', 'a/b')).toBe(true);
    expect<bool>(exempts('ghcr.io:80/a/*', 'ghcr.io/a/b')).toBe(false);
  });

  it('anchors patterns at both ends', () => {
    expect<bool>(exempts('ghcr.io/a/*', 'evil.io/ghcr.io/a/b')).toBe(false);
    expect<bool>(exempts('ghcr.io/a/*', 'ghcr.io/ab/c')).toBe(false);
    expect<bool>(exempts('docker.io/*', 'docker.io.evil.com/x')).toBe(false);
  });
});

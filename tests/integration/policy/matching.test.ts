// SPDX-License-Identifier: Apache-2.0

/** Which entries of `signatures` are about an image, however it is written. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { appliedTo } from '../../support/applied-rules.js';
import {
  creation,
  podOf,
  validate,
  validateSettings,
} from '../../support/policy.js';
import { DIGEST } from '../../support/scripted-host.js';

const at = (image: string): string => `${image}@${DIGEST}`;

/** Patterns of rules, an image, and the patterns that apply to it. */
type Row = readonly [
  rules: readonly string[],
  image: string,
  applied: readonly string[],
];

function table(rows: readonly Row[]): void {
  for (const [rules, image, applied] of rows) {
    const short = image.replace(DIGEST, 'D');
    it(`${rules.join(', ')} on ${short}: ${applied.join(', ')}`, () => {
      const indexes = appliedTo(rules, [image])[0] ?? new Set();
      assert.deepEqual(
        rules.filter((_, index) => indexes.has(index)),
        applied,
      );
    });
  }
}

describe('a digest makes the tag meaningless', () => {
  const app = ['acme/app:*', 'acme/app:v*', 'acme/app:latest'];
  table([
    // Without a tag, and with one that no rule is for: all of them.
    [app, at('acme/app'), app],
    [app.slice(1), at('acme/app:zz'), app.slice(1)],
    [['acme/app:v*'], at('docker.io/acme/app:zz'), ['acme/app:v*']],
    [['acme/app:v?'], at('acme/app:v10'), ['acme/app:v?']],
    // A rule for the tag that is there is the one that is meant.
    [['acme/app:v1', 'acme/app:v2'], at('acme/app:v1'), ['acme/app:v1']],
    [app, at('acme/app:zz'), ['acme/app:*']],
    [app, at('acme/app:v1'), ['acme/app:*', 'acme/app:v*']],
    // A lenient rule without a tag hides no strict one.
    [['acme/*', 'acme/app:v*'], at('acme/app:zz'), ['acme/*', 'acme/app:v*']],
    [['*', 'acme/app:v*'], at('acme/app'), ['*', 'acme/app:v*']],
    // What is for the tags of others does not count.
    [['acme/other:v*'], at('acme/app'), []],
    [['acme/other:v*', 'acme/app:v*'], at('acme/app:zz'), ['acme/app:v*']],
    [['acme/ap:v*', 'acme/appp:v*', 'acme/app/x:v*'], at('acme/app'), []],
    // A colon of the digest is no tag.
    [['acme/*:*', 'acme/app:v*'], at('acme/app'), ['acme/*:*', 'acme/app:v*']],
    // Also as the name with the digest, as if the tag were not there.
    [[`acme/app@${DIGEST}`], at('acme/app:v1'), [`acme/app@${DIGEST}`]],
    [['acme/app@sha256:*'], at('acme/app:v1'), ['acme/app@sha256:*']],
    [['acme/a?p'], at('acme/app:v1'), ['acme/a?p']],
    // A digest part stays.
    [[`acme/app:v1@${DIGEST}`], at('acme/app'), [`acme/app:v1@${DIGEST}`]],
    [['acme/app:v1@sha256:ff*'], at('acme/app:v2'), []],
    // Ports are no tags.
    [['localhost:5000/*'], at('localhost:5000/a'), ['localhost:5000/*']],
    [['localhost:5000/*'], at('localhost:5001/a'), []],
    [['localhost:5000/a:v1'], at('localhost:5000/a'), ['localhost:5000/a:v1']],
    // Docker Hub's short names.
    [['nginx:1.*'], at('nginx'), ['nginx:1.*']],
    [['library/nginx:1.*'], at('docker.io/nginx:x'), ['library/nginx:1.*']],
    // Images without a digest are found by their tag alone.
    [app, 'acme/app:zz', ['acme/app:*']],
    [['acme/app:v*'], 'acme/app:zz', []],
    [['acme/app:v*'], 'acme/app', []],
  ]);

  it('default deny recognises what the policy has pinned itself', () => {
    const settings = {
      signatures: [
        { image: 'nginx:latest', keyless: [{ issuer: 'i', subject: 's' }] },
      ],
      unmatchedImages: 'reject',
    };
    for (const image of ['nginx', 'nginx:latest', 'docker.io/library/nginx']) {
      const pinned = validate(creation(podOf(image)), settings).images;
      assert.equal(pinned.length, 1);
      const again = validate(creation(podOf(...pinned)), settings);
      assert.deepEqual([again.accepted, again.message], [true, '']);
    }
  });

  it('frees no image by a rule for another tag', () => {
    const settings = { excludeImages: ['acme/app:v1'] };
    const [applied] = appliedTo(['*'], [at('acme/app:v2')], settings);
    assert.equal(applied?.size, 1);
  });
});

describe('the name of a repository and nothing else', () => {
  const app = ['ghcr.io/acme/app'];
  table([
    [app, 'ghcr.io/acme/app', app],
    [app, 'ghcr.io/acme/app:v1', app],
    [app, 'GHCR.io:443/acme/app:v1', app],
    [app, at('ghcr.io/acme/app'), app],
    [app, at('ghcr.io/acme/app:v1'), app],
    [app, 'ghcr.io/acme/app/x', []],
    [app, 'ghcr.io/acme/app/x:v1', []],
    [app, 'ghcr.io/acme/apps', []],
    [app, 'ghcr.io/acme/ap', []],
    [app, 'evil.io/ghcr.io/acme/app', []],
    [['docker.io/nginx'], 'nginx:1.29', ['docker.io/nginx']],
    [['nginx'], at('docker.io/library/nginx:1.29'), ['nginx']],
    [['library/nginx'], 'nginx:1.29', ['library/nginx']],
    [['localhost:5000/a'], 'localhost:5000/a:v1', ['localhost:5000/a']],
    // With a wildcard it is the whole text that must match, as ever.
    [['ghcr.io/acme/ap?'], 'ghcr.io/acme/app:v1', []],
    [['ghcr.io/acme/ap?'], 'ghcr.io/acme/app', ['ghcr.io/acme/ap?']],
    [['ghcr.io/acme/app:latest'], 'ghcr.io/acme/app:v1', []],
  ]);

  it('exempts all of it where it is excluded by its full name', () => {
    const excluded = (excludeImages: string, image: string): boolean =>
      appliedTo(['*'], [image], { excludeImages: [excludeImages] })[0]?.size ===
      0;
    assert.ok(excluded('ghcr.io/acme/app', 'ghcr.io/acme/app:v1'));
    assert.ok(excluded('docker.io/library/nginx', at('nginx:1')));
    assert.ok(!excluded('ghcr.io/acme/app', 'ghcr.io/acme/app/x:v1'));
    assert.ok(!excluded('nginx', 'nginx:1'));
    assert.deepEqual(
      validateSettings({
        signatures: [{ image: '*', keyless: [{ issuer: 'i', subject: 's' }] }],
        excludeImages: ['docker.io/library/nginx', 'ghcr.io/acme/app'],
      }),
      { valid: true, message: '' },
    );
  });
});

describe('an image ID', () => {
  const hex = 'ab'.repeat(32);
  const settings = {
    signatures: [{ image: 'x.io/*', keyless: [{ issuer: 'i', subject: 's' }] }],
    excludeImages: ['*'],
    unmatchedImages: 'accept',
    skipUnchangedImages: true,
  };
  for (const image of [`sha256:${hex}`, 'sha256:abc', `sha512:${hex}${hex}`]) {
    it(`is no reference: ${image.slice(0, 14)}`, () => {
      const { accepted, message } = validate(creation(podOf(image)), settings);
      assert.deepEqual(
        [accepted, message],
        [
          false,
          `Resource web is not accepted: ${image} (containers[0]) is not a valid image reference [invalid-reference]`,
        ],
      );
    });
  }

  it('is not what only looks like one', () => {
    for (const image of ['sha256', 'sha256:v1', 'library/sha256:abc']) {
      assert.equal(validate(creation(podOf(image)), settings).accepted, true);
    }
  });
});

describe('the registry part of a pattern', () => {
  table([
    [['GHCR*'], 'ghcr.io/a:v1', ['GHCR*']],
    [['GHCR?io/*'], 'ghcr.io/a', ['GHCR?io/*']],
    [['*.GHCR.IO/a'], 'x.ghcr.io/a', ['*.GHCR.IO/a']],
    [['index.docker.io/a/*'], 'a/b', ['index.docker.io/a/*']],
    [
      ['registry.hub.docker.com/nginx'],
      'nginx:1',
      ['registry.hub.docker.com/nginx'],
    ],
    [['docker.io/a/*'], 'registry.hub.docker.com/a/b:1', ['docker.io/a/*']],
    [['docker.io/*'], 'registry.hub.docker.com/nginx', ['docker.io/*']],
    [['registry.hub.docker.com/*'], 'nginx', ['registry.hub.docker.com/*']],
    [
      ['[2001:DB8::1]:5000/*'],
      '[2001:db8::1]:5000/a',
      ['[2001:DB8::1]:5000/*'],
    ],
    [['ghcr.io:0443/a'], 'ghcr.io/a', ['ghcr.io:0443/a']],
  ]);

  const refused: readonly (readonly [string, string])[] = [
    ['*.ghcr.io:443/a', 'names leave out the port 443, write *.ghcr.io/a'],
    ['ghcr.io:443*', 'names leave out the port 443, write ghcr.io/*'],
    ['*.ghcr.io:0500/a', 'a port must not begin with 0'],
    ['index.docker.io*', 'Docker Hub is docker.io, write docker.io/*'],
    ['*.docker.io/*', 'Docker Hub is docker.io, write docker.io/*'],
    [
      'registry.hub.docker.co?/a/b',
      'Docker Hub is docker.io, write docker.io/a/b',
    ],
    [
      '[0:0::1]:5000/*',
      'an IPv6 address must be in its shortest form, such as [2001:db8::1]',
    ],
    [
      '[::01]/a',
      'an IPv6 address must be in its shortest form, such as [2001:db8::1]',
    ],
    [
      '*.GHCR.IO*',
      'capitals before a wildcard must stand behind the colon of a tag',
    ],
  ];
  for (const [image, problem] of refused) {
    it(`is refused with the form to write: ${image}`, () => {
      const signatures = [{ image, keyless: [{ issuer: 'i', subject: 's' }] }];
      assert.deepEqual(validateSettings({ signatures }), {
        valid: false,
        message: `signatures[0].image: ${problem}`,
      });
    });
  }

  it('of an image must be the shortest form of an IPv6 address', () => {
    const settings = { unmatchedImages: 'accept' };
    for (const image of ['[0:0::1]/a', '[::01]:5000/a:v1']) {
      const { message } = validate(creation(podOf(image)), {
        signatures: [
          { image: '[::1]/*', keyless: [{ issuer: 'i', subject: 's' }] },
        ],
        ...settings,
      });
      assert.match(
        message,
        /is not a valid image reference \[invalid-reference\]$/,
      );
    }
  });
});

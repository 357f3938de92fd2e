// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as api from '../src/index.js';
import { KwctlError } from '../src/errors.js';
import {
  releaseAsset,
  RELEASE_IDENTITIES,
  RELEASE_ISSUER,
  releaseUrl,
} from '../src/release.js';

describe('the pinned release', () => {
  it('is this version, signed by these workflows', () => {
    assert.equal(api.KWCTL_VERSION, '1.36.0');
    assert.equal(RELEASE_ISSUER, 'https://token.actions.githubusercontent.com');
    const workflows =
      'https://github.com/kubewarden/adm-controller/.github/workflows';
    assert.deepEqual(RELEASE_IDENTITIES, [
      `${workflows}/build-kwctl.yml@refs/tags/v1.36.0`,
      `${workflows}/release.yml@refs/tags/v1.36.0`,
    ]);
  });

  const names: readonly (readonly [string, string, string, string])[] = [
    ['linux', 'x64', 'kwctl-linux-x86_64', ''],
    ['linux', 'arm64', 'kwctl-linux-aarch64', ''],
    ['darwin', 'x64', 'kwctl-darwin-x86_64', ''],
    ['darwin', 'arm64', 'kwctl-darwin-aarch64', ''],
    ['win32', 'x64', 'kwctl-windows-x86_64', '.exe'],
  ];
  for (const [platform, arch, name, suffix] of names) {
    it(`has files for ${platform} on ${arch}`, () => {
      assert.deepEqual(releaseAsset(platform, arch), {
        zip: `${name}${suffix}.zip`,
        binary: `${name}${suffix}`,
        bundle: `${name}.bundle.sigstore`,
      });
    });
  }

  it('has none for other machines, and says so', () => {
    assert.throws(
      () => releaseAsset('win32', 'arm64'),
      new KwctlError(
        'PLATFORM',
        'there is no kwctl release for win32 on arm64: ' +
          'build kwctl from source and set KWCTL_PATH to it',
      ),
    );
  });

  it('is on GitHub, or on a mirror', () => {
    const zip = 'kwctl-linux-x86_64.zip';
    assert.equal(
      releaseUrl(zip, undefined).href,
      'https://github.com/kubewarden/adm-controller/releases/download/' +
        'v1.36.0/kwctl-linux-x86_64.zip',
    );
    for (const mirror of [
      'https://mirror.example.org/kw?token=1',
      'https://mirror.example.org/kw/?token=1',
    ]) {
      assert.equal(
        releaseUrl(zip, mirror).href,
        'https://mirror.example.org/kw/v1.36.0/kwctl-linux-x86_64.zip?token=1',
      );
    }
  });

  for (const mirror of ['mirror', 'file:///mnt', 'ftp://mirror']) {
    it(`cannot come from ${mirror}`, () => {
      assert.throws(
        () => releaseUrl('x.zip', mirror),
        new KwctlError(
          'ARGUMENT',
          `KWCTL_MIRROR is not an http(s) URL: ${mirror}`,
        ),
      );
    });
  }
});

describe('the library', () => {
  it('exports exactly this', () => {
    assert.deepEqual(Object.keys(api).sort(), [
      'KWCTL_VERSION',
      'KwctlError',
      'RELEASE_IDENTITIES',
      'RELEASE_ISSUER',
      'findKwctl',
      'installed',
      'main',
    ]);
  });
});

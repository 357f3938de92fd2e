// SPDX-License-Identifier: Apache-2.0

import { KwctlError } from './errors.js';

/** The kwctl release this package runs, without the leading `v` of its tag. */
export const KWCTL_VERSION = '1.36.0';

/** Where releases are downloaded from unless a mirror is configured. */
const RELEASES_URL =
  'https://github.com/kubewarden/adm-controller/releases/download';

/** The OpenID Connect issuer of GitHub Actions, as Fulcio certifies it. */
export const RELEASE_ISSUER = 'https://token.actions.githubusercontent.com';

/**
 * The workflow identities that may sign this release, exact. The release
 * workflow builds and signs kwctl in a reusable workflow, and Fulcio certifies
 * the workflow that holds the signing job.
 */
export const RELEASE_IDENTITIES: readonly string[] = [
  'build-kwctl.yml',
  'release.yml',
].map(
  (workflow) =>
    'https://github.com/kubewarden/adm-controller/.github/workflows/' +
    `${workflow}@refs/tags/v${KWCTL_VERSION}`,
);

/** The names of the files of one platform's release. */
export interface ReleaseAsset {
  /** The asset of the release page. */
  readonly zip: string;
  /** The executable inside the zip. */
  readonly binary: string;
  /** The Sigstore bundle inside the zip. */
  readonly bundle: string;
}

const ASSET_NAMES: Readonly<Record<string, string>> = {
  'linux-x64': 'kwctl-linux-x86_64',
  'linux-arm64': 'kwctl-linux-aarch64',
  'darwin-x64': 'kwctl-darwin-x86_64',
  'darwin-arm64': 'kwctl-darwin-aarch64',
  'win32-x64': 'kwctl-windows-x86_64',
};

/**
 * The release files for a platform and architecture as Node.js names them.
 *
 * @throws KwctlError `PLATFORM` when Kubewarden publishes no such binary
 */
export function releaseAsset(
  platform: string = process.platform,
  arch: string = process.arch,
): ReleaseAsset {
  const name = ASSET_NAMES[`${platform}-${arch}`];
  if (name === undefined) {
    throw new KwctlError(
      'PLATFORM',
      `there is no kwctl release for ${platform} on ${arch}: ` +
        'build kwctl from source and set KWCTL_PATH to it',
    );
  }
  const binary = platform === 'win32' ? `${name}.exe` : name;
  return { zip: `${binary}.zip`, binary, bundle: `${name}.bundle.sigstore` };
}

/**
 * The address of a release asset.
 *
 * @param mirror - replaces the part before `/v<version>/<asset>`
 * @throws KwctlError `ARGUMENT` when the mirror is no http(s) URL
 */
export function releaseUrl(
  zip: string,
  mirror: string | undefined,
  version: string = KWCTL_VERSION,
): URL {
  const base = mirror ?? RELEASES_URL;
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new KwctlError(
      'ARGUMENT',
      `KWCTL_MIRROR is not an http(s) URL: ${base}`,
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v${version}/${zip}`;
  return url;
}

// SPDX-License-Identifier: Apache-2.0

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: 'ppc64le',
};

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };

/** This host's platform in the words of the image-spec (Go's names). */
export function hostPlatform(): { os: string; architecture: string } {
  return {
    os: SYSTEMS[process.platform] ?? process.platform,
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
  };
}

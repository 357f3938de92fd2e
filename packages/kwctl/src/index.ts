// SPDX-License-Identifier: Apache-2.0

export { KwctlError, type KwctlErrorCode } from './errors.js';
export { installed, type InstallOptions } from './install.js';
export type { DownloadLimits, OnProgress } from './download.js';
export type { Environment } from './locate.js';
export { findKwctl, main } from './main.js';
export {
  KWCTL_VERSION,
  RELEASE_IDENTITIES,
  RELEASE_ISSUER,
  type ReleaseAsset,
} from './release.js';
export type { TrustSource } from './verify.js';

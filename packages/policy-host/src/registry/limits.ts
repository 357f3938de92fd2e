// SPDX-License-Identifier: Apache-2.0
import type { RegistryLimits } from './types.js';

const MIB_BYTES = 1024 * 1024;

/** The bounds used unless a caller gives others. */
export const DEFAULT_LIMITS: RegistryLimits = {
  manifestBytes: 4 * MIB_BYTES,
  requestMs: 10_000,
  operationMs: 30_000,
  retries: 3,
  backoffMs: 200,
  redirects: 5,
};

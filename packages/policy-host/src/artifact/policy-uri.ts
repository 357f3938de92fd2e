// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

const SCHEME = 'registry://';

/**
 * The reference in `registry://host/repository:tag`; the scheme may lack.
 *
 * @throws PolicyHostError ARGUMENT for another scheme
 */
export function registryReference(uri: string): string {
  if (uri.startsWith(SCHEME)) return uri.slice(SCHEME.length);
  if (!uri.includes('://')) return uri;
  throw new PolicyHostError(
    'ARGUMENT',
    `expected a ${SCHEME} address, got ${uri}`,
  );
}

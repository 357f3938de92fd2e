// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { PolicyHostError } from '../errors.js';

/** Where a policy is: on disk, or in a registry. */
export type PolicyLocation =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'registry'; readonly reference: string };

/**
 * Reads a policy URI: a path, `file://` or `registry://`.
 *
 * @throws PolicyHostError ARGUMENT `unknown scheme: X`
 */
export function parsePolicyUri(uri: string): PolicyLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1];
  switch (scheme) {
    case undefined:
      return { kind: 'file', path: uri };
    case 'file':
      return { kind: 'file', path: fileURLToPath(uri) };
    case 'registry':
      return {
        kind: 'registry',
        reference: uri.slice('registry://'.length),
      };
    default:
      throw new PolicyHostError('ARGUMENT', `unknown scheme: ${scheme}`);
  }
}

/** The reference of `registry://...`; without a scheme the text itself. */
export function registryReference(uri: string): string {
  const location = parsePolicyUri(uri);
  if (location.kind === 'registry') return location.reference;
  if (!uri.includes('://')) return uri;
  throw new PolicyHostError(
    'ARGUMENT',
    `expected a registry:// address, got ${uri}`,
  );
}

// SPDX-License-Identifier: Apache-2.0
import type { Bundle } from '@sigstore/bundle';

/**
 * Why no release of Kubewarden counts a bundle that this host may count. Those
 * since 1.36 want one leaf certificate and an entry of Rekor v1 with a promise.
 *
 * @param fromChain the certificate came first in a chain.
 * @returns undefined for a bundle that such a release counts too.
 */
export function onlyHere(
  { verificationMaterial: { content, tlogEntries } }: Bundle,
  fromChain: boolean,
): string | undefined {
  if (content.$case !== 'certificate') return 'it is signed with a bare key';
  if (fromChain) return 'its certificate comes as a chain';
  const [entry] = tlogEntries;
  if (entry === undefined) return 'it has no log entry';
  const { kind, version } = entry.kindVersion;
  if (kind !== 'dsse' || version !== '0.0.1') {
    return `its log entry is of kind ${kind} ${version}`;
  }
  return entry.inclusionPromise === undefined
    ? 'its log entry has no promise'
    : undefined;
}

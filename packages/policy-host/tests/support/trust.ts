// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import {
  type TrustRoot,
  toTrustRoot,
} from '../../src/sigstore/trust/trust-material.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import type { Issued } from './authority.js';
import { IMAGE_DIGEST } from './signed-image.js';

/** When tests verify. */
export const NOW = new Date('2025-06-01T00:00:00Z');

/** An authority in a trusted root: its own certificate comes last. */
export function authorityOf(
  chain: readonly Pick<Issued, 'der'>[],
  changes: object = {},
): object {
  const certificates = chain.map(({ der }) => ({
    rawBytes: der.toString('base64'),
  }));
  return { certChain: { certificates }, ...changes };
}

/** What is believed in by a trusted root that has these members. */
export function trustRootOf(members: object, now: Date = NOW): TrustRoot {
  return toTrustRoot(TrustedRoot.fromJSON(members), now);
}

type Options = Omit<Parameters<typeof createVerifier>[0], 'now'>;

/** Empty when the image is accepted, else the whole message. */
export async function verdictOf(
  request: VerificationRequest,
  options: Options,
): Promise<string> {
  const verifier = createVerifier({ ...options, now: () => NOW });
  try {
    const { digest } = await verifier.verify(request);
    assert.equal(digest, IMAGE_DIGEST);
    return '';
  } catch (cause) {
    assert.ok(cause instanceof Error);
    return cause.message;
  }
}

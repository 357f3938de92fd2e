// SPDX-License-Identifier: Apache-2.0
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { verificationError } from '../../errors.js';

/**
 * Checks that an entry's proof of inclusion is about the tree that its
 * checkpoint is about; Sigstore's library takes the tree of the checkpoint and
 * passes over what the bundle says beside it.
 *
 * @throws PolicyHostError VERIFICATION
 * @see https://github.com/transparency-dev/formats/tree/main/log
 */
export function checkCheckpoint({
  inclusionProof,
}: TransparencyLogEntry): void {
  if (inclusionProof === undefined) return;
  const { checkpoint, rootHash, treeSize } = inclusionProof;
  // Origin, size of the tree, root hash, each on a line.
  const [, size, root] = checkpoint?.envelope.split('\n') ?? [];
  if (size !== treeSize || root !== rootHash.toString('base64')) {
    throw verificationError('inclusion proof contradicts its checkpoint');
  }
}

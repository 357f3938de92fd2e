// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { checkCheckpoint } from '../../src/sigstore/log/checkpoint.js';

const ROOT = Buffer.alloc(32, 7);
const ENVELOPE = `log.example.org\n42\n${ROOT.toString('base64')}\n\n\u2014 log x\n`;

function entry(
  treeSize: string,
  rootHash: Buffer,
  checkpoint: { envelope: string } | undefined = { envelope: ENVELOPE },
): TransparencyLogEntry {
  return {
    inclusionProof: {
      logIndex: '0',
      hashes: [],
      treeSize,
      rootHash,
      checkpoint,
    },
  } as unknown as TransparencyLogEntry;
}

test('the tree of the checkpoint', () => {
  checkCheckpoint(entry('42', ROOT));
  checkCheckpoint({} as TransparencyLogEntry);
});

test('another size, another root, no checkpoint', () => {
  const contradicting = [
    entry('43', ROOT),
    entry('042', ROOT),
    entry('42', Buffer.alloc(32, 8)),
    entry('42', Buffer.alloc(0)),
    entry('42', ROOT, { envelope: '' }),
    entry('42', ROOT, { envelope: `log.example.org\n${ENVELOPE}` }),
  ];
  for (const one of contradicting) {
    assert.throws(() => checkCheckpoint(one), {
      code: 'VERIFICATION',
      message: 'inclusion proof contradicts its checkpoint',
    });
  }
});

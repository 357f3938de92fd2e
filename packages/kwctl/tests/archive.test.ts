// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readArchive } from '../src/archive.js';
import { rejects } from './support/rejects.js';
import { zipOf } from './support/stand-in.js';

const A = ['a', Buffer.from('binary '.repeat(1000))] as const;
const B = ['b', Buffer.from('bundle')] as const;

/** Replaces a name in the zip's headers by another of the same length. */
function renamed(zip: Buffer, from: string, to: string): Buffer {
  const text = zip.toString('latin1').replaceAll(from, to);
  return Buffer.from(text, 'latin1');
}

describe('reading the zip', () => {
  let folder: string;
  const write = async (bytes: Buffer): Promise<string> => {
    const path = join(folder, 'release.zip');
    await writeFile(path, bytes);
    return path;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kwctl-zip-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('yields the expected files', async () => {
    const contents = await readArchive(await write(await zipOf([A, B])), [
      'a',
      'b',
    ]);
    assert.deepEqual(contents.get('a'), A[1]);
    assert.deepEqual(contents.get('b'), B[1]);
    assert.equal(contents.size, 2);
  });

  it('rejects a zip cut anywhere', async () => {
    const zip = await zipOf([A, B]);
    for (let length = 0; length < zip.length; length += 7) {
      await rejects(
        readArchive(await write(zip.subarray(0, length)), ['a', 'b']),
        'ARCHIVE',
        'the downloaded zip is damaged: ',
      );
    }
  });

  it('rejects a missing file', async () => {
    await rejects(
      readArchive(await write(await zipOf([A])), ['a', 'b']),
      'ARCHIVE',
      'the zip does not contain b',
    );
  });

  it('rejects further files', async () => {
    const zip = await zipOf([A, B, ['c', Buffer.from('!')]]);
    await rejects(
      readArchive(await write(zip), ['a', 'b']),
      'ARCHIVE',
      'the zip holds an unexpected entry: "c"',
    );
  });

  it('rejects a file that is there twice', async () => {
    await rejects(
      readArchive(await write(await zipOf([A, B, A])), ['a', 'b']),
      'ARCHIVE',
      'the zip holds an unexpected entry: "a"',
    );
  });

  for (const name of ['../../../x', '/tmp/etc/x', 'C:/win32/x']) {
    it(`rejects ${name} and writes nothing`, async () => {
      const evil = renamed(
        await zipOf([['abcdefghij', Buffer.from('evil')]]),
        'abcdefghij',
        name,
      );
      const path = await write(evil);
      await rejects(
        readArchive(path, ['a', 'b']),
        'ARCHIVE',
        'the downloaded zip is damaged: ',
      );
      assert.deepEqual(await readdir(folder), ['release.zip']);
    });
  }

  it('rejects a bomb by its announced size', async () => {
    const zip = await zipOf([A, B]);
    // The central directory's uncompressed size of the first entry.
    const entry = zip.indexOf(Buffer.from('504b0102', 'hex'));
    zip.writeUInt32LE(0x7fffffff, entry + 24);
    await rejects(
      readArchive(await write(zip), ['a', 'b']),
      'LIMIT',
      'a unpacks to 2147483647 bytes, more than the limit of 536870912',
    );
  });

  it('rejects content larger than announced', async () => {
    const zip = await zipOf([A, B]);
    const entry = zip.indexOf(Buffer.from('504b0102', 'hex'));
    zip.writeUInt32LE(10, entry + 24);
    await rejects(
      readArchive(await write(zip), ['a', 'b']),
      'ARCHIVE',
      'the downloaded zip is damaged: ',
    );
  });
});

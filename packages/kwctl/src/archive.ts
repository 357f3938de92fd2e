// SPDX-License-Identifier: Apache-2.0

import type { Readable } from 'node:stream';
import { open, type Entry, type ZipFile } from 'yauzl';
import { KwctlError, rootMessage } from './errors.js';

/** Largest unpacked file in bytes; kwctl itself is about 100 MB. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/**
 * Unpacks a zip into memory. It must hold exactly the expected files: nothing
 * is ever written under a name that the archive chose.
 *
 * @param path - the zip file
 * @param expected - the names of the entries
 * @returns the contents, by name
 * @throws KwctlError `ARCHIVE` for a damaged zip or any other entry, `LIMIT`
 * for an entry that unpacks to more than 512 MiB
 */
export async function readArchive(
  path: string,
  expected: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await openZip(path);
  try {
    const contents = await readEntries(zip, expected);
    for (const name of expected) {
      if (!contents.has(name)) {
        throw new KwctlError('ARCHIVE', `the zip does not contain ${name}`);
      }
    }
    return contents;
  } catch (error) {
    throw damaged(error);
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(
      path,
      { lazyEntries: true, autoClose: false, strictFileNames: true },
      (error, zip) => {
        if (error === null) resolve(zip);
        else reject(damaged(error));
      },
    );
  });
}

async function readEntries(
  zip: ZipFile,
  expected: readonly string[],
): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(contents));
    zip.on('entry', (entry: Entry) => {
      const name = entry.fileName;
      if (!expected.includes(name) || contents.has(name)) {
        reject(
          new KwctlError(
            'ARCHIVE',
            `the zip holds an unexpected entry: ${JSON.stringify(name)}`,
          ),
        );
        return;
      }
      readEntry(zip, entry).then((bytes) => {
        contents.set(name, bytes);
        zip.readEntry();
      }, reject);
    });
    zip.readEntry();
  });
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.uncompressedSize > MAX_UNPACKED_BYTES) {
    throw new KwctlError(
      'LIMIT',
      `${entry.fileName} unpacks to ${entry.uncompressedSize} bytes, ` +
        `more than the limit of ${MAX_UNPACKED_BYTES}`,
    );
  }
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, readable) => {
      if (error === null) resolve(readable);
      else reject(error);
    });
  });
  // yauzl fails the stream when it yields more or less than announced.
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function damaged(error: unknown): KwctlError {
  if (error instanceof KwctlError) return error;
  return new KwctlError(
    'ARCHIVE',
    `the downloaded zip is damaged: ${rootMessage(error)}`,
    error,
  );
}

// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** A new folder that is gone when the test process ends. */
export function temporaryPath(name: string): string {
  if (folders.length === 0) process.once('exit', removeAll);
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  folders.push(folder);
  return folder;
}

function removeAll(): void {
  for (const folder of folders)
    // Programs that were just ended, as browsers, may still be writing.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import type { Credentials } from './types.js';

const HELPER_TIMEOUT_MS = 10_000;
const MAX_HELPER_OUTPUT_BYTES = 64 * 1024;
const HELPER_NAME = /^[A-Za-z0-9._-]+$/;
/** Only here a process can be ended with all that it started. */
const HAS_GROUPS = process.platform !== 'win32';

/**
 * Speaks the protocol of `docker-credential-<name> get`. The helper leads a
 * group of processes, which ends as a whole: when the helper has ended, at the
 * limit of time, and when it writes more than any answer has.
 *
 * @returns undefined when it gave no credentials, for whatever reason.
 */
export function askHelper(
  name: string,
  serverUrl: string,
  timeoutMs: number = HELPER_TIMEOUT_MS,
): Promise<Credentials | undefined> {
  if (!HELPER_NAME.test(name)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const child = spawn(`docker-credential-${name}`, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: HAS_GROUPS,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const end = () => {
      endGroup(child);
      // Somebody who left the group may still hold the other end.
      child.stdout.destroy();
    };
    const timer = setTimeout(end, timeoutMs);
    child.on('error', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_HELPER_OUTPUT_BYTES) end();
      else chunks.push(chunk);
    });
    child.on('exit', () => endGroup(child));
    child.on('close', (code) => {
      clearTimeout(timer);
      const output = Buffer.concat(chunks).toString('utf8');
      const whole = size <= MAX_HELPER_OUTPUT_BYTES;
      resolve(code === 0 && whole ? parseAnswer(output) : undefined);
    });
    // A helper that exits before reading must not crash this process.
    child.stdin.on('error', () => undefined);
    child.stdin.end(serverUrl);
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (!HAS_GROUPS) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function parseAnswer(output: string): Credentials | undefined {
  try {
    const answer = JSON.parse(output) as Record<string, unknown> | null;
    const username = answer?.['Username'];
    const password = answer?.['Secret'];
    if (typeof username !== 'string' || typeof password !== 'string') {
      return undefined;
    }
    return username === '<token>' ? undefined : { username, password };
  } catch {
    return undefined;
  }
}

// SPDX-License-Identifier: Apache-2.0
import type { AdmissionResponse } from '../response/admission-response.js';

/** One evaluated request, for any kind of report. */
export interface Result {
  readonly request: string;
  readonly policy: string;
  /** The AdmissionResponse as compact JSON. */
  readonly response: string;
  /** Wall time of the evaluation. */
  readonly milliseconds: number;
}

/** One AdmissionResponse a line, as kwctl prints it. */
export function jsonLines(results: readonly Result[]): string {
  return results.map(({ response }) => `${response}\n`).join('');
}

/** JSON pointers of what a response changes. */
export function patchedPaths({ patch }: AdmissionResponse): string[] {
  if (patch === undefined) return [];
  const operations = JSON.parse(
    Buffer.from(patch, 'base64').toString('utf8'),
  ) as readonly { path: string }[];
  return operations.map(({ path }) => path);
}

// SPDX-License-Identifier: Apache-2.0
import type { SourcedRequest } from '../manifests/requests.js';
import type { AdmissionResponse } from '../response/admission-response.js';
import type { RuledAnswer } from '../response/policy-rules.js';
import { subjectOf } from './subject.js';

/** One evaluated request, for any kind of report. */
export interface Result extends RuledAnswer {
  readonly request: SourcedRequest;
  readonly policy: string;
  /** Wall time of the evaluation. */
  readonly milliseconds: number;
}

/** One AdmissionResponse a line, as kwctl prints it. */
export function jsonLines(results: readonly Result[]): string {
  return results.map(({ response }) => `${response}\n`).join('');
}

/** As `jsonLines`, each answer with what it is about. */
export function namedJsonLines(results: readonly Result[]): string {
  return results
    .map(({ request, policy, response, wouldBe }) => {
      const head = JSON.stringify({ ...subjectOf(request), policy });
      const hidden = wouldBe === undefined ? '' : `,"wouldBe":${wouldBe}`;
      return `${head.slice(0, -1)},"response":${response}${hidden}}\n`;
    })
    .join('');
}

/** The decoded answer. */
export function responseOf({ response }: Result): AdmissionResponse {
  return JSON.parse(response) as AdmissionResponse;
}

/** The decoded verdict, also that which monitor mode hides. */
export function verdictOf({ response, wouldBe }: Result): AdmissionResponse {
  return JSON.parse(wouldBe ?? response) as AdmissionResponse;
}

/** JSON pointers of what a response changes. */
export function patchedPaths({ patch }: AdmissionResponse): string[] {
  if (patch === undefined) return [];
  const operations = JSON.parse(
    Buffer.from(patch, 'base64').toString('utf8'),
  ) as readonly { path: string }[];
  return operations.map(({ path }) => path);
}

// SPDX-License-Identifier: Apache-2.0
import type { RequestMode } from '../request/read-request.js';
import type { PolicyRules, RuledAnswer } from '../response/policy-rules.js';
import type { WorkerCommand, WorkerSetup } from '../wapc/messages.js';

/** A request as it was read: UTF-8 JSON. */
export type RequestText = string | Uint8Array;

/** What is the same for all requests of a worker. */
export interface AdmissionSetup {
  readonly mode: RequestMode;
  /** As JSON text. */
  readonly settings: string;
  readonly rules: PolicyRules | undefined;
  /** One Int32: which request of the command is under way. */
  readonly position: SharedArrayBuffer;
}

/** All that an admission worker begins with. */
export type AdmissionWorkerSetup = WorkerSetup & AdmissionSetup;

/** Host thread to admission worker. */
export type AdmissionCommand =
  | WorkerCommand
  /** Finds the first of these requests that cannot be read. */
  | { readonly kind: 'check'; readonly requests: readonly RequestText[] }
  /** Answers these requests; the answers may come in parts. */
  | { readonly kind: 'admit'; readonly requests: readonly RequestText[] };

/** The answer for one request, and the wall time it took. */
export interface Admission extends RuledAnswer {
  readonly milliseconds: number;
}

/** What comes back, by the kind of command. */
export interface AdmissionReplies {
  readonly instantiate: Uint8Array;
  readonly call: Uint8Array;
  /** Index of the first bad request, -1 for none. */
  readonly check: number;
  readonly admit: readonly Admission[];
}

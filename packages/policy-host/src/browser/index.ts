// SPDX-License-Identifier: Apache-2.0
// What runs in a browser: a policy on the page's own thread, its host calls
// answered from a table. No worker, no registry, no Sigstore.
export { PolicyHostError } from '../errors.js';
export type { ErrorCode } from '../errors.js';
export { loadPolicy } from './load-policy.js';
export type {
  BrowserLoadOptions,
  BrowserPolicy,
  BrowserCallOptions,
} from './load-policy.js';
export type { HostCall } from '../wapc/host-call.js';
export type { Script, ScriptedAnswer } from '../capabilities/scripted.js';
export type { LogEvent, LogLevel } from '../wapc/log-event.js';
export type { JsonInput, RequestMode } from '../request/read-request.js';
export type {
  AdmissionResponse,
  ResponseStatus,
} from '../response/admission-response.js';
export type { SettingsReply } from '../response/validation-reply.js';
export type { Verdict } from '../response/verdict.js';

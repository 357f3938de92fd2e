// SPDX-License-Identifier: Apache-2.0
export { PolicyHostError } from './errors.js';
export type { ErrorCode } from './errors.js';
export { loadPolicy } from './policy/load-policy.js';
export type { LoadOptions } from './policy/load-policy.js';
export type {
  CallOptions,
  CapabilitiesInput,
  Policy,
} from './policy/policy.js';
export type { ModuleSource } from './policy/compiled-module.js';
export type { Capabilities, HostCall } from './wapc/host-call.js';
export { scripted } from './capabilities/scripted.js';
export type { Script, ScriptedAnswer } from './capabilities/scripted.js';
export { realCapabilities } from './capabilities/real-capabilities.js';
export type { RealOptions } from './capabilities/real-capabilities.js';
export { replayedCapabilities } from './replay/replayed-capabilities.js';
export type { ReplayedCapabilities } from './replay/replayed-capabilities.js';
export type {
  KubernetesRequest,
  ResourceKind,
} from './capabilities/host-request.js';
export type { LogEvent, LogLevel } from './wapc/log-event.js';
export { DEFAULT_LIMITS } from './wapc/limits.js';
export type { Limits } from './wapc/limits.js';
export type { JsonInput, RequestMode } from './request/read-request.js';
export type {
  AdmissionResponse,
  ResponseStatus,
} from './response/admission-response.js';
export type { SettingsReply } from './response/validation-reply.js';
export type { Verdict } from './response/verdict.js';

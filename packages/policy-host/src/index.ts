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
export type { Capabilities, HostCall } from './capabilities/types.js';
export { scripted } from './capabilities/scripted.js';
export type { Script, ScriptedAnswer } from './capabilities/scripted.js';
export type { LogEvent, LogLevel } from './capabilities/tracing.js';
export { DEFAULT_LIMITS } from './wapc/limits.js';
export type { Limits } from './wapc/limits.js';
export type { JsonInput, RequestMode } from './request/read-request.js';
export type {
  AdmissionResponse,
  ResponseStatus,
} from './response/admission-response.js';
export type { SettingsReply } from './response/validation-reply.js';
export type { Verdict } from './response/verdict.js';
export { createRegistry } from './registry/client.js';
export type { RegistryOptions } from './registry/client.js';
export { serveLayout } from './registry/layout-server.js';
export type {
  LayoutServer,
  LayoutServerOptions,
} from './registry/layout-server.js';
export { readSources } from './registry/sources.js';
export type { Registry, RegistryLimits, Sources } from './registry/types.js';
export { checkCertificateTrust } from './sigstore/certificate-trust.js';
export { loadTrustRoot } from './sigstore/trust-root.js';
export type { TrustRoot, TrustRootOptions } from './sigstore/trust-root.js';
export type {
  CertificateTrust,
  CertificateTrustRequest,
  ImageVerifier,
  VerificationRequest,
  VerifiedImage,
} from './sigstore/types.js';
export { createVerifier } from './sigstore/verifier.js';
export type { VerifierOptions } from './sigstore/verifier.js';

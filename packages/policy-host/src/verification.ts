// SPDX-License-Identifier: Apache-2.0
// Registries and signatures on their own, without running a policy. Apart from
// the package root because these parts load large libraries.
export { createRegistry } from './registry/client.js';
export type { RegistryOptions } from './registry/client.js';
export { serveLayout } from './registry/layout-server.js';
export type {
  LayoutServer,
  LayoutServerOptions,
} from './registry/layout-server.js';
export { readSources } from './registry/sources.js';
export type { Registry, RegistryLimits, Sources } from './registry/types.js';
export { checkCertificateTrust } from './sigstore/certificates/certificate-trust.js';
export { loadTrustRoot } from './sigstore/trust/trust-root.js';
export type {
  TrustRoot,
  TrustRootOptions,
} from './sigstore/trust/trust-root.js';
export type {
  ImageVerifier,
  VerificationRequest,
  VerifiedImage,
} from './sigstore/signers/types.js';
export type {
  CertificateTrust,
  CertificateTrustRequest,
} from './sigstore/certificates/types.js';
export { createVerifier } from './sigstore/verifier.js';
export type { VerifierOptions } from './sigstore/verifier.js';

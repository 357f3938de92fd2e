// SPDX-License-Identifier: Apache-2.0
import type { ResourceKind } from '../capabilities/host-request.js';
import { PolicyHostError } from '../errors.js';

/** What a module's metadata says about running it. */
export interface RunMetadata {
  readonly policyType: 'kubernetes' | 'raw';
  readonly contextAwareResources: readonly ResourceKind[];
}

const SECTION = 'io.kubewarden.metadata';
const REGO_PREFIX = 'opa_';

/**
 * Reads what a run needs to know and refuses what this host cannot run.
 *
 * @param module the module's bytes
 * @param compiled the same module, compiled
 * @param kubewardenVersion the version this host behaves as
 * @throws PolicyHostError METADATA for broken metadata or a policy that wants
 *   a newer Kubewarden, MODULE for other execution modes than waPC
 * @see docs/host-conformance.md, "AdmissionResponse"
 */
export async function readRunMetadata(
  module: Uint8Array,
  compiled: WebAssembly.Module,
  kubewardenVersion: string,
): Promise<RunMetadata> {
  const rego = WebAssembly.Module.exports(compiled).some(({ name }) =>
    name.startsWith(REGO_PREFIX),
  );
  const sections = WebAssembly.Module.customSections(compiled, SECTION);
  if (sections.length === 0) {
    if (rego) {
      throw new PolicyHostError(
        'MODULE',
        'The policy has been created with Rego, please specify which Opa runtime has to be used',
      );
    }
    return { policyType: 'kubernetes', contextAwareResources: [] };
  }
  const [{ readModuleMetadata }, { checkMinimumVersion }] = await Promise.all([
    import('./custom-section.js'),
    import('./validate-metadata.js'),
  ]);
  const metadata = readModuleMetadata(module);
  if (metadata === undefined) {
    return { policyType: 'kubernetes', contextAwareResources: [] };
  }
  checkMinimumVersion(metadata, kubewardenVersion);
  if (metadata.executionMode !== 'kubewarden-wapc') {
    throw new PolicyHostError(
      'MODULE',
      `policies of execution mode ${metadata.executionMode} are run by kwctl, not by this host`,
    );
  }
  if (rego) {
    throw new PolicyHostError(
      'MODULE',
      'The policy has been created with Rego, the policy execution mode specified via CLI flag is wrong',
    );
  }
  return metadata;
}

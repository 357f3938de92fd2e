// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { startProblem } from '../wasm/start-section.js';
import { loadPolicy } from '../policy/load-policy.js';
import { compareCapabilities, scanCapabilities } from './capability-scanner.js';
import { writeModuleMetadata } from './custom-section.js';
import { readMetadata } from './read-metadata.js';
import {
  ANNOTATION_KEYS,
  type ExecutionMode,
  type PolicyMetadata,
  type ProtocolVersion,
} from './types.js';
import { validateMetadata } from './validate-metadata.js';

const REGO_EXPORT_PREFIX = 'opa_';
const PROTOCOL_TIMEOUT_MS = 10_000;

/** What `annotatePolicy` works on. */
export interface AnnotateInput {
  readonly module: Uint8Array;
  /** Text of metadata.yml. */
  readonly metadata: string;
  /** Markdown for the usage annotation. */
  readonly usage?: string | undefined;
  /** Version of the tool, for the annotation that names it. */
  readonly toolVersion: string;
}

/** An annotated module and what its author should know. */
export interface AnnotatedPolicy {
  readonly module: Uint8Array;
  readonly metadata: PolicyMetadata;
  readonly warnings: readonly string[];
}

/**
 * Puts metadata into a policy module: asks the module for its protocol
 * version, validates the result, compares the host capabilities it declares
 * with those the module names, and writes the custom section. An earlier
 * section is replaced; the same input gives the same bytes.
 *
 * @throws PolicyHostError METADATA
 * @see docs/host-conformance.md, "metadata.yml and the custom section"
 */
export async function annotatePolicy(
  input: AnnotateInput,
): Promise<AnnotatedPolicy> {
  const written = readMetadata(input.metadata);
  await checkExecutionMode(input.module, written.executionMode);
  const usage =
    input.usage === undefined ? {} : { [ANNOTATION_KEYS.usage]: input.usage };
  const metadata: PolicyMetadata = {
    ...written,
    protocolVersion: await askProtocolVersion(
      input.module,
      written.executionMode,
    ),
    annotations: {
      ...written.annotations,
      ...usage,
      [ANNOTATION_KEYS.annotatedBy]: input.toolVersion,
    },
  };
  validateMetadata(metadata);
  return {
    module: writeModuleMetadata(input.module, metadata),
    metadata,
    warnings: [
      ...startWarnings(input.module),
      ...capabilityWarnings(input.module, metadata),
    ],
  };
}

async function checkExecutionMode(
  module: Uint8Array,
  mode: ExecutionMode,
): Promise<void> {
  const exports = WebAssembly.Module.exports(await compile(module));
  const isRego = exports.some(({ name }) =>
    name.startsWith(REGO_EXPORT_PREFIX),
  );
  const fits = isRego
    ? mode === 'opa' || mode === 'gatekeeper'
    : mode === 'kubewarden-wapc' || mode === 'wasi';
  if (fits) return;
  throw new PolicyHostError(
    'METADATA',
    `Wrong value inside of policy's metadata for 'executionMode'. ` +
      `The policy has ${isRego ? '' : 'not '}been created with Rego, ` +
      `but the value is '${mode}'`,
  );
}

async function compile(module: Uint8Array): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(Uint8Array.from(module));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'METADATA',
      `Error parsing wasm module: ${detail}`,
      cause,
    );
  }
}

/** Only waPC guests have the operation; the others answer Unknown. */
async function askProtocolVersion(
  module: Uint8Array,
  mode: ExecutionMode,
): Promise<ProtocolVersion> {
  if (mode !== 'kubewarden-wapc') return 'Unknown';
  try {
    const policy = await loadPolicy(module, {
      limits: { timeoutMs: PROTOCOL_TIMEOUT_MS },
    });
    try {
      const version = await policy.protocolVersion();
      return version === 'v1' ? 'v1' : 'Unknown';
    } finally {
      await policy.close();
    }
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'METADATA',
      `Error while detecting Kubewarden protocol version: ${detail}`,
      cause,
    );
  }
}

function startWarnings(module: Uint8Array): readonly string[] {
  const problem = startProblem(module);
  return problem === undefined ? [] : [problem];
}

function capabilityWarnings(
  module: Uint8Array,
  metadata: PolicyMetadata,
): readonly string[] {
  const { undeclared, undetected } = compareCapabilities(
    scanCapabilities(module),
    metadata.hostCapabilities ?? [],
  );
  const warnings: string[] = [];
  if (undeclared.length > 0) {
    warnings.push(
      'host capabilities used by the policy but not declared in metadata: ' +
        undeclared.join(', '),
    );
  }
  if (undetected.length > 0) {
    warnings.push(
      'host capabilities declared in metadata but not detected in the ' +
        `policy: ${undetected.join(', ')}`,
    );
  }
  return warnings;
}

// SPDX-License-Identifier: Apache-2.0
import { askedOnce } from '../capabilities/asked-once.js';
import type { ResourceKind } from '../capabilities/host-request.js';
import type { createServices } from '../capabilities/host-services.js';
import type { ManifestSet, SourcedRequest } from '../manifests/requests.js';
import type { PolicyMatch } from '../manifests/policy-match.js';
import type { JsonObject } from '../json/value.js';
import { readRunMetadata } from '../metadata/run-metadata.js';
import type { RunMetadata } from '../metadata/run-metadata.js';
import { compileModule } from '../policy/compiled-module.js';
import type { Result } from '../report/results.js';
import type { RequestMode } from '../request/read-request.js';
import { settingsObject } from '../request/read-settings.js';
import type { LogEvent } from '../wapc/log-event.js';
import { startProblem } from '../wasm/start-section.js';
import type { Evaluation } from './evaluation.js';
import { readModuleFile } from './module-file.js';
import type { PolicySpec } from './policy-resources.js';
import type { allowList, EvaluationFlags } from './run-options.js';
import { openSession } from './session-backend.js';
import type { Session } from './session-backend.js';
import { KUBEWARDEN_VERSION } from './version.js';

/** How many objects are evaluated. */
export interface Scale {
  /** Workers for each policy; absent: one for each core. */
  readonly threads?: number;
  /** Ask registries everything once, failures too. */
  readonly once?: true;
  /** Tell nothing of single objects, unless everything is to be told. */
  readonly quiet?: true;
}

/** A policy or group, and what became of its requests. */
export interface EvaluatedPolicy {
  readonly name: string;
  /** The policy, or the members of a group. */
  readonly parts: readonly PolicyPart[];
  readonly results: readonly Result[];
}

/** A module with its settings. */
export interface PolicyPart {
  readonly name: string;
  readonly module: WebAssembly.Module;
  readonly settings: JsonObject;
}

/** What is the same for all policies of a run. */
export interface RunSetup {
  readonly flags: EvaluationFlags;
  readonly scale: Scale;
  readonly allowed: ReturnType<typeof allowList>;
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
  readonly services: ReturnType<typeof createServices>;
  readonly log: (event: LogEvent) => void;
  /** Gets what policies log. */
  readonly policyLog: (event: LogEvent) => void;
  readonly warn: (text: string) => void;
}

/** A policy that was fetched and understood. */
export interface PreparedPolicy {
  readonly policyType: RequestMode;
  /** What its evaluation needs of the policy and of the run. */
  readonly evaluation: Pick<
    Evaluation,
    | 'module'
    | 'settings'
    | 'contextAware'
    | 'allowed'
    | 'timeoutMs'
    | 'maxMemoryBytes'
    | 'log'
  >;
}

/** @throws PolicyHostError SETTINGS, MODULE, METADATA and those of registries */
export async function preparePolicy(
  spec: PolicySpec,
  setup: RunSetup,
): Promise<PreparedPolicy> {
  const {
    flags,
    services,
    warn,
    allowed,
    timeoutMs,
    maxMemoryBytes,
    policyLog,
  } = setup;
  const settings = settingsObject(spec.settings);
  const bytes = await readModuleFile(
    spec.module,
    services.registry,
    flags.sourcesPath,
  );
  const module = await compileModule(bytes, maxMemoryBytes);
  const problem = startProblem(bytes);
  if (problem !== undefined) warn(`${spec.module}: ${problem}`);
  const metadata = await readRunMetadata(bytes, module, KUBEWARDEN_VERSION);
  const contextAware = () => grants(spec, metadata, setup);
  return {
    policyType: metadata.policyType,
    evaluation: {
      module,
      settings,
      contextAware,
      allowed,
      timeoutMs,
      maxMemoryBytes,
      log: policyLog,
    },
  };
}

/** A YAML grants what it lists; a module alone only what the user allows. */
function grants(
  spec: PolicySpec,
  { contextAwareResources }: RunMetadata,
  { flags, warn }: RunSetup,
): readonly ResourceKind[] {
  if (spec.contextAware !== undefined) return spec.contextAware;
  if (flags.allowContextAware === true) return contextAwareResources;
  if (contextAwareResources.length > 0) {
    warn(
      'Policy requires access to Kubernetes resources, which is not granted: see --allow-context-aware',
    );
  }
  return [];
}

/** The requests that a policy or group is asked about; tells how many not. */
export async function requestsFor(
  { name, match }: { readonly name: string; readonly match?: PolicyMatch },
  mode: RequestMode,
  manifests: ManifestSet,
  { log }: RunSetup,
): Promise<readonly SourcedRequest[]> {
  const { requests, unmatched } = await manifests.requestsFor(
    match,
    name,
    mode,
  );
  if (unmatched > 0) {
    const message = `${unmatched} of the objects match no rule of policy ${name}`;
    log({ level: 'info', target: 'host', message });
  }
  return requests;
}

/** Answers for one policy or group. @throws PolicyHostError REPLAY */
export async function sessionFor({
  flags,
  scale,
  services,
  warn,
}: RunSetup): Promise<Session> {
  const session = await openSession({
    record: flags.recordHostCapabilitiesInteractions,
    replay: flags.replayHostCapabilitiesInteractions,
    services,
    warn,
  });
  return scale.once === true
    ? { ...session, backend: askedOnce(session.backend) }
    : session;
}

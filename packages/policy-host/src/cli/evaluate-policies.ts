// SPDX-License-Identifier: Apache-2.0
import { openSources } from '../capabilities/host-services.js';
import type { Services } from '../capabilities/real-backend.js';
import type { ManifestSet } from '../manifests/requests.js';
import { RememberingRegistry } from '../registry/remembering-registry.js';
import type { Registry } from '../registry/types.js';
import { startProgress } from '../report/progress.js';
import type { Progress } from '../report/progress.js';
import { verdictOf } from '../report/results.js';
import type { LogEvent } from '../wapc/log-event.js';
import { evaluate } from './evaluate.js';
import { readInput } from './files.js';
import type { CliIo } from './io.js';
import { memoryLimitBytes, timeoutMs } from './limit-options.js';
import { logLines } from './log-lines.js';
import { readManifests } from './manifest-options.js';
import type { PolicyGroupSpec, PolicySpec } from './policy-resources.js';
import { preparePolicy, requestsFor, sessionFor } from './prepare-run.js';
import type { EvaluatedPolicy, RunSetup, Scale } from './prepare-run.js';
import { allowList } from './run-options.js';
import type { EvaluationFlags } from './run-options.js';
import { commandLineSettings } from './settings-flags.js';
import { withServices } from './verification-options.js';

/** Flags in front of the command. */
export interface GlobalFlags {
  readonly verbose?: true;
  readonly color: boolean;
}

/**
 * Every policy and group with all its requests, as the command line says.
 *
 * @param uri a module, or YAML with policies
 * @throws PolicyHostError for whatever keeps a policy from being evaluated
 */
export async function evaluatePolicies(
  uri: string,
  flags: EvaluationFlags,
  io: CliIo,
  globals: GlobalFlags,
  scale: Scale = {},
): Promise<EvaluatedPolicy[]> {
  const color = globals.color && !io.noColor;
  const verbose = globals.verbose === true;
  const log = logLines(io, { verbose, color: color && io.errIsTerminal });
  const warn = once((message) =>
    log({ level: 'warning', target: 'host', message }),
  );
  const quiet = scale.quiet === true && !verbose;
  const setup = {
    flags,
    scale,
    allowed: allowList(flags),
    timeoutMs: timeoutMs(flags),
    maxMemoryBytes: memoryLimitBytes(flags),
    log,
    policyLog: quiet ? () => undefined : log,
    warn,
  };
  // Errors of this file show before anything is done, as in kwctl.
  if (flags.sourcesPath !== undefined) await openSources(flags.sourcesPath);
  return withServices(flags, warn, async (services) => {
    const used = scale.once === true ? rememberingServices(services) : services;
    const evaluated = await runAll(uri, { ...setup, services: used }, io);
    if (!quiet) evaluated.forEach((one) => tellHidden(one, log));
    return evaluated;
  });
}

/** Services over one registry that is asked everything once. */
function rememberingServices(services: Services): Services {
  let registry: Promise<Registry> | undefined;
  const open = async () => new RememberingRegistry(await services.registry());
  return { ...services, registry: () => (registry ??= open()) };
}

/** Passes each text on once: several policies may share one module. */
function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) tell(text);
    told.add(text);
  };
}

/** Every policy and group with all its requests. */
async function runAll(
  uri: string,
  setup: RunSetup,
  io: CliIo,
): Promise<EvaluatedPolicy[]> {
  const { flags, warn } = setup;
  const specs = await readSpecs(uri, setup);
  const manifests = await readManifests(flags, io, warn);
  const progress = await startProgress(process.stderr, io.errIsTerminal);
  const evaluated: EvaluatedPolicy[] = [];
  try {
    for (const spec of specs) {
      if ('members' in spec) {
        const { runGroup } = await import('./run-group.js');
        evaluated.push(await runGroup(spec, manifests, setup, progress));
      } else {
        evaluated.push(await runPolicy(spec, manifests, setup, progress));
      }
    }
  } finally {
    progress.stop();
  }
  return evaluated;
}

/** The policies of a YAML file, or the one named on the command line. */
async function readSpecs(
  uri: string,
  { flags, warn }: RunSetup,
): Promise<readonly (PolicySpec | PolicyGroupSpec)[]> {
  if (!/\.ya?ml$/.test(uri)) {
    const settings = await commandLineSettings(flags, warn);
    return [{ name: 'policy-from-cli', module: uri, settings }];
  }
  const { readPolicyResources } = await import('./policy-resources.js');
  const bytes = await readInput(uri, 'Error reading policy file');
  return readPolicyResources(bytes, uri, { module: flags.module, warn });
}

async function runPolicy(
  spec: PolicySpec,
  manifests: ManifestSet,
  setup: RunSetup,
  progress: Progress,
): Promise<EvaluatedPolicy> {
  const prepared = await preparePolicy(spec, setup);
  const mode = setup.flags.raw === true ? 'raw' : prepared.policyType;
  const requests = await requestsFor(spec, mode, manifests, setup);
  progress.expect(requests.length);
  const session = await sessionFor(setup);
  const { threads } = setup.scale;
  const { name } = spec;
  try {
    const results = await evaluate({
      ...prepared.evaluation,
      policyName: name,
      rules: spec.rules,
      requests,
      mode,
      backend: session.backend,
      inOrder: session.inOrder,
      ...(threads === undefined ? {} : { threads }),
      onResult: progress.step,
    });
    return { name, parts: [{ name, ...prepared.evaluation }], results };
  } finally {
    await session.finish();
  }
}

/** Says what a policy in monitor mode would have rejected. */
function tellHidden(
  { results }: EvaluatedPolicy,
  log: (event: LogEvent) => void,
): void {
  for (const result of results) {
    const { policy, request, wouldBe } = result;
    if (wouldBe === undefined) continue;
    const { allowed, status } = verdictOf(result);
    if (allowed) continue;
    const message = `policy ${policy}, in monitor mode, would reject ${request.name}: ${status?.message ?? 'no reason given'}`;
    log({ level: 'info', target: 'host', message });
  }
}

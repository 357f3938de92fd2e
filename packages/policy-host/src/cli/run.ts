// SPDX-License-Identifier: Apache-2.0
import type { ResourceKind } from '../capabilities/host-request.js';
import type { LogEvent } from '../wapc/log-event.js';
import { compileModule } from '../policy/compiled-module.js';
import type { ManifestSet } from '../manifests/requests.js';
import { readRunMetadata } from '../metadata/run-metadata.js';
import type { RunMetadata } from '../metadata/run-metadata.js';
import { startProgress } from '../report/progress.js';
import type { Progress } from '../report/progress.js';
import { responseOf } from '../report/results.js';
import type { Result } from '../report/results.js';
import { readSettings, settingsObject } from '../request/read-settings.js';
import { startProblem } from '../wasm/start-section.js';
import type { Registration } from './registration.js';
import { evaluate } from './evaluate.js';
import { readInput } from './files.js';
import { createServices } from '../capabilities/host-services.js';
import type { CliIo } from './io.js';
import { openMirrors } from './layout-mirrors.js';
import { logLines } from './log-lines.js';
import { readModuleFile } from './module-file.js';
import { readManifests } from './manifest-options.js';
import type { PolicySpec } from './policy-resources.js';
import { printResults } from './print-results.js';
import { EXIT } from './report-error.js';
import { addRunFlags, allowList, registryMirrors } from './run-options.js';
import type { RunFlags } from './run-options.js';
import { memoryLimitBytes, timeoutMs } from './limit-options.js';
import { openSession } from './session-backend.js';
import { KUBEWARDEN_VERSION } from './version.js';

/** Adds `run`. @see docs/host-conformance.md, "Command line of `run`" */
export function registerRun({ program, io, exitWith }: Registration): void {
  const command = program
    .command('run')
    .description('evaluate requests with a policy')
    .argument(
      '<policy>',
      'module (path, file://, registry://, https://) or YAML with policies',
    );
  addRunFlags(command).action(async (policy: string, flags: RunFlags) => {
    const results = await run(policy, flags, io, program.opts());
    const rejected = (result: Result) => !responseOf(result).allowed;
    if (flags.exitCode === true && results.some(rejected)) exitWith(EXIT.error);
  });
}

interface GlobalFlags {
  readonly verbose?: true;
  readonly color: boolean;
}

async function run(
  uri: string,
  flags: RunFlags,
  io: CliIo,
  globals: GlobalFlags,
): Promise<Result[]> {
  const color = globals.color && !io.noColor;
  const verbose = globals.verbose === true;
  const log = logLines(io, { verbose, color: color && io.errIsTerminal });
  const warn = once((message) =>
    log({ level: 'warning', target: 'host', message }),
  );
  const setup = {
    flags,
    allowed: allowList(flags),
    timeoutMs: timeoutMs(flags),
    maxMemoryBytes: memoryLimitBytes(flags),
    log,
    warn,
  };
  const opened = await openMirrors(registryMirrors(flags));
  try {
    const services = createServices({
      sourcesPath: flags.sourcesPath,
      dockerConfigDir: flags.dockerConfigJsonPath,
      mirrors: opened.mirrors,
      trustConfigPath: flags.sigstoreTrustConfig,
      warn,
    });
    const results = await runAll(uri, { ...setup, services }, io);
    const { output, names = false } = flags;
    await printResults(results, { output, names, color }, io);
    return results;
  } finally {
    await opened.close();
  }
}

/** Passes each text on once: several policies may share one module. */
function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) tell(text);
    told.add(text);
  };
}

/** Every policy with all its requests. */
async function runAll(
  uri: string,
  setup: RunSetup,
  io: CliIo,
): Promise<Result[]> {
  const { flags, warn } = setup;
  const specs = await readSpecs(uri, flags);
  const manifests = await readManifests(flags, io, warn);
  const progress = await startProgress(process.stderr, io.errIsTerminal);
  const results: Result[] = [];
  try {
    for (const spec of specs) {
      results.push(...(await runOne(spec, manifests, setup, progress)));
    }
  } finally {
    progress.stop();
  }
  return results;
}

interface RunSetup {
  readonly flags: RunFlags;
  readonly allowed: ReturnType<typeof allowList>;
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
  readonly services: ReturnType<typeof createServices>;
  readonly log: (event: LogEvent) => void;
  readonly warn: (text: string) => void;
}

/** The policies of a YAML file, or the one named on the command line. */
async function readSpecs(uri: string, flags: RunFlags): Promise<PolicySpec[]> {
  if (!/\.ya?ml$/.test(uri)) {
    const settings = await commandLineSettings(flags);
    return [{ name: 'policy-from-cli', module: uri, settings }];
  }
  const { readPolicyResources } = await import('./policy-resources.js');
  const specs = readPolicyResources(
    await readInput(uri, 'Error reading policy file'),
    uri,
  );
  const { module } = flags;
  return module === undefined ? specs : specs.map((s) => ({ ...s, module }));
}

/** A settings file wins over settings on the command line. */
async function commandLineSettings({ settingsPath, settingsJson }: RunFlags) {
  const text =
    settingsPath === undefined
      ? settingsJson
      : await readInput(settingsPath, 'Error reading settings file');
  return readSettings(text);
}

async function runOne(
  spec: PolicySpec,
  manifests: ManifestSet,
  setup: RunSetup,
  progress: Progress,
): Promise<Result[]> {
  const { flags, services, log, warn } = setup;
  const settings = settingsObject(spec.settings);
  const bytes = await readModuleFile(
    spec.module,
    services.registry,
    flags.sourcesPath,
  );
  const module = await compileModule(bytes, setup.maxMemoryBytes);
  const problem = startProblem(bytes);
  if (problem !== undefined) warn(`${spec.module}: ${problem}`);
  const metadata = await readRunMetadata(bytes, module, KUBEWARDEN_VERSION);
  const mode = flags.raw === true ? 'raw' : metadata.policyType;
  const { requests, unmatched } = await manifests.requestsFor(
    spec.match,
    spec.name,
    mode,
  );
  if (unmatched > 0) {
    const message = `${unmatched} of the objects match no rule of policy ${spec.name}`;
    log({ level: 'info', target: 'host', message });
  }
  progress.expect(requests.length);
  const session = await openSession({
    record: flags.recordHostCapabilitiesInteractions,
    replay: flags.replayHostCapabilitiesInteractions,
    services,
    warn,
  });
  try {
    return await evaluate({
      policyName: spec.name,
      module,
      settings,
      rules: spec.rules,
      requests,
      mode,
      allowed: setup.allowed,
      contextAware: () => grants(spec, metadata, setup),
      backend: session.backend,
      inOrder: session.inOrder,
      timeoutMs: setup.timeoutMs,
      maxMemoryBytes: setup.maxMemoryBytes,
      log,
      onResult: progress.step,
    });
  } finally {
    await session.finish();
  }
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

// SPDX-License-Identifier: Apache-2.0
import { createServices, openSources } from '../capabilities/host-services.js';
import type { ManifestSet } from '../manifests/requests.js';
import { startProgress } from '../report/progress.js';
import type { Progress } from '../report/progress.js';
import { responseOf } from '../report/results.js';
import type { Result } from '../report/results.js';
import { evaluate } from './evaluate.js';
import { readInput } from './files.js';
import type { CliIo } from './io.js';
import { openMirrors } from './layout-mirrors.js';
import { memoryLimitBytes, timeoutMs } from './limit-options.js';
import { logLines } from './log-lines.js';
import { readManifests } from './manifest-options.js';
import type { PolicyGroupSpec, PolicySpec } from './policy-resources.js';
import { preparePolicy, requestsFor, sessionFor } from './prepare-run.js';
import type { RunSetup } from './prepare-run.js';
import { printResults } from './print-results.js';
import type { Registration } from './registration.js';
import { EXIT } from './report-error.js';
import { addRunFlags, allowList, registryMirrors } from './run-options.js';
import type { RunFlags } from './run-options.js';
import { commandLineSettings } from './settings-flags.js';

/** Adds `run`. @see docs/host-conformance.md, "Command line of `run`" */
export function registerRun({
  program,
  args,
  io,
  exitWith,
}: Registration): void {
  const command = program
    .command('run')
    .description('evaluate requests with a policy')
    .argument(
      '<policy>',
      'module (path, file://, registry://, https://) or YAML with policies',
    );
  addRunFlags(command).action(async (policy: string, flags: RunFlags) => {
    requireOnce('--allowed-host-capabilities', { program, args });
    const results = await run(policy, flags, io, program.opts());
    const rejected = (result: Result) => !responseOf(result).allowed;
    if (flags.exitCode === true && results.some(rejected)) exitWith(EXIT.error);
  });
}

/** A flag of many values is given once, as in kwctl. */
function requireOnce(
  flag: string,
  { program, args }: Pick<Registration, 'program' | 'args'>,
): void {
  const end = args.indexOf('--');
  const given = args
    .slice(0, end < 0 ? undefined : end)
    .filter((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (given.length > 1) {
    program.error(`error: ${flag} cannot be used multiple times`);
  }
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
    // Errors of this file show before anything is done, as in kwctl.
    if (flags.sourcesPath !== undefined) await openSources(flags.sourcesPath);
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

/** Every policy and group with all its requests. */
async function runAll(
  uri: string,
  setup: RunSetup,
  io: CliIo,
): Promise<Result[]> {
  const { flags, warn } = setup;
  const specs = await readSpecs(uri, setup);
  const manifests = await readManifests(flags, io, warn);
  const progress = await startProgress(process.stderr, io.errIsTerminal);
  const results: Result[] = [];
  try {
    for (const spec of specs) {
      if ('members' in spec) {
        const { runGroup } = await import('./run-group.js');
        results.push(...(await runGroup(spec, manifests, setup, progress)));
      } else {
        results.push(...(await runPolicy(spec, manifests, setup, progress)));
      }
    }
  } finally {
    progress.stop();
  }
  return results;
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
): Promise<Result[]> {
  const prepared = await preparePolicy(spec, setup);
  const mode = setup.flags.raw === true ? 'raw' : prepared.policyType;
  const requests = await requestsFor(spec, mode, manifests, setup);
  progress.expect(requests.length);
  const session = await sessionFor(setup);
  try {
    return await evaluate({
      ...prepared.evaluation,
      policyName: spec.name,
      rules: spec.rules,
      requests,
      mode,
      backend: session.backend,
      inOrder: session.inOrder,
      onResult: progress.step,
    });
  } finally {
    await session.finish();
  }
}

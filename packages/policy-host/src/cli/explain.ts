// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import type { Command } from 'commander';
import { AllowList } from '../capabilities/allow-list.js';
import { openTrustRoot } from '../capabilities/host-services.js';
import type { Services } from '../capabilities/real-backend.js';
import { createRealBackend } from '../capabilities/real-backend.js';
import { createRouter } from '../capabilities/router.js';
import type { Explanation } from '../explanation/types.js';
import { readObjects } from '../manifests/requests.js';
import { compileModule } from '../policy/compiled-module.js';
import { RememberingRegistry } from '../registry/remembering-registry.js';
import { codesOf } from '../report/codes.js';
import { imagesOf } from '../request/images.js';
import { settingsObject } from '../request/read-settings.js';
import { DEFAULT_LIMITS } from '../wapc/limits.js';
import { readInput } from './files.js';
import type { CliIo } from './io.js';
import { logLines } from './log-lines.js';
import { collect } from './manifest-options.js';
import { readModuleFile } from './module-file.js';
import { readPolicyResources } from './policy-resources.js';
import { printWhatToDo } from './print-what-to-do.js';
import type { PolicyGroupSpec, PolicySpec } from './policy-resources.js';
import type { Registration } from './registration.js';
import {
  addVerificationOptions,
  withServices,
} from './verification-options.js';
import type { VerificationFlags } from './verification-options.js';

interface ExplainFlags extends VerificationFlags {
  readonly policy: string;
  readonly requestPath?: readonly string[];
  readonly module?: string;
  readonly output: 'text' | 'json';
}

/** Adds `explain`: what a policy thinks of an image, and why. */
export function registerExplain({ program, io }: Registration): void {
  const command = program
    .command('explain')
    .description('say what a policy thinks of an image, and why')
    .argument('<image>', 'the image as manifests name it')
    .requiredOption('--policy <file>', 'YAML with policies');
  addOptions(addVerificationOptions(command)).action(
    async (image: string, flags: ExplainFlags) => {
      const explained = await explainAll(image, flags, io);
      io.out(await render(explained, flags.output));
      const codes = explained.flatMap(({ rules }) =>
        rules.flatMap(({ accepted, message = '' }) =>
          accepted === false ? codesOf(message) : [],
        ),
      );
      printWhatToDo(() => codes, flags.output, io);
    },
  );
}

async function render(
  explained: readonly Explanation[],
  output: ExplainFlags['output'],
): Promise<string> {
  if (output === 'json') return `${JSON.stringify(explained, null, 2)}\n`;
  const { explanationText } = await import('../explanation/text.js');
  return explained.map(explanationText).join('\n');
}

function addOptions(command: Command): Command {
  return command
    .option('--module <file>', 'module instead of that of the policy')
    .option(
      '-r, --request-path <path>',
      'manifests: say which rules match none of their images; repeatable',
      collect,
    )
    .addOption(
      new Option('-o, --output <format>', 'form of the explanation')
        .choices(['text', 'json'])
        .default('text'),
    );
}

/** With every policy of the file, the members of groups among them. */
async function explainAll(
  image: string,
  flags: ExplainFlags,
  io: CliIo,
): Promise<Explanation[]> {
  const log = logLines(io, { verbose: false, color: false });
  const warn = (message: string) =>
    log({ level: 'warning', target: 'host', message });
  const path = flags.policy;
  const bytes = await readInput(path, 'Error reading policy file');
  const { module } = flags;
  const specs = await readPolicyResources(bytes, path, { module, warn });
  const otherImages = await imagesOfObjects(flags, io, warn);
  return withServices(flags, warn, (services) =>
    explainEach(specs, services, { image, otherImages, flags, warn }),
  );
}

interface Question {
  readonly image: string;
  readonly otherImages: ReadonlySet<string> | undefined;
  readonly flags: ExplainFlags;
  readonly warn: (text: string) => void;
}

async function explainEach(
  specs: readonly (PolicySpec | PolicyGroupSpec)[],
  services: Services,
  { image, otherImages, flags, warn }: Question,
): Promise<Explanation[]> {
  const registry = new RememberingRegistry(await services.registry());
  const backend = createRealBackend({
    ...services,
    registry: async () => registry,
  });
  const capabilities = createRouter({
    allowed: AllowList.all,
    contextAware: [],
    backend,
    log: () => undefined,
  });
  const trustConfigPath = flags.sigstoreTrustConfig;
  const trust = await openTrustRoot({ trustConfigPath, warn });
  const { explain } = await import('../explanation/explain.js');
  const explained: Explanation[] = [];
  for (const policy of specs.flatMap(membersOf)) {
    const wasm = await readModuleFile(
      policy.module,
      services.registry,
      flags.sourcesPath,
    );
    explained.push(
      await explain({
        policy: policy.name,
        module: await compileModule(wasm, DEFAULT_LIMITS.maxMemoryBytes),
        settings: settingsObject(policy.settings),
        image,
        otherImages,
        capabilities,
        registry,
        trust,
        now: new Date(),
      }),
    );
  }
  return explained;
}

/** The members of a group, named after it too. */
function membersOf(spec: PolicySpec | PolicyGroupSpec): readonly PolicySpec[] {
  if (!('members' in spec)) return [spec];
  return spec.members.map((member) => ({
    ...member,
    name: `${spec.name}/${member.name}`,
  }));
}

/** The images of all objects that `-r` names; undefined without it. */
async function imagesOfObjects(
  { requestPath }: ExplainFlags,
  io: CliIo,
  warn: (text: string) => void,
): Promise<ReadonlySet<string> | undefined> {
  if (requestPath === undefined) return undefined;
  const objects = await readObjects(requestPath, () => io.readStdin(), warn);
  return new Set(
    objects.flatMap(({ value }) => imagesOf(new Map([['object', value]]))),
  );
}

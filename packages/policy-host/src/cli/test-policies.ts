// SPDX-License-Identifier: Apache-2.0
import { readRunMetadata } from '../metadata/run-metadata.js';
import type { RunMetadata } from '../metadata/run-metadata.js';
import { compileModule } from '../policy/compiled-module.js';
import { startPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import type {
  LoadPolicies,
  TestedGroup,
  TestedPolicy,
} from '../suites/tested-policy.js';
import type { LogEvent } from '../wapc/log-event.js';
import type { Limits } from '../wapc/limits.js';
import { readInput } from './files.js';
import { readModuleFile } from './module-file.js';
import { readPolicyResources } from './policy-resources.js';
import type { PolicyGroupSpec, PolicySpec } from './policy-resources.js';
import { registryFromFlags } from './registry-options.js';
import type { RegistryFlags } from './registry-options.js';
import { KUBEWARDEN_VERSION } from './version.js';

/** A module that runs, and what its metadata says. */
interface Running {
  readonly policy: Policy;
  readonly metadata: RunMetadata;
}

/** Policies of tests: each module is loaded once, each call is on a new instance. */
export class TestPolicies {
  private readonly modules = new Map<string, Promise<Running>>();

  constructor(
    private readonly flags: RegistryFlags,
    private readonly limits: Limits,
    private readonly log: (event: LogEvent) => void,
    private readonly warn: (text: string) => void,
  ) {}

  /** @throws PolicyHostError for files and modules that cannot be used */
  readonly load: LoadPolicies = async (path, module) => {
    if (!/\.ya?ml$/.test(path)) {
      const running = await this.module(module ?? path);
      return [tested('policy', null, running)];
    }
    const bytes = await readInput(path, 'Error reading policy file');
    const { warn } = this;
    const specs = await readPolicyResources(bytes, path, { module, warn });
    return Promise.all(
      specs.map((spec) =>
        'members' in spec ? this.group(spec) : this.policy(spec),
      ),
    );
  };

  private async policy(spec: PolicySpec): Promise<TestedPolicy> {
    const running = await this.module(spec.module);
    return {
      ...tested(spec.name, spec.settings, running),
      contextAware: spec.contextAware ?? [],
      rules: spec.rules,
      match: spec.match,
    };
  }

  private async group(spec: PolicyGroupSpec): Promise<TestedGroup> {
    const { name, expression, message, mode, match } = spec;
    const { GroupExpression } = await import('../policies/group-expression.js');
    const members = await Promise.all(
      spec.members.map((member) => this.policy(member)),
    );
    const names = members.map((member) => member.name);
    const parsed = GroupExpression.parse(expression, names);
    const rules = { expression: parsed, members: names, message, mode };
    return { name, members, rules, match, mode: 'kubernetes' };
  }

  /** Ends all policies. */
  async close(): Promise<void> {
    const running = await Promise.allSettled(this.modules.values());
    for (const result of running) {
      if (result.status === 'fulfilled') await result.value.policy.close();
    }
  }

  private module(uri: string): Promise<Running> {
    let running = this.modules.get(uri);
    if (running === undefined) {
      running = this.start(uri);
      this.modules.set(uri, running);
    }
    return running;
  }

  private async start(uri: string): Promise<Running> {
    const { flags, limits, log } = this;
    const bytes = await readModuleFile(
      uri,
      () => registryFromFlags(flags),
      flags.sourcesPath,
    );
    const module = await compileModule(bytes, limits.maxMemoryBytes);
    const metadata = await readRunMetadata(bytes, module, KUBEWARDEN_VERSION);
    const policy = await startPolicy(module, {
      limits,
      log,
      freshInstance: true,
    });
    return { policy, metadata };
  }
}

/** A module alone. */
function tested(
  name: string,
  settings: TestedPolicy['settings'],
  { policy, metadata }: Running,
): TestedPolicy {
  return {
    name,
    policy,
    settings,
    mode: metadata.policyType,
    contextAware: metadata.contextAwareResources,
    rules: undefined,
    match: undefined,
  };
}

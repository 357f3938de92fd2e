// SPDX-License-Identifier: Apache-2.0

/** Runs rejected requests in our host, with registries on loopback. */
import {
  loadPolicy,
  realCapabilities,
  type Capabilities,
} from '@kubewarden/policy-host';
import { FIXTURES_FOLDER } from '../fixture-files.js';
import { POLICY_WASM } from '../guest.js';
import { otherHosts } from './other-hosts.js';
import { ourHost } from './our-host.js';
import { replyBytes, replyOf, type RejectionCase } from './cases.js';
import { startRegistries, type Registries } from './registries.js';

/** What became of a request. */
export interface RejectionRun {
  readonly accepted: boolean;
  /** The message of a rejection; '' when accepted. */
  readonly message: string;
  /** What the host said, as the policy logged it. */
  readonly causes: readonly string[];
  /** Whose words they are, if not our host's. */
  readonly host: string | undefined;
}

/** All cases, in the order of the page. */
function rejectionCases(
  registries: Registries,
): Readonly<Record<string, RejectionCase>> {
  return { ...ourHost(registries), ...otherHosts() };
}

/** Runs all cases; the results have the names of the cases. */
export async function runCases(): Promise<
  Readonly<Record<string, RejectionRun>>
> {
  const registries = await startRegistries();
  const policy = await loadPolicy(POLICY_WASM);
  const host = new Host(registries);
  try {
    const runs: Record<string, RejectionRun> = {};
    for (const [name, one] of Object.entries(rejectionCases(registries))) {
      const { accepted, message = '' } = await policy.validate(
        one.request,
        one.settings,
        {
          capabilities: host.capabilitiesFor(one),
          mode: one.mode ?? 'kubernetes',
        },
      );
      const causes = host.takeCauses();
      runs[name] = {
        accepted,
        message: withoutPorts(message),
        causes,
        host: one.host,
      };
    }
    return runs;
  } finally {
    await policy.close();
    await registries.close();
  }
}

/** Our host, and what others say in its place. */
class Host {
  private readonly real = new Map<string, Capabilities>();
  private causes: string[] = [];

  constructor(private readonly registries: Registries) {}

  /** Capabilities that answer as a case says. */
  capabilitiesFor({ answers, allowed = ['*'] }: RejectionCase): Capabilities {
    const key = allowed.join();
    const real = this.real.get(key) ?? this.granting(allowed);
    this.real.set(key, real);
    return {
      call: async (call) => {
        const path = `${call.namespace}/${call.operation}`;
        const reply = replyOf(answers, path, call.payload);
        return reply === undefined ? real.call(call) : replyBytes(reply);
      },
    };
  }

  /** What the policy logged as words of the host since the last time. */
  takeCauses(): readonly string[] {
    const causes = this.causes.map(withoutPorts);
    this.causes = [];
    return causes;
  }

  private granting(allowed: readonly string[]): Capabilities {
    return realCapabilities({
      mirrors: this.registries.mirrors,
      allowed,
      trustConfigPath: `${FIXTURES_FOLDER}trust/trust-config.json`,
      dockerConfigDir: '/nonexistent',
      log: ({ target, data = '{}' }) => {
        if (target !== 'policy_log') return;
        const { cause = '' } = JSON.parse(data) as { cause?: string };
        if (cause !== '') this.causes.push(cause);
      },
    });
  }
}

/** Ports on loopback differ from run to run. */
function withoutPorts(text: string): string {
  return text.replace(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:5000');
}

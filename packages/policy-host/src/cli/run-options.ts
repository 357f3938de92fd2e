// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import type { Command } from 'commander';
import { AllowList } from '../capabilities/allow-list.js';
import { PolicyHostError } from '../errors.js';
import { ADDRESSABLE_BYTES, DEFAULT_LIMITS } from '../wapc/limits.js';
import { addRegistryOptions } from './registry-options.js';
import type { RegistryFlags } from './registry-options.js';
import { addManifestFlags, collect } from './manifest-options.js';
import type { ManifestFlags } from './manifest-options.js';
import { OUTPUTS } from './print-results.js';
import type { Output } from './print-results.js';

/** The flags of `run` as commander hands them over. */
export interface RunFlags extends RegistryFlags, ManifestFlags {
  readonly settingsPath?: string;
  readonly settingsJson?: string;
  readonly raw?: true;
  readonly allowContextAware?: true;
  readonly allowedHostCapabilities?: true | readonly string[];
  readonly sigstoreTrustConfig?: string;
  readonly recordHostCapabilitiesInteractions?: string;
  readonly replayHostCapabilitiesInteractions?: string;
  readonly registryMirror?: readonly string[];
  readonly module?: string;
  readonly timeout: number;
  readonly policyMemoryLimit?: string;
  readonly disableMemoryLimit?: true;
  readonly output: Output;
  readonly names?: true;
  readonly exitCode?: true;
}

/** Adds the flags; names that kwctl has mean what they mean there. */
export function addRunFlags(command: Command): Command {
  const recording = 'recordHostCapabilitiesInteractions';
  return addRegistryOptions(addManifestFlags(command))
    .option('-s, --settings-path <file>', 'settings as YAML or JSON')
    .option('--settings-json <text>', 'settings as JSON')
    .option('--raw', 'hand the request over as it is')
    .option(
      '--allow-context-aware',
      "grant the Kubernetes resources of the policy's metadata",
    )
    .option(
      '--allowed-host-capabilities [patterns...]',
      'host capabilities the policy may use; without a value: none',
    )
    .option(
      '--sigstore-trust-config <file>',
      'trust root instead of the public',
    )
    .option(
      '--record-host-capabilities-interactions <file>',
      'write all host calls and answers to a file',
    )
    .addOption(
      new Option(
        '--replay-host-capabilities-interactions <file>',
        'answer host calls from a recorded file',
      ).conflicts(recording),
    )
    .option(
      '--registry-mirror <host=address>',
      'ask another address, or an OCI layout oci:FOLDER, for the images of a registry; repeatable',
      collect,
    )
    .option('--module <file>', 'module instead of that of a policy YAML')
    .addOption(
      new Option(
        '--timeout <seconds>',
        "time limit of one guest call, as policy-server's --policy-timeout; host calls are not counted",
      )
        .default(DEFAULT_LIMITS.timeoutMs / 1000)
        .argParser(Number),
    )
    .option(
      '--policy-memory-limit <size>',
      'memory of the policy in bytes, or with Ki, Mi or Gi (default: 256Mi)',
    )
    .addOption(
      new Option(
        '--disable-memory-limit',
        'let the policy use all memory that it can address',
      ).conflicts('policyMemoryLimit'),
    )
    .addOption(
      new Option('-o, --output <format>', 'form of the results')
        .choices([...OUTPUTS])
        .default('json'),
    )
    .option('--names', 'with json and yaml: say of which object a result is')
    .option('--exit-code', 'exit with 1 when something is rejected');
}

/** @throws PolicyHostError ARGUMENT for a time that is none */
export function timeoutMs({ timeout }: RunFlags): number {
  if (timeout > 0 && timeout <= 86_400) return timeout * 1000;
  throw new PolicyHostError(
    'ARGUMENT',
    '--timeout must be a number of seconds from above 0 to 86400',
  );
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** @throws PolicyHostError ARGUMENT for a size that is none */
export function memoryLimitBytes(flags: RunFlags): number {
  const { policyMemoryLimit, disableMemoryLimit } = flags;
  if (disableMemoryLimit === true) return ADDRESSABLE_BYTES;
  if (policyMemoryLimit === undefined) return DEFAULT_LIMITS.maxMemoryBytes;
  const [, number, unit = ''] =
    /^(\d+)(Ki|Mi|Gi)?$/.exec(policyMemoryLimit) ?? [];
  const bytes = Number(number) * (UNITS[unit] ?? NaN);
  if (bytes > 0 && bytes <= ADDRESSABLE_BYTES) return bytes;
  throw new PolicyHostError(
    'ARGUMENT',
    '--policy-memory-limit must be a number of bytes, such as 268435456 or 256Mi, of at most 4Gi',
  );
}

/** @throws PolicyHostError ARGUMENT for a pattern that matches nothing */
export function allowList({ allowedHostCapabilities }: RunFlags): AllowList {
  if (allowedHostCapabilities === undefined) return AllowList.all;
  return AllowList.parse(
    allowedHostCapabilities === true ? [] : allowedHostCapabilities,
  );
}

/**
 * `HOST=ADDRESS` pairs as a table.
 *
 * @throws PolicyHostError ARGUMENT for anything else
 */
export function registryMirrors({
  registryMirror = [],
}: RunFlags): Record<string, string> {
  return Object.fromEntries(
    registryMirror.map((pair) => {
      const [, host, address] = /^([^=]+)=([^=]+)$/.exec(pair) ?? [];
      if (host !== undefined && address !== undefined) return [host, address];
      throw new PolicyHostError(
        'ARGUMENT',
        `--registry-mirror expects HOST=ADDRESS, got ${pair}`,
      );
    }),
  );
}

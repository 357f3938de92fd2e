// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import type { Command } from 'commander';
import { PolicyHostError } from '../errors.js';
import { ADDRESSABLE_BYTES, DEFAULT_LIMITS } from '../wapc/limits.js';

/** Flags about what a policy may use. */
export interface LimitFlags {
  readonly timeout: number;
  readonly policyMemoryLimit?: string;
  readonly disableMemoryLimit?: true;
}

/** Adds the flags. */
export function addLimitFlags(command: Command): Command {
  return command
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
    );
}

/** @throws PolicyHostError ARGUMENT for a time that is none */
export function timeoutMs({ timeout }: LimitFlags): number {
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
export function memoryLimitBytes(flags: LimitFlags): number {
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

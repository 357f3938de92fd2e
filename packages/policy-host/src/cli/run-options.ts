// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import type { Command } from 'commander';
import { AllowList } from '../capabilities/allow-list.js';
import { addManifestFlags } from './manifest-options.js';
import type { ManifestFlags } from './manifest-options.js';
import { OUTPUTS } from './print-results.js';
import type { Output } from './print-results.js';
import { addLimitFlags } from './limit-options.js';
import type { LimitFlags } from './limit-options.js';
import { addVerificationOptions } from './verification-options.js';
import type { VerificationFlags } from './verification-options.js';

/** Flags of every command that evaluates policies. */
export interface EvaluationFlags
  extends VerificationFlags, ManifestFlags, LimitFlags {
  readonly settingsPath?: string;
  readonly settingsJson?: string;
  readonly raw?: true;
  readonly allowContextAware?: true;
  readonly allowedHostCapabilities?: true | readonly string[];
  readonly recordHostCapabilitiesInteractions?: string;
  readonly replayHostCapabilitiesInteractions?: string;
  readonly module?: string;
}

/** The flags of `run` as commander hands them over. */
export interface RunFlags extends EvaluationFlags {
  readonly output: Output;
  readonly names?: true;
  readonly exitCode?: true;
}

/** Adds the flags; names that kwctl has mean what they mean there. */
export function addEvaluationFlags(command: Command): Command {
  return addLimitFlags(addVerificationOptions(addManifestFlags(command)))
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
    .option('--module <file>', 'module instead of that of a policy YAML');
}

/** Adds the flags of `run`: also those about recordings and results. */
export function addRunFlags(command: Command): Command {
  const recording = 'recordHostCapabilitiesInteractions';
  return addEvaluationFlags(command)
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
    .addOption(
      new Option('-o, --output <format>', 'form of the results')
        .choices([...OUTPUTS])
        .default('json'),
    )
    .option('--names', 'with json and yaml: say of which object a result is')
    .option('--exit-code', 'exit with 1 when something is rejected');
}

/** @throws PolicyHostError ARGUMENT for a pattern that matches nothing */
export function allowList({
  allowedHostCapabilities,
}: EvaluationFlags): AllowList {
  if (allowedHostCapabilities === undefined) return AllowList.all;
  return AllowList.parse(
    allowedHostCapabilities === true ? [] : allowedHostCapabilities,
  );
}

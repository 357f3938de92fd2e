// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import type { CliIo } from './io.js';

/** What a command needs to be added to the program. */
export interface Registration {
  readonly program: Command;
  /** As written, without the names of interpreter and script. */
  readonly args: readonly string[];
  readonly io: CliIo;
  /** Sets the exit code of a program that ends well. */
  readonly exitWith: (code: number) => void;
}

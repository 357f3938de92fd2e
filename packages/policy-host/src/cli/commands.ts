// SPDX-License-Identifier: Apache-2.0
import type { Registration } from './registration.js';

type Register = (registration: Registration) => void;

/** Each command's code is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  run: async () => (await import('./run.js')).registerRun,
  explain: async () => (await import('./explain.js')).registerExplain,
  report: async () => (await import('./report.js')).registerReport,
  test: async () => (await import('./test.js')).registerTest,
  annotate: async () => (await import('./annotate.js')).registerAnnotate,
  inspect: async () => (await import('./inspect.js')).registerInspect,
  push: async () => (await import('./push.js')).registerPush,
  pull: async () => (await import('./pull.js')).registerPull,
  migrate: async () => (await import('./migrate.js')).registerMigrate,
  completion: async () => (await import('./completion.js')).registerCompletion,
};

/** Adds the command that the arguments name; all where they name none. */
export async function registerCommands(
  registration: Registration,
): Promise<void> {
  const { args } = registration;
  const named = args.find((arg) => !arg.startsWith('-')) ?? '';
  const only = Object.hasOwn(COMMANDS, named) && named !== 'completion';
  for (const [name, load] of Object.entries(COMMANDS)) {
    if (!only || name === named) (await load())(registration);
  }
}

// SPDX-License-Identifier: Apache-2.0
import type { Registration } from './registration.js';

/** A flag of many values is given once, as in kwctl. */
export function requireOnce(
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

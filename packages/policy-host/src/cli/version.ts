// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** The Kubewarden release whose behaviour this host has. */
export const KUBEWARDEN_VERSION = '1.36.0';

/** Version of this package, from its package.json. */
export function packageVersion(): string {
  // Three folders up from dist/src/cli.
  const file = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
  };
  return version;
}

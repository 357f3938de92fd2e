// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** The Kubewarden release whose behaviour this host has. */
export const KUBEWARDEN_VERSION = '1.36.0';

interface Manifest {
  readonly version: string;
  readonly repository: { readonly url: string };
}

/** Version of this package, from its package.json. */
export function packageVersion(): string {
  return manifest().version;
}

/** Address of the project's pages, from the package.json. */
export function repositoryAddress(): string {
  return manifest().repository.url.replace(/^git\+|\.git$/g, '');
}

function manifest(): Manifest {
  // Three folders up from dist/src/cli.
  const file = new URL('../../../package.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

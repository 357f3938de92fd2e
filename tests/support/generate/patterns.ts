// SPDX-License-Identifier: Apache-2.0

/** Names of images, everything that spells one of them, and patterns. */
import type { Random } from './random.js';

/** A repository in canonical form. */
export interface Repository {
  readonly registry: string;
  readonly path: string;
}

const REGISTRIES = [
  'docker.io',
  'ghcr.io',
  'registry.example.org',
  'registry.example.org:8443',
  'localhost',
  'localhost:5000',
  'registry:5000',
  '192.168.0.1:5000',
  '[2001:db8::1]',
  '[::a]:5000',
  'index.docker.io.example.org',
] as const;
const PATHS = [
  'app',
  'apps',
  'acme/app',
  'acme/ap',
  'acme/team/app',
  'library/nginx',
  'nginx',
  'a/b',
  'acme/my.app',
  'sha256/x',
] as const;
const TAGS = ['v1', 'v10', 'v2', 'latest', 'RC-1', 'zz', '443', '1.2'] as const;
const HUB_NAMES = [
  'docker.io/',
  'index.docker.io/',
  'registry-1.docker.io/',
  'registry.hub.docker.com/',
] as const;

/** A repository; on Docker Hub one name alone is that of an official image. */
export function repository(random: Random): Repository {
  const registry = random.pick(REGISTRIES);
  const path = random.pick(PATHS);
  const official = registry === 'docker.io' && !path.includes('/');
  return { registry, path: official ? `library/${path}` : path };
}

/** A tag that repositories have. */
export const tag = (random: Random): string => random.pick(TAGS);

function inAnyCase(random: Random, text: string): string {
  return [...text]
    .map((c) => (random.chance(0.5) ? c.toUpperCase() : c))
    .join('');
}

/** Any way to write a registry that means the same. */
function respelledRegistry(random: Random, registry: string): string {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(registry) ?? [];
  const zeros = '0'.repeat(random.below(3));
  const written =
    host === 'localhost' || host === 'registry' || random.chance(0.5)
      ? host
      : inAnyCase(random, host);
  if (port !== undefined) return `${written}:${zeros}${port}`;
  return random.chance(0.4) ? `${written}:${zeros}443` : written;
}

/** Any way to write a repository that means the same. */
export function respelled(random: Random, { registry, path }: Repository) {
  if (registry !== 'docker.io') {
    return `${respelledRegistry(random, registry)}/${path}`;
  }
  const short =
    path.startsWith('library/') && random.chance(0.5)
      ? path.slice('library/'.length)
      : path;
  if (random.chance(0.3)) return short;
  const name = random.pick(HUB_NAMES).slice(0, -1);
  return `${respelledRegistry(random, name)}/${short}`;
}

/** A pattern near a name: cut, with wildcards, with parts of its own. */
export function pattern(random: Random): string {
  const name = respelled(random, repository(random));
  const written = random.chance(0.5) ? name : `${name}:${tag(random)}`;
  let text = written;
  for (let edits = random.below(3); edits > 0; edits -= 1) {
    const from = random.below(text.length + 1);
    const to = Math.min(text.length, from + random.below(8));
    const put = random.pick(['*', '?', '', '*', ':*', ':v*', '*:', ':443']);
    text = text.slice(0, from) + put + text.slice(to);
  }
  return random.chance(0.1) ? `${text}@sha256:*` : text;
}

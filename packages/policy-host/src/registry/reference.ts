// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import type { ImageReference } from './types.js';

const DEFAULT_REGISTRY = 'docker.io';
const DOCKER_HUB_ALIASES = new Set(['index.docker.io', DEFAULT_REGISTRY]);
const MAX_NAME_CHARS = 255;

const DOMAIN_LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN =
  `(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[[a-fA-F0-9:]+\\])` +
  '(?::[0-9]{1,5})?';
const PATH_COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const DOMAIN_PATTERN = new RegExp(`^${DOMAIN}$`);
const PATH_PATTERN = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
const TAG_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST_PATTERN = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** True for `sha256:` or `sha512:` with lower-case hex of the right length. */
export function isDigest(text: string): boolean {
  return DIGEST_PATTERN.test(text);
}

/**
 * Parses an image reference as a user writes it; `busybox` becomes
 * `docker.io/library/busybox:latest`.
 *
 * @throws PolicyHostError REGISTRY `invalid reference format`
 * @see https://github.com/distribution/reference
 */
export function parseReference(text: string): ImageReference {
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const { registry, repository } = splitName(name);

  const valid =
    DOMAIN_PATTERN.test(registry) &&
    PATH_PATTERN.test(repository) &&
    name.length <= MAX_NAME_CHARS &&
    (tag === undefined || TAG_PATTERN.test(tag)) &&
    (digest === undefined || isDigest(digest));
  if (!valid) {
    throw new PolicyHostError('REGISTRY', 'invalid reference format');
  }
  if (digest !== undefined) {
    return {
      registry,
      repository,
      digest,
      ...(tag === undefined ? {} : { tag }),
    };
  }
  return { registry, repository, tag: tag ?? 'latest' };
}

/** Writes a reference in full, `host/repository[:tag][@digest]`. */
export function formatReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.registry}/${reference.repository}${tag}${digest}`;
}

/** The same repository under another tag or digest. */
export function siblingReference(
  reference: ImageReference,
  tagOrDigest: string,
): ImageReference {
  const { registry, repository } = reference;
  return isDigest(tagOrDigest)
    ? { registry, repository, digest: tagOrDigest }
    : { registry, repository, tag: tagOrDigest };
}

function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  // The rule Docker applies: without a dot, a port or `localhost` the first
  // component is a namespace of Docker Hub, not a host.
  const isHost =
    /[.:[]/.test(first) || first === 'localhost' || /[A-Z]/.test(first);
  if (!isHost) return expandDockerHub(name);
  const registry = first.toLowerCase();
  const repository = name.slice(slash + 1);
  return DOCKER_HUB_ALIASES.has(registry)
    ? expandDockerHub(repository)
    : { registry, repository };
}

function expandDockerHub(path: string): {
  registry: string;
  repository: string;
} {
  return {
    registry: DEFAULT_REGISTRY,
    repository: path.includes('/') ? path : `library/${path}`,
  };
}

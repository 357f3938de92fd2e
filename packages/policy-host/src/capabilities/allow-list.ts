// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

/** Every host capability that can be granted, `namespace/operation`. */
export const CAPABILITY_PATHS: readonly string[] = [
  'crypto/v1/is_certificate_trusted',
  'kubernetes/can_i',
  'kubernetes/get_resource',
  'kubernetes/list_resources_all',
  'kubernetes/list_resources_by_namespace',
  'net/v1/dns_lookup_host',
  'oci/v1/manifest_digest',
  'oci/v1/oci_manifest',
  'oci/v1/oci_manifest_config',
  'oci/v1/verify',
  'oci/v2/verify',
];

/** The host capabilities a policy may use. */
export class AllowList {
  private constructor(private readonly patterns: readonly string[]) {}

  /** No restriction. */
  static readonly all = new AllowList(['*']);

  /**
   * Reads patterns: `*`, `oci/*`, `oci/v1/*` or a full path, space around them
   * aside. An empty list denies everything, and so does the pattern that names
   * nothing at all, which kwctl takes, too.
   *
   * @throws PolicyHostError ARGUMENT for a pattern that can match nothing
   * @see docs/host-conformance.md, "Host calls"
   */
  static parse(patterns: readonly string[]): AllowList {
    const trimmed = patterns.map((pattern) => pattern.trim());
    trimmed.forEach((pattern, i) => check(pattern, patterns[i] ?? ''));
    return new AllowList(trimmed);
  }

  /** @param path `namespace/operation` */
  allows(path: string): boolean {
    return this.patterns.some((pattern) =>
      pattern.endsWith('*')
        ? path.startsWith(pattern.slice(0, -1))
        : path === pattern,
    );
  }
}

/** @param written the pattern with the space around it, for errors */
function check(pattern: string, written: string): void {
  if (pattern === '') {
    throw invalid('invalid pattern: pattern must not be empty');
  }
  const quoted = JSON.stringify(written);
  if (pattern === '*') return;
  if (pattern.includes('*') && !pattern.endsWith('/*')) {
    throw invalid(
      `invalid pattern ${quoted}: wildcard '*' must be the entire last path segment (e.g. 'oci/*'), not a partial match`,
    );
  }
  const shown = JSON.stringify(pattern);
  const segments = pattern.split('/');
  for (const [i, segment] of segments.entries()) {
    const options = optionsAt(segments.slice(0, i));
    // What stands behind a wildcard is not looked at, and matches nothing.
    if (segment === '*' && options.length > 0) return;
    if (!options.includes(segment)) {
      throw invalid(
        `invalid pattern ${shown}: unknown segment "${segment}", valid options at this level are: ${options.join(', ')}`,
      );
    }
  }
  if (!CAPABILITY_PATHS.includes(pattern)) {
    throw invalid(
      `invalid pattern ${shown}: not a complete capability path; use "${pattern}/*" to allow all capabilities under it`,
    );
  }
}

/** Segments that may follow a prefix. */
function optionsAt(prefix: readonly string[]): string[] {
  const found = CAPABILITY_PATHS.map((leaf) => leaf.split('/'))
    .filter((leaf) => prefix.every((segment, i) => leaf[i] === segment))
    .flatMap((leaf) => leaf[prefix.length] ?? []);
  return [...new Set(found)];
}

function invalid(text: string): PolicyHostError {
  return new PolicyHostError(
    'ARGUMENT',
    `Invalid host capabilities pattern: ${text}`,
  );
}

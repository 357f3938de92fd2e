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
   * Reads patterns: `*`, `oci/*`, `oci/v1/*` or a full path. An empty list
   * denies everything.
   *
   * @throws PolicyHostError ARGUMENT for a pattern that can match nothing
   * @see docs/host-conformance.md, "Host calls"
   */
  static parse(patterns: readonly string[]): AllowList {
    patterns.forEach(check);
    return new AllowList(patterns);
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

function check(pattern: string): void {
  if (pattern === '')
    throw invalid('invalid pattern: pattern must not be empty');
  const segments = pattern.split('/');
  const quoted = JSON.stringify(pattern);
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment.includes('*') && !(segment === '*' && last)) {
      throw invalid(
        `invalid pattern ${quoted}: wildcard '*' must be the entire last path segment (e.g. 'oci/*'), not a partial match`,
      );
    }
    const options = optionsAt(segments.slice(0, i));
    if (segment !== '*' && !options.includes(segment)) {
      throw invalid(
        `invalid pattern ${quoted}: unknown segment "${segment}", valid options at this level are: ${options.join(', ')}`,
      );
    }
    if (segment === '*' && options.length === 0) {
      throw invalid(
        `invalid pattern ${quoted}: unknown segment "*", valid options at this level are: `,
      );
    }
  }
  if (!pattern.endsWith('*') && !CAPABILITY_PATHS.includes(pattern)) {
    throw invalid(
      `invalid pattern ${quoted}: not a complete capability path; use "${pattern}/*" to allow all capabilities under it`,
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

// SPDX-License-Identifier: Apache-2.0

/** One way a registry offers to authenticate (RFC 9110, WWW-Authenticate). */
export type Challenge =
  | { readonly kind: 'basic' }
  | {
      readonly kind: 'bearer';
      readonly realm: string;
      readonly service?: string;
      readonly scope?: string;
    };

const PARAMETER = /([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/**
 * Reads the `WWW-Authenticate` header of a 401 answer; Bearer wins when both
 * schemes are offered. Undefined for schemes this client cannot answer.
 */
export function parseChallenge(header: string): Challenge | undefined {
  const bearer = /(?:^|,\s*)Bearer\s+/i.exec(header);
  if (bearer !== null) {
    const parameters = new Map<string, string>();
    const rest = header.slice(bearer.index + bearer[0].length);
    for (const match of rest.matchAll(PARAMETER)) {
      const value = match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '';
      const name = match[1]?.toLowerCase() ?? '';
      if (!parameters.has(name)) parameters.set(name, value);
    }
    const realm = parameters.get('realm');
    if (realm !== undefined) {
      const service = parameters.get('service');
      const scope = parameters.get('scope');
      return {
        kind: 'bearer',
        realm,
        ...(service === undefined ? {} : { service }),
        ...(scope === undefined ? {} : { scope }),
      };
    }
  }
  return /(?:^|,\s*)Basic(?:\s|$)/i.test(header)
    ? { kind: 'basic' }
    : undefined;
}

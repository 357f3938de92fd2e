// SPDX-License-Identifier: Apache-2.0
import { parseChallenge } from './challenge.js';
import { type Credentials, findCredentials } from './credentials.js';
import type { Endpoints } from './endpoints.js';
import { registryError } from './failures.js';
import { type HttpResponse, send } from './http.js';
import type { RegistryLimits } from './types.js';

const MAX_TOKEN_BYTES = 64 * 1024;

/** What an operation asks of a repository. */
export type Actions = 'pull' | 'pull,push';

/** A request that was answered with 401. */
export interface Refusal {
  readonly registry: string;
  readonly repository: string;
  readonly actions: Actions;
  readonly response: HttpResponse;
  readonly signal: AbortSignal;
}

/**
 * Answers the challenges of registries and remembers the resulting
 * `Authorization` values, one for each registry, repository and set of
 * actions. Credentials are looked up once for each registry.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export class Authenticator {
  private readonly values = new Map<string, string>();
  private readonly found = new Map<string, Promise<Credentials | undefined>>();

  constructor(
    private readonly endpoints: Endpoints,
    private readonly limits: RegistryLimits,
    private readonly dockerConfigDir: string | undefined,
  ) {}

  /** The remembered value, if any. */
  known(
    registry: string,
    repository: string,
    actions: Actions,
  ): string | undefined {
    return (
      this.values.get(`${registry} ${repository} ${actions}`) ??
      this.values.get(registry)
    );
  }

  /** A new value for a refused request; undefined when there is no way. */
  async answer(refusal: Refusal): Promise<string | undefined> {
    const { registry, repository, actions } = refusal;
    const header = refusal.response.headers['www-authenticate'] ?? '';
    const challenge = parseChallenge(header);
    if (challenge === undefined) return undefined;
    const credentials = await this.credentials(registry);
    if (challenge.kind === 'basic') {
      if (credentials === undefined) return undefined;
      const value = basic(credentials);
      this.values.set(registry, value);
      return value;
    }
    const url = tokenUrl(challenge, refusal);
    const token = await this.fetchToken(url, credentials, refusal.signal);
    const value = `Bearer ${token}`;
    this.values.set(`${registry} ${repository} ${actions}`, value);
    return value;
  }

  private credentials(registry: string): Promise<Credentials | undefined> {
    let pending = this.found.get(registry);
    if (pending === undefined) {
      pending = findCredentials(registry, this.dockerConfigDir);
      this.found.set(registry, pending);
    }
    return pending;
  }

  private async fetchToken(
    url: URL,
    credentials: Credentials | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    const response = await send(
      {
        method: 'GET',
        url,
        dispatcher: this.endpoints.dispatcherOf(url.host),
        ...(credentials === undefined
          ? {}
          : { authorization: basic(credentials) }),
        maxBytes: MAX_TOKEN_BYTES,
        signal,
      },
      this.limits,
      (authority) => this.endpoints.dispatcherOf(authority),
    );
    const place = url.origin + url.pathname;
    if (response.status !== 200) {
      throw registryError(
        `Authentication failure: token server ${place} answered ${response.status}`,
      );
    }
    const token = readToken(response.body);
    if (token === undefined) {
      throw registryError(
        `Authentication failure: token server ${place} sent no usable token`,
      );
    }
    return token;
  }
}

function tokenUrl(
  challenge: { realm: string; service?: string; scope?: string },
  refusal: Refusal,
): URL {
  const { realm } = challenge;
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  const allowed =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && refusal.response.url.protocol === 'http:');
  if (url === undefined || !allowed) {
    throw registryError(
      `Authentication failure: refused token server ${realm}`,
    );
  }
  if (challenge.service !== undefined) {
    url.searchParams.set('service', challenge.service);
  }
  // Only ever what this operation needs, whatever the registry suggests.
  const scope = `repository:${refusal.repository}:${refusal.actions}`;
  url.searchParams.set('scope', scope);
  return url;
}

function readToken(body: Uint8Array): string | undefined {
  try {
    const text = Buffer.from(body).toString('utf8');
    const answer = JSON.parse(text) as Record<string, unknown> | null;
    const token = answer?.['token'] ?? answer?.['access_token'];
    // RFC 6750 token characters: nothing that could end the header line.
    return typeof token === 'string' && /^[\w.~+/=-]+$/.test(token)
      ? token
      : undefined;
  } catch {
    return undefined;
  }
}

function basic({ username, password }: Credentials): string {
  const text = `${username}:${password}`;
  return `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;
}

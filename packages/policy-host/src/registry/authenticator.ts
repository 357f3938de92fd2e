// SPDX-License-Identifier: Apache-2.0
import type { Dispatcher } from 'undici';
import { parseChallenge } from './challenge.js';
import { findCredentials } from './credentials.js';
import type { Endpoints } from './endpoints.js';
import { registryError } from './failures.js';
import { hasUser, type HttpRequest, type HttpResponse, send } from './http.js';
import { NotPublicError } from './public-addresses.js';
import type { Credentials, RegistryLimits } from './types.js';

const MAX_TOKEN_BYTES = 64 * 1024;

/** What an operation asks of a repository. */
export type Actions = 'pull' | 'pull,push';

/** A request that was answered with 401. */
export interface Refusal {
  readonly registry: string;
  readonly repository: string;
  readonly actions: Actions;
  readonly response: HttpResponse;
  /** Reaches the registry itself. */
  readonly dispatcher: Dispatcher;
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
    const url = this.tokenUrl(challenge, refusal);
    const dispatcher = this.dispatcherFor(url, refusal);
    const token = await this.fetchToken(
      { method: 'GET', url, dispatcher, signal: refusal.signal },
      credentials,
    );
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

  /** Over TLS, or where the registry itself or the user's word is plain. */
  private tokenUrl(
    challenge: { realm: string; service?: string; scope?: string },
    refusal: Refusal,
  ): URL {
    const { realm } = challenge;
    const registry = refusal.response.url;
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    const plain =
      url?.protocol === 'http:' &&
      registry.protocol === 'http:' &&
      (url.origin === registry.origin || this.endpoints.isNamed(url.host));
    const allowed = url?.protocol === 'https:' || plain;
    if (url === undefined || !allowed || hasUser(url)) {
      throw refusedServer(realm);
    }
    if (challenge.service !== undefined) {
      url.searchParams.set('service', challenge.service);
    }
    // Only ever what this operation needs, whatever the registry suggests.
    const scope = `repository:${refusal.repository}:${refusal.actions}`;
    url.searchParams.set('scope', scope);
    return url;
  }

  private dispatcherFor(
    url: URL,
    { response, dispatcher }: Refusal,
  ): Dispatcher {
    if (url.origin === response.url.origin) return dispatcher;
    try {
      return this.endpoints.strangerOf(url);
    } catch (cause) {
      if (!(cause instanceof NotPublicError)) throw cause;
      throw refusedServer(url.origin + url.pathname, cause);
    }
  }

  private async fetchToken(
    request: Omit<HttpRequest, 'maxBytes'>,
    credentials: Credentials | undefined,
  ): Promise<string> {
    const { url } = request;
    const response = await send(
      {
        ...request,
        ...(credentials === undefined
          ? {}
          : { authorization: basic(credentials) }),
        maxBytes: MAX_TOKEN_BYTES,
      },
      this.limits,
      (stranger) => this.endpoints.strangerOf(stranger),
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

function refusedServer(realm: string, cause?: NotPublicError) {
  const reason = cause === undefined ? '' : `: ${cause.message}`;
  return registryError(
    `Authentication failure: refused token server ${realm}${reason}`,
    'REGISTRY',
    cause,
  );
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

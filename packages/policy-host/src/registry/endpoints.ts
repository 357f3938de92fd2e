// SPDX-License-Identifier: Apache-2.0
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import type { Sources } from './types.js';

const DOCKER_HUB_API = 'registry-1.docker.io';

/** One address a registry host can be reached at. */
export interface Endpoint {
  /** Scheme and authority, `https://ghcr.io`. */
  readonly origin: string;
  readonly dispatcher: Dispatcher;
}

/** What decides where and how a registry host is reached. */
export interface EndpointOptions {
  readonly sources: Sources;
  /** Registry host to the `host:port` that serves it instead. */
  readonly mirrors: Readonly<Record<string, string>>;
}

/**
 * Maps registry hosts to addresses and holds the connection pools.
 *
 * Insecure hosts are tried with TLS but without certificate checks, then with
 * plain HTTP; loopback mirrors speak plain HTTP; all others need a valid
 * certificate of a public root or of the host's own authorities.
 */
export class Endpoints {
  private readonly verified = new Map<string, Dispatcher>();
  private readonly unverified = new Agent({
    connect: { rejectUnauthorized: false },
  });
  private readonly chosen = new Map<string, Endpoint>();

  constructor(private readonly options: EndpointOptions) {}

  /** The addresses to try in order; after `choose` only the chosen one. */
  candidates(registry: string): readonly Endpoint[] {
    const known = this.chosen.get(registry);
    if (known !== undefined) return [known];
    const mirror = this.options.mirrors[registry];
    const api = registry === 'docker.io' ? DOCKER_HUB_API : registry;
    const authority = mirror ?? api;
    if (mirror !== undefined && isLoopback(mirror)) {
      return [this.plain(authority)];
    }
    const insecure = this.options.sources.insecureSources;
    if (insecure.includes(registry) || insecure.includes(authority)) {
      return [
        { origin: `https://${authority}`, dispatcher: this.unverified },
        this.plain(authority),
      ];
    }
    return [
      {
        origin: `https://${authority}`,
        dispatcher: this.dispatcherOf(authority),
      },
    ];
  }

  /** Remembers the address that answered. */
  choose(registry: string, endpoint: Endpoint): void {
    this.chosen.set(registry, endpoint);
  }

  /** The pool for a `host[:port]` met in a redirect or a token realm. */
  dispatcherOf(authority: string): Dispatcher {
    const pems = this.options.sources.sourceAuthorities[authority] ?? [];
    const key = pems.length === 0 ? '' : authority;
    let dispatcher = this.verified.get(key);
    if (dispatcher === undefined) {
      const ca = pems.length === 0 ? [] : [...rootCertificates, ...pems];
      dispatcher = new Agent(ca.length === 0 ? {} : { connect: { ca } });
      this.verified.set(key, dispatcher);
    }
    return dispatcher;
  }

  private plain(authority: string): Endpoint {
    const dispatcher = this.dispatcherOf('');
    return { origin: `http://${authority}`, dispatcher };
  }
}

/** True for `127.0.0.0/8`, `[::1]` and `localhost`, with or without port. */
export function isLoopback(authority: string): boolean {
  return /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(?::\d+)?$/.test(
    authority,
  );
}

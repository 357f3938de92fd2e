// SPDX-License-Identifier: Apache-2.0
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { effectiveProxies, isLoopback, proxyFor } from './proxy.js';
import type { Proxies, Sources } from './types.js';

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

interface TlsOptions {
  readonly ca?: string[];
  readonly rejectUnauthorized?: boolean;
}

/**
 * Maps registry hosts to addresses and holds the connection pools.
 *
 * Insecure hosts are tried with TLS but without certificate checks, then with
 * plain HTTP; loopback mirrors speak plain HTTP; all others need a valid
 * certificate of a public root or of the host's own authorities.
 */
export class Endpoints {
  private readonly pools = new Map<string, Dispatcher>();
  private readonly chosen = new Map<string, Endpoint>();
  private readonly proxies: Proxies;

  constructor(private readonly options: EndpointOptions) {
    this.proxies = effectiveProxies(options.sources.proxies, process.env);
  }

  /** The addresses to try in order; after `choose` only the chosen one. */
  candidates(registry: string): readonly Endpoint[] {
    const known = this.chosen.get(registry);
    if (known !== undefined) return [known];
    const mirror = this.options.mirrors[registry];
    const api = registry === 'docker.io' ? DOCKER_HUB_API : registry;
    const authority = mirror ?? api;
    const plain: Endpoint = {
      origin: `http://${authority}`,
      dispatcher: this.pool(authority, 'http', {}),
    };
    if (mirror !== undefined && isLoopback(mirror)) return [plain];
    const origin = `https://${authority}`;
    const insecure = this.options.sources.insecureSources;
    if (insecure.includes(registry) || insecure.includes(authority)) {
      const tls = { rejectUnauthorized: false };
      const dispatcher = this.pool(authority, 'https', tls);
      return [{ origin, dispatcher }, plain];
    }
    return [{ origin, dispatcher: this.dispatcherOf(authority) }];
  }

  /** Remembers the address that answered. */
  choose(registry: string, endpoint: Endpoint): void {
    this.chosen.set(registry, endpoint);
  }

  /** The pool for a `host[:port]` met in a redirect or a token realm. */
  dispatcherOf(authority: string): Dispatcher {
    const pems = this.options.sources.sourceAuthorities[authority] ?? [];
    const tls = pems.length === 0 ? {} : { ca: [...rootCertificates, ...pems] };
    return this.pool(authority, 'https', tls);
  }

  /** Hosts that need nothing special share a pool. */
  private pool(
    authority: string,
    scheme: 'http' | 'https',
    tls: TlsOptions,
  ): Dispatcher {
    const proxy = proxyFor(authority, scheme, this.proxies);
    const own = tls.ca === undefined ? '' : authority;
    const key = [proxy ?? '', own, tls.rejectUnauthorized ?? true].join(' ');
    let dispatcher = this.pools.get(key);
    if (dispatcher === undefined) {
      dispatcher =
        proxy === undefined
          ? new Agent({ connect: tls })
          : new ProxyAgent({ uri: proxy, requestTls: tls });
      this.pools.set(key, dispatcher);
    }
    return dispatcher;
  }
}

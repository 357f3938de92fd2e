// SPDX-License-Identifier: Apache-2.0
import { rootCertificates } from 'node:tls';
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import { effectiveProxies, isLoopback, proxyFor } from './proxy.js';
import { publicLookup, requirePublicHost } from './public-addresses.js';
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
  readonly network?: Network | undefined;
}

/** How names become addresses and addresses sockets; tests bring their own. */
export interface Network {
  readonly lookup: LookupFunction;
  readonly buildConnector: typeof buildConnector;
}

const SYSTEM: Network = { lookup, buildConnector };

interface ConnectOptions {
  readonly ca?: string[];
  readonly rejectUnauthorized?: boolean;
  /** True: only public addresses are connected to. */
  readonly publicOnly?: true;
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
  private readonly network: Network;

  constructor(private readonly options: EndpointOptions) {
    this.proxies = effectiveProxies(options.sources.proxies, process.env);
    this.network = options.network ?? SYSTEM;
  }

  /** The addresses to try in order; after `choose` only the chosen one. */
  candidates(registry: string): readonly Endpoint[] {
    const known = this.chosen.get(registry);
    if (known !== undefined) return [known];
    const mirror = ownValue(this.options.mirrors, registry);
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
      const dispatcher = this.named(authority);
      return [{ origin, dispatcher }, plain];
    }
    return [{ origin, dispatcher: this.named(authority) }];
  }

  /** Remembers the address that answered. */
  choose(registry: string, endpoint: Endpoint): void {
    this.chosen.set(registry, endpoint);
  }

  /**
   * The pool for an address that a registry leads to: a token server, a store
   * of blobs, a place for uploads. It must be a public one, or one that the
   * user has named: no registry decides what is asked inside a network. Where
   * a proxy resolves names, only those that are addresses can be judged.
   *
   * @throws NotPublicError before any connection, or the connection fails
   * with it.
   */
  strangerOf(url: URL): Dispatcher {
    if (this.isNamed(url.host)) return this.named(url.host);
    requirePublicHost(url.hostname);
    return this.pool(url.host, 'https', { publicOnly: true });
  }

  /** Whether the user wrote about this `host[:port]`. */
  isNamed(authority: string): boolean {
    const { insecureSources, sourceAuthorities } = this.options.sources;
    return (
      insecureSources.includes(authority) ||
      Object.hasOwn(sourceAuthorities, authority)
    );
  }

  /** The pool for a host of the user's choice, as the sources say. */
  private named(authority: string): Dispatcher {
    const { insecureSources, sourceAuthorities } = this.options.sources;
    if (insecureSources.includes(authority)) {
      return this.pool(authority, 'https', { rejectUnauthorized: false });
    }
    const pems = ownValue(sourceAuthorities, authority) ?? [];
    const tls = pems.length === 0 ? {} : { ca: [...rootCertificates, ...pems] };
    return this.pool(authority, 'https', tls);
  }

  /** Hosts that need nothing special share a pool. */
  private pool(
    authority: string,
    scheme: 'http' | 'https',
    options: ConnectOptions,
  ): Dispatcher {
    const { publicOnly = false, ...tls } = options;
    const proxy = proxyFor(authority, scheme, this.proxies);
    const own = tls.ca === undefined ? '' : authority;
    const checked = tls.rejectUnauthorized ?? true;
    const key = [proxy ?? '', own, checked, publicOnly].join(' ');
    let dispatcher = this.pools.get(key);
    if (dispatcher === undefined) {
      dispatcher =
        proxy === undefined
          ? new Agent({ connect: this.connector(tls, publicOnly) })
          : new ProxyAgent({ uri: proxy, requestTls: tls });
      this.pools.set(key, dispatcher);
    }
    return dispatcher;
  }

  private connector(
    tls: Omit<ConnectOptions, 'publicOnly'>,
    publicOnly: boolean,
  ): buildConnector.connector {
    const { lookup: system } = this.network;
    const resolve = publicOnly ? publicLookup(system) : system;
    return this.network.buildConnector({ ...tls, lookup: resolve });
  }
}

/** Names come from images: `constructor` is no entry of a table. */
function ownValue<T>(
  table: Readonly<Record<string, T>>,
  name: string,
): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

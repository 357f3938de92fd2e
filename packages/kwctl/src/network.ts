// SPDX-License-Identifier: Apache-2.0

import { Agent, Dispatcher, ProxyAgent } from 'undici';
import { KwctlError, rootMessage, systemCode } from './errors.js';
import type { Environment } from './locate.js';

const CONNECT_TIMEOUT_MS = 15_000;
/** Longest silence of the server, before its answer and within it. */
const IDLE_TIMEOUT_MS = 30_000;

const TIMEOUTS = {
  connect: { timeout: CONNECT_TIMEOUT_MS },
  headersTimeout: IDLE_TIMEOUT_MS,
  bodyTimeout: IDLE_TIMEOUT_MS,
};

const OFFLINE_ADVICE =
  'Check the network, set HTTPS_PROXY if there is a proxy, ' +
  'set KWCTL_MIRROR to a mirror of the releases, ' +
  'or set KWCTL_PATH to a kwctl that is already on this machine';

/**
 * An HTTP agent that honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY of `env`,
 * for each address that a redirect leads to.
 *
 * @throws KwctlError `ARGUMENT` when a proxy address is no URL
 */
export function httpAgent(env: Environment): Dispatcher {
  return new ProxyingAgent(env);
}

class ProxyingAgent extends Dispatcher {
  readonly #direct = new Agent(TIMEOUTS);
  readonly #proxies: Readonly<Record<string, ProxyAgent | undefined>>;
  readonly #env: Environment;

  constructor(env: Environment) {
    super();
    this.#env = env;
    this.#proxies = {
      'http:': proxyAgent(proxyFor(env, 'http:')),
      'https:': proxyAgent(proxyFor(env, 'https:')),
    };
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandlers,
  ): boolean {
    const url = new URL(String(options.origin));
    const proxy = this.#proxies[url.protocol];
    const agent =
      proxy === undefined || bypassesProxy(url, this.#env)
        ? this.#direct
        : proxy;
    return agent.dispatch(options, handler);
  }

  override async destroy(): Promise<void> {
    const agents = [this.#direct, ...Object.values(this.#proxies)];
    await Promise.all(agents.map(async (agent) => agent?.destroy()));
  }
}

function proxyAgent(proxy: string | undefined): ProxyAgent | undefined {
  if (proxy === undefined) return undefined;
  if (!URL.canParse(proxy)) {
    throw new KwctlError('ARGUMENT', 'the proxy address is not a valid URL');
  }
  return new ProxyAgent({ uri: proxy, ...TIMEOUTS });
}

/** NO_PROXY: `*`, host names with or without a leading dot, and `host:port`. */
function bypassesProxy(url: URL, env: Environment): boolean {
  const list = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (name === '' || (only !== undefined && only !== port)) return false;
    const host = url.hostname.toLowerCase();
    return (
      host === name.toLowerCase() || host.endsWith(`.${name.toLowerCase()}`)
    );
  });
}

function proxyFor(env: Environment, protocol: string): string | undefined {
  const plain = env['http_proxy'] ?? env['HTTP_PROXY'];
  const proxy =
    protocol === 'https:'
      ? (env['https_proxy'] ?? env['HTTPS_PROXY'] ?? plain)
      : plain;
  return proxy === '' ? undefined : proxy;
}

/** Says in one sentence what failed on the way to `url`, and what to do. */
export function networkFailure(
  error: unknown,
  url: URL,
  env: Environment,
): KwctlError {
  const code = systemCode(error);
  const text = rootMessage(error);
  const proxy = bypassesProxy(url, env)
    ? undefined
    : proxyFor(env, url.protocol);
  const fail = (what: string): KwctlError =>
    new KwctlError('NETWORK', `${what}. ${OFFLINE_ADVICE}`, error);
  const status = /Proxy response \((\d+)\)/.exec(text)?.[1];
  if (proxy !== undefined && status === '407') {
    return fail(`the proxy ${withoutSecret(proxy)} asks for a login (407)`);
  }
  if (proxy !== undefined && status !== undefined) {
    return fail(
      `the proxy ${withoutSecret(proxy)} refuses to reach ${url.host} (${status})`,
    );
  }
  const target =
    proxy === undefined
      ? url.host
      : `${url.host} through the proxy ${withoutSecret(proxy)}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return fail(`cannot resolve ${target}: this machine seems to be offline`);
  }
  if (/CERT|ISSUER|SIGNATURE/.test(code ?? '')) {
    return new KwctlError(
      'NETWORK',
      `the TLS certificate of ${target} is not trusted (${text}). If a proxy ` +
        'replaces certificates, set NODE_EXTRA_CA_CERTS to its CA certificate',
      error,
    );
  }
  return fail(`cannot reach ${target}: ${text}`);
}

function withoutSecret(proxy: string): string {
  const url = new URL(proxy);
  return `${url.protocol}//${url.host}`;
}

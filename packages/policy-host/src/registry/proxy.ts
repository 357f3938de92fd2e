// SPDX-License-Identifier: Apache-2.0
import { BlockList, isIP } from 'node:net';
import type { Proxies } from './types.js';

/**
 * The proxies in force: variables of the environment, upper case first, win
 * over `sources.yaml`, as in kwctl.
 */
export function effectiveProxies(
  configured: Proxies | undefined,
  environment: NodeJS.ProcessEnv,
): Proxies {
  const pick = (name: string, fallback: string | undefined) =>
    environment[name.toUpperCase()] || environment[name] || fallback;
  return {
    http: pick('http_proxy', configured?.http),
    https: pick('https_proxy', configured?.https),
    no: pick('no_proxy', configured?.no),
  };
}

/**
 * The proxy for a `host[:port]`; undefined to connect directly, as is always
 * done on loopback.
 */
export function proxyFor(
  authority: string,
  scheme: 'http' | 'https',
  proxies: Proxies,
): string | undefined {
  const proxy = proxies[scheme];
  if (proxy === undefined || proxy === '' || isLoopback(authority)) {
    return undefined;
  }
  const { hostname, port } = new URL(`${scheme}://${authority}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const excluded = (proxies.no ?? '')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host, port));
  return excluded ? undefined : proxy;
}

/** True for `127.0.0.0/8`, `[::1]` and `localhost`, with or without port. */
export function isLoopback(authority: string): boolean {
  return /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(?::\d+)?$/.test(
    authority,
  );
}

/** `*`, a name with its subdomains, a name with port, an address, a subnet. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inSubnet(entry, host);
  const [, name = entry, wantedPort] = /^([^:]+):(\d+)$/.exec(entry) ?? [];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const suffix = name.replace(/^\*?\./, '');
  return host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`));
}

function inSubnet(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const version = isIP(host);
  if (version === 0 || isIP(network) !== version || !/^\d+$/.test(bits)) {
    return false;
  }
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const length = Number(bits);
  if (length > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, length, family);
  return list.check(host, family);
}

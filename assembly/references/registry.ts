// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  equalsLiteral,
  findName,
  has,
  nameList,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { portColon } from './grammar';

/** Bytes of `docker.io/library/`, the longest text put before a name. */
export const HUB_PREFIX_BYTES: i32 = 18;
/** Bytes of `docker.io/`. */
export const HUB_BYTES: i32 = 10;

/**
 * Whether the first component `start..end` of a name that goes on is read as
 * a registry: it has a dot or a colon, or is `localhost`.
 */
export function isRegistryName(start: usize, end: usize): bool {
  return (
    has(start, end, CharCode.Dot) ||
    has(start, end, CharCode.Colon) ||
    equalsLiteral(start, <i32>(end - start), 'localhost')
  );
}

/** Whether the bytes `start..end`, a slash behind, are `docker.io`. */
export function isDockerHub(start: usize, end: usize): bool {
  return end - start == 9 && startsAtHub(start);
}

/** Whether `docker.io/` stands at `start`. */
export function startsAtHub(start: usize): bool {
  return (
    load<u64>(start) == 0x692e72656b636f64 && load<u16>(start, 8) == 0x2f6f
  );
}

/** Whether `library/` stands behind the `docker.io/` at `start`. */
export function startsInLibrary(start: usize): bool {
  return load<u64>(start, HUB_BYTES) == 0x2f7972617262696c; // library/
}

/**
 * Writes `docker.io/` or `docker.io/library/` so that it ends at `end`.
 *
 * @returns where the written text starts; the caller owns the bytes before
 *   `end`
 */
export function putHubPrefix(end: usize, library: bool): usize {
  const start = end - (library ? HUB_PREFIX_BYTES : HUB_BYTES);
  store<u64>(start, 0x692e72656b636f64); // docker.i
  store<u16>(start, 0x2f6f, 8); // o/
  if (library) store<u64>(start, 0x2f7972617262696c, 10); // library/
  return start;
}

/**
 * Whether a lower-case registry ends like a port or a name of Docker Hub, a
 * slash behind; all others are canonical as they stand.
 *
 * @param end its end; nine bytes before it must be readable
 */
export function mayBeAlias(end: usize): bool {
  return (
    <u32>load<u8>(end - 1) - CharCode.Zero < 10 ||
    startsAtHub(end - 9) ||
    load<u64>(end - 8) == 0x6d6f632e72656b63 // cker.com
  );
}

/** Other names of Docker Hub's registry. */
export function hubAliases(): usize {
  return nameList(
    'index.docker.io|registry-1.docker.io|registry.hub.docker.com',
  );
}

/**
 * Canonicalises a lower-case registry `start..end` (host and optional port) in
 * place: the default port 443 goes, leading zeros of other ports too (a client
 * dials the same port), and the names of Docker Hub become `docker.io`. Port 80
 * stays: it is another service than 443.
 *
 * @param end where the slash behind the registry stands
 * @returns the new start; the text still ends at `end`
 */
export function canonicalRegistry(start: usize, end: usize): usize {
  const s = canonicalPort(start, end);
  if (findName(hubAliases(), s, <i32>(end - s)) == 0) return s;
  return putHubPrefix(end + 1, false);
}

/** Drops what a port does not need; see {@link canonicalRegistry}. */
function canonicalPort(start: usize, end: usize): usize {
  const colon = portColon(start, end);
  if (colon == end) return start;
  let port = colon + 1;
  while (port < end - 1 && load<u8>(port) == CharCode.Zero) ++port;
  let stays = colon + 1 - start;
  const isDefault = end - port == 3 && load<u32>(port) << 8 == 0x33343400;
  if (isDefault && namesHost(start, colon)) {
    port = end;
    --stays;
  }
  memory.copy(port - stays, start, stays);
  return port - stays;
}

/**
 * Whether a first component without a port is still read as a registry: it
 * has a dot, is an IPv6 address, or is `localhost`. `registry:443/x` keeps its
 * port, since `registry/x` is a repository of Docker Hub.
 */
function namesHost(start: usize, end: usize): bool {
  return load<u8>(start) == CharCode.OpenBracket || isRegistryName(start, end);
}

// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  equalsLiteral,
  findName,
  has,
  lowerCase,
  nameList,
  Slice,
  Writer,
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

/** Whether `docker.io/` stands at `start`. */
export function startsAtHub(start: usize): bool {
  return (
    load<u64>(start) == 0x692e72656b636f64 && load<u16>(start, 8) == 0x2f6f
  );
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
 * The canonical form of a registry `start..end` (host and optional port): in
 * small letters, without the default port 443 and without leading zeros of
 * other ports (a client dials the same port), and `docker.io` for the names of
 * Docker Hub. Port 80 stays: it is another service than 443.
 */
export function canonicalRegistry(start: usize, end: usize): Slice {
  const colon = portColon(start, end);
  const text = new Writer(512).between(start, colon);
  const host = text.slice();
  lowerCase(host.ptr, host.end);
  if (colon < end) {
    let port = colon + 1;
    while (port < end - 1 && load<u8>(port) == CharCode.Zero) ++port;
    const isDefault = end - port == 3 && load<u32>(port) << 8 == 0x33343400;
    // `registry:443/x` keeps its port: `registry/x` is on Docker Hub.
    if (!isDefault || !isRegistryName(host.ptr, host.end))
      text.byte(CharCode.Colon).between(port, end);
  }
  const registry = text.slice();
  return findName(hubAliases(), registry.ptr, registry.len) == 0
    ? registry
    : ascii('docker.io');
}

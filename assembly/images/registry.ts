// SPDX-License-Identifier: Apache-2.0
import { Lanes } from './lanes';

/** Bytes of `docker.io/library/`, the longest text put before a name. */
export const HUB_PREFIX_BYTES: usize = 18;
/** Bytes of `docker.io/`. */
const HUB_BYTES: usize = 10;

/**
 * Whether the byte `c` is in `start..end`, 16 bytes a step: as many are
 * readable behind `end`.
 */
export function has(start: usize, end: usize, c: i8): bool {
  const wanted = i8x16.splat(c);
  for (let p = start; p < end; p += 16) {
    const hits = Lanes.bits(i8x16.eq(v128.load(p), wanted));
    if (hits) return p + <usize>ctz(hits) < end;
  }
  return false;
}

/** Lower-cases the ASCII letters of the UTF-8 bytes `start..end` in place. */
export function lowerCase(start: usize, end: usize): void {
  for (let p = start; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (c - 0x41 < 26) store<u8>(p, c | 0x20);
  }
}

/** Whether the bytes `start..end` are exactly `localhost`. */
export function isLocalhost(start: usize, end: usize): bool {
  return (
    end - start == 9 &&
    load<u64>(start) == 0x736f686c61636f6c &&
    load<u8>(start, 8) == 0x74
  );
}

/** Whether the bytes `start..end` are exactly `docker.io`. */
export function isDockerHub(start: usize, end: usize): bool {
  return (
    end - start == 9 &&
    load<u64>(start) == 0x692e72656b636f64 &&
    load<u8>(start, 8) == 0x6f
  );
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
 * Canonicalises a lower-case registry `start..end` (host and optional port) in
 * place: the default port 443 goes, leading zeros of other ports too (a client
 * dials the same port), and the names of Docker Hub become `docker.io`. Port 80
 * stays: it is another service than 443.
 *
 * @returns the new start; the text still ends at `end`
 */
export function canonicalRegistry(start: usize, end: usize): usize {
  let s = start;
  if (<u32>load<u8>(end - 1) - 0x30 < 10) s = canonicalPort(s, end);
  const n = end - s;
  if (n == 15) {
    // index.docker.io
    if (load<u32>(s) != 0x65646e69 || load<u16>(s, 4) != 0x2e78) return s;
  } else if (n == 20) {
    // registry-1.docker.io
    if (load<u64>(s) != 0x7972747369676572) return s;
    if (load<u32>(s, 7) != 0x2e312d79) return s;
  } else return s;
  return isDockerHub(end - 9, end) ? end - 9 : s;
}

/** Drops what a port does not need; see {@link canonicalRegistry}. */
function canonicalPort(start: usize, end: usize): usize {
  let port = end;
  while (port > start && <u32>load<u8>(port - 1) - 0x30 < 10) --port;
  if (port - start < 2 || load<u8>(port - 1) != 0x3a) return start;
  let kept = port;
  while (kept < end - 1 && load<u8>(kept) == 0x30) ++kept;
  const isDefault =
    end - kept == 3 && load<u16>(kept) == 0x3434 && load<u8>(kept, 2) == 0x33;
  let gone = kept - port;
  let stays = port - start;
  if (isDefault && namesHost(start, port - 1)) {
    gone = end - port + 1;
    stays -= 1;
  }
  if (gone) memory.copy(start + gone, start, stays);
  return start + gone;
}

/**
 * Whether a first component without a port is still read as a registry: it
 * has a dot, is an IPv6 address, or is `localhost`. `registry:443/x` keeps its
 * port, since `registry/x` is a repository of Docker Hub.
 */
function namesHost(start: usize, end: usize): bool {
  if (load<u8>(start) == 0x5b || isLocalhost(start, end)) return true;
  return has(start, end, 0x2e);
}

// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  equalsLiteral,
  fill,
  find,
  findCapital,
  findPhrase,
  has,
  lowerCase,
  nameAt,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { portColon } from '../references/grammar';
import { isShortestAddress } from '../references/ipv6';
import { hubAliases } from '../references/registry';
import { glob, wildcardIn } from './glob';

/**
 * What is wrong with the registry part of a pattern: names are compared in one
 * spelling, so a pattern that is for another would silently match nothing.
 * Empty when it is written so, or can be made so.
 *
 * @param ptr UTF-8 bytes of the pattern, 16 readable behind
 */
export function registryProblem(ptr: usize, end: usize): Slice {
  const slash = find(ptr, end, CharCode.Slash);
  const wildcard = wildcardIn(ptr, slash);
  if (load<u8>(ptr) == CharCode.OpenBracket) {
    const close = find(ptr, wildcard, CharCode.CloseBracket);
    if (close < wildcard && !isShortestAddress(ptr + 1, close))
      return ascii(
        'an IPv6 address must be in its shortest form, such as [2001:db8::1]',
      );
  }
  // Registries without wildcards are made canonical.
  if (wildcard == slash) return EMPTY;
  // Behind the first colon of the last component capitals are those of tags.
  const head = slash < end ? slash : find(ptr, end, CharCode.Colon);
  const capital = findCapital(min(wildcard, head), head);
  if (slash == end && wildcardIn(capital, head) < head)
    return ascii(
      'capitals before a wildcard must stand behind the colon of a tag',
    );
  const alias = aliasProblem(ptr, head, slash, end);
  return alias.len > 0 ? alias : portProblem(ptr, slash, end);
}

/** A pattern for another name of Docker Hub, and not for `docker.io`. */
function aliasProblem(
  ptr: usize,
  head: usize,
  slash: usize,
  end: usize,
): Slice {
  const registry = new Writer(512).between(ptr, head).slice();
  const copy = registry.ptr;
  const copyEnd = registry.end;
  lowerCase(copy, copyEnd);
  // Patterns such as `*.com/x` are for many others, too.
  if (findPhrase(copy, copyEnd, ascii('docker')) == copyEnd) return EMPTY;
  const hub = ascii('docker.io');
  if (glob(copy, copyEnd, hub.ptr, hub.end)) return EMPTY;
  const aliases = hubAliases();
  for (let n = 1; ; n++) {
    const alias = nameAt(aliases, n);
    if (alias.len == 0) return EMPTY;
    if (!glob(copy, copyEnd, alias.ptr, alias.end)) continue;
    return fill(
      'Docker Hub is docker.io, write %1%2',
      hub,
      behindRegistry(slash, end),
    );
  }
}

/** A port behind a host with wildcards, or before a wildcard. */
function portProblem(ptr: usize, slash: usize, end: usize): Slice {
  const isBefore = slash == end;
  const portEnd = isBefore ? wildcardIn(ptr, end) : slash;
  const colon = portColon(ptr, portEnd);
  const isHost = has(ptr, colon, CharCode.Dot);
  // A host without dots keeps its port: else it would be a namespace.
  const mayBe = isHost || (!isBefore && has(ptr, colon, CharCode.Asterisk));
  if (colon == portEnd || !mayBe) return EMPTY;
  if (load<u8>(colon, 1) == CharCode.Zero)
    return ascii('a port must not begin with 0');
  if (!equalsLiteral(colon, <i32>(portEnd - colon), ':443')) return EMPTY;
  const host = Slice.between(ptr, colon);
  return fill(
    'names leave out the port 443, write %1%2',
    host,
    behindRegistry(slash, end),
  );
}

/** What stands behind the registry of the form to write. */
function behindRegistry(slash: usize, end: usize): Slice {
  return slash == end ? ascii('/*') : Slice.between(slash, end);
}

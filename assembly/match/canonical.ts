// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  fill,
  find,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { HUB_BYTES, isRegistryName, startsAtHub } from '../references/registry';
import { tagPart } from '../references/parts';
import { ONE, STAR, wildcardIn } from './glob';

/**
 * Why a pattern can match no canonical form, which begins with its registry
 * and, on Docker Hub, has `library/` before images of one name; empty when it
 * may. Wildcards may stand for any part, the registry too.
 *
 * @param pattern - one without a `patternProblem`
 */
export function canonicalProblem(pattern: Slice): Slice {
  const ptr = pattern.ptr;
  const end = pattern.end;
  const first = nameEnd(ptr, end);
  const next = first < end ? <u32>load<u8>(first) : 0;
  if (next == STAR || next == ONE) return EMPTY;
  const slash = find(first, end, CharCode.Slash);
  if (slash == end) {
    // Not `ghcr.io:*`, which may be about ports.
    if (!isRegistryName(ptr, first))
      return needs(ascii('docker.io/library/'), pattern);
    return first < end ? EMPTY : needs(pattern, ascii('/*'));
  }
  if (wildcardIn(first, slash) < slash) return EMPTY;
  if (!isRegistryName(ptr, slash)) return needs(ascii('docker.io/'), pattern);
  if (!startsAtHub(ptr)) return EMPTY;
  const name = nameEnd(slash + 1, end);
  const behind = name < end ? <u32>load<u8>(name) : CharCode.Colon;
  if (behind != CharCode.Colon && behind != CharCode.At) return EMPTY;
  const rest = new Slice(slash + 1, pattern.len - HUB_BYTES);
  return needs(ascii('docker.io/library/'), rest);
}

/** Where a name ends: at `/`, `:`, `@`, a wildcard, or `end`. */
function nameEnd(p: usize, end: usize): usize {
  const slash = find(p, wildcardIn(p, end), CharCode.Slash);
  return tagPart(p, slash);
}

function needs(first: Slice, second: Slice): Slice {
  return fill(
    'never matches: full names are compared, write %1%2',
    first,
    second,
  );
}

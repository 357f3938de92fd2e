// SPDX-License-Identifier: Apache-2.0
import { copyBytes } from '@kubewarden/policy-sdk-assemblyscript/core';
import { TEXT_PADDING_BYTES } from '../references/reference';
import { compilePattern, Pattern } from './pattern';
import { digestPart, tagPart } from './tag-part';

/**
 * A pattern without its tag part, `acme/app` for `acme/app:v*`, the digest part
 * kept; null for a pattern without a tag part.
 */
export function untagged(pattern: Pattern): Pattern | null {
  const ptr = pattern.text;
  const end = ptr + <usize>pattern.len;
  const tag = tagPart(ptr, end);
  const digest = digestPart(tag, end);
  if (tag == digest) return null;
  const nameLen = <i32>(tag - ptr);
  const digestLen = <i32>(end - digest);
  if (digestLen == 0) return compilePattern(ptr, nameLen);
  const len = nameLen + digestLen;
  const copy = heap.alloc(len + TEXT_PADDING_BYTES);
  copyBytes(copy, ptr, nameLen);
  copyBytes(copy + <usize>nameLen, digest, digestLen);
  return compilePattern(copy, len);
}

// SPDX-License-Identifier: Apache-2.0
import { Writer } from '@kubewarden/policy-sdk-assemblyscript/core';
import { digestPart, tagPart } from '../references/parts';
import { compilePattern, Pattern } from './pattern';

/**
 * A pattern without its tag part, `acme/app` for `acme/app:v*`, the digest part
 * kept; null for a pattern without a tag part.
 */
export function untagged(pattern: Pattern): Pattern | null {
  const ptr = pattern.text;
  const end = pattern.end;
  const tag = tagPart(ptr, end);
  const digest = digestPart(tag, end);
  if (tag == digest) return null;
  const text = new Writer(512).between(ptr, tag).between(digest, end).slice();
  return compilePattern(text.ptr, text.len);
}

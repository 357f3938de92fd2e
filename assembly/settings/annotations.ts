// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  ByteMap,
  EMPTY,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Reader } from './reader';
import { enterObject, readText } from './values';

/**
 * Reads the map of annotations at the cursor; its JSON is what the host gets.
 * Keys must be there once and not be empty: of two, the host would heed one
 * only.
 */
export function readAnnotations(reader: Reader): Slice | null {
  const start = reader.position;
  if (!enterObject(reader)) return null;
  const known = new ByteMap();
  while (reader.nextMember()) {
    const key = new Slice(reader.key, reader.keyLen);
    if (key.len == 0)
      reader.problem(reader.keyAt, ascii('key must not be empty'));
    else if (known.add(key, EMPTY))
      reader.problem(reader.keyAt, ascii('is given twice'));
    readText(reader);
  }
  return Slice.between(start, reader.position);
}

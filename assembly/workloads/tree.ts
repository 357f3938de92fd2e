// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { ImageField } from './field';

/**
 * Steps that are taken. Without intent few paths have more than a handful;
 * names made to share a path must not cost their square.
 */
const LONGEST_PATH = 64;

/**
 * Finds a field in a tree, so that objects with very many images cost time in
 * proportion to their size: the bits of its hash, lowest first, lead to it.
 *
 * @param root address of the link to the tree
 * @param inPlace whether not only the image must be the same, but also the name
 *   and the list
 * @returns address of the link to the field, or of the empty one where it
 *   belongs; 0 when that is too far away
 */
export function linkTo(
  root: usize,
  field: ImageField,
  hash: u32,
  inPlace: bool,
): usize {
  let link = root;
  for (let left = LONGEST_PATH; left > 0; left--) {
    const other = load<ImageField | null>(link);
    if (other == null) return link;
    if (
      same(other.image, field.image) &&
      (!inPlace || (other.list == field.list && same(other.name, field.name)))
    )
      return link;
    link =
      changetype<usize>(other) +
      offsetof<ImageField>('left') +
      <usize>((hash & 1) << 2);
    hash >>= 1;
  }
  return 0;
}

function same(a: Slice | null, b: Slice | null): bool {
  return a != null && b != null && a.equals(b);
}

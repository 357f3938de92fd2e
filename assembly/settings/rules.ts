// SPDX-License-Identifier: Apache-2.0
import { ascii, zeroes } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Pattern, compilePattern } from '../match/pattern';
import { untagged } from '../match/untagged';
import { Entry } from './entry';
import { Reader } from './reader';
import { Template } from './template';
import { enterList } from './values';

/** Which images an entry of `signatures` is for, and what it asks for. */
@final
@unmanaged
export class Rule {
  next: Rule | null;
  /** Whether the rule is for the image that is looked at. */
  applies: bool;
  /** Whether `untaggedPattern` is known. */
  private isParted: bool;
  private untaggedPattern: Pattern | null;

  constructor(
    /** Position in `signatures`. */
    public index: i32,
    public pattern: Pattern,
    /** Rules that say the same of other images share it. */
    public entry: Entry,
  ) {}

  /** The pattern without its tag part; null when it has none. */
  get untagged(): Pattern | null {
    if (!this.isParted) this.untaggedPattern = untagged(this.pattern);
    this.isParted = true;
    return this.untaggedPattern;
  }
}

/**
 * Reads the `signatures` at the cursor. The deep check wants no rules: it has
 * said all there is to say.
 */
export function readRules(reader: Reader): Rule | null {
  const at = reader.position;
  if (!enterList(reader)) return null;
  const template = changetype<Template>(zeroes(offsetof<Template>()));
  let first: Rule | null = null;
  let last: Rule | null = null;
  let index = 0;
  for (; reader.nextElement(); index++) {
    const entry = template.read(reader);
    const image = template.image;
    if (reader.deep || image == null) continue;
    const pattern = compilePattern(image.ptr, image.len);
    const rule = new Rule(index, pattern, entry);
    if (last == null) first = rule;
    else last.next = rule;
    last = rule;
  }
  if (index == 0 && !reader.failed)
    reader.problem(at, ascii('Signatures must not be empty'));
  return first;
}

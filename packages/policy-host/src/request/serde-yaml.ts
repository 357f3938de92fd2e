// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import type { JsonValue } from '../json/value.js';
import { lineOf, parseYaml } from '../yaml/parse.js';
import { readDocument, YamlProblem } from '../yaml/read-document.js';
import type { WrittenScalar } from '../yaml/read-document.js';
import { readSerdeScalar, readTaggedScalar } from './serde-scalars.js';

/** A plain scalar and what kwctl makes of it. */
export interface ReadScalar {
  readonly line: number;
  /** As written. */
  readonly text: string;
  readonly value: JsonValue;
}

/**
 * One YAML document as kwctl reads settings files, but with an error for keys
 * that are given twice. Keys are texts as they are written, `<<` too.
 *
 * @param onScalar gets the plain scalars among the values
 * @throws PolicyHostError ARGUMENT `line N: ..`
 */
export function readSerdeYaml(
  text: string,
  onScalar: (scalar: ReadScalar) => void,
): JsonValue {
  const { documents, lines } = parseYaml(text);
  const [first, second] = documents;
  if (first === undefined) return null;
  try {
    if (second !== undefined) {
      const line = lineOf(second.contents, lines);
      throw new YamlProblem(line, 'there is more than one document');
    }
    return readDocument(first, lines, {
      value: (scalar) => readScalar(scalar, onScalar),
      key: ({ text }) => text,
      merges: false,
    });
  } catch (cause) {
    if (!(cause instanceof YamlProblem)) throw cause;
    const { line, message } = cause;
    throw new PolicyHostError('ARGUMENT', `line ${line}: ${message}`, cause);
  }
}

/** @throws Error */
function readScalar(
  { text, line, plain, tag }: WrittenScalar,
  onScalar: (scalar: ReadScalar) => void,
): JsonValue {
  if (tag === '!') throw new Error('the tag ! is not known');
  if (tag !== undefined) return readTaggedScalar(text, tag);
  if (!plain) return text;
  const value = readSerdeScalar(text);
  onScalar({ line, text, value });
  return value;
}

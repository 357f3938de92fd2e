// SPDX-License-Identifier: Apache-2.0
import { JsonNumber } from '../json/value.js';
import type { JsonValue } from '../json/value.js';
import { lineOf, parseYaml } from '../yaml/parse.js';
import { readDocument, YamlProblem } from '../yaml/read-document.js';
import type { WrittenScalar } from '../yaml/read-document.js';
import { readNumber, readPlainScalar } from './yaml-scalars.js';

/** What is wrong in a document of a YAML text. */
export class DocumentProblem extends YamlProblem {
  /** @param document counts from 1 */
  constructor(
    readonly document: number,
    { line, message }: YamlProblem,
  ) {
    super(line, message);
  }
}

/** One document that has content. */
export interface YamlDocument {
  readonly number: number;
  readonly line: number;
  readonly value: JsonValue;
}

/** A scalar that others read differently. */
export interface YamlWarning {
  readonly line: number;
  /** As written. */
  readonly text: string;
  /** What kubectl makes of it, as JSON. */
  readonly value: JsonValue;
}

type Warn = (warning: YamlWarning) => void;

/**
 * Reads YAML as kubectl does, but with errors where it guesses: keys given
 * twice and unknown tags. Empty documents are counted and left out.
 *
 * @throws DocumentProblem
 */
export function readYaml(
  text: string,
  warn: Warn = () => undefined,
): YamlDocument[] {
  const { documents, lines } = parseYaml(text);
  const value = (scalar: WrittenScalar): JsonValue => readScalar(scalar, warn);
  const dialect = {
    value,
    key: (scalar: WrittenScalar) => keyOf(value(scalar)),
    collectionTags: ['map', 'seq'],
    merges: true,
  };
  return documents.flatMap((document, i) => {
    const number = i + 1;
    try {
      const value = readDocument(document, lines, dialect);
      const line = lineOf(document.contents, lines);
      return value === null ? [] : [{ number, line, value }];
    } catch (cause) {
      if (!(cause instanceof YamlProblem)) throw cause;
      throw new DocumentProblem(number, cause);
    }
  });
}

function keyOf(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'boolean' ? String(value) : undefined;
}

/** @throws Error */
function readScalar(scalar: WrittenScalar, warn: Warn): JsonValue {
  const { text, line, plain, tag } = scalar;
  if (tag !== undefined) return readTagged(text, tag);
  if (!plain) return text;
  const { value, ambiguous } = readPlainScalar(text);
  if (value === undefined) throw new Error(`JSON has no number ${text}`);
  if (ambiguous) warn({ line, text, value });
  return value;
}

/** @throws Error */
function readTagged(text: string, tag: string): JsonValue {
  if (tag === 'str' || tag === '!') return text;
  const numeric = tag === 'int' || tag === 'float';
  const value = numeric ? readNumber(text) : readPlainScalar(text).value;
  const fits =
    numeric ||
    (tag === 'bool' && typeof value === 'boolean') ||
    (tag === 'null' && value === null);
  if (fits && value !== undefined) return value;
  throw new Error(`${text} cannot be read with the tag !!${tag}`);
}

// SPDX-License-Identifier: Apache-2.0
import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
} from 'yaml';
import type { Document, Node, Scalar, YAMLMap } from 'yaml';
import { isObject, JsonNumber } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { readNumber, readPlainScalar } from './yaml-scalars.js';

/** What is wrong in a YAML text, and where. */
export class YamlProblem extends Error {
  /** @param document counts from 1; @param line of the text, from 1 */
  constructor(
    readonly document: number,
    readonly line: number,
    message: string,
  ) {
    super(message);
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

/** Nodes reached through aliases; stops "billion laughs" files. */
const MAX_ALIASED_NODES = 100_000;
/** As deep as JSON may be. */
const MAX_DEPTH = 128;

/**
 * Reads YAML as kubectl does, but with errors where it guesses: keys given
 * twice and unknown tags. Empty documents are counted and left out.
 *
 * @throws YamlProblem
 */
export function readYaml(
  text: string,
  warn: (warning: YamlWarning) => void = () => undefined,
): YamlDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    schema: 'failsafe',
    resolveKnownTags: false,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  return (Array.isArray(documents) ? documents : []).flatMap((document, i) => {
    const reader = new Reader(document, i + 1, lines, warn);
    const value = reader.read();
    const start = document.contents?.range?.[0] ?? 0;
    const { line } = lines.linePos(start);
    return value === null ? [] : [{ number: i + 1, line, value }];
  });
}

class Reader {
  private aliased = 0;
  private inAlias = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly number: number,
    private readonly lines: LineCounter,
    private readonly warn: (warning: YamlWarning) => void,
  ) {}

  read(): JsonValue {
    const [problem] = this.document.errors;
    if (problem !== undefined) {
      const { line } = this.lines.linePos(problem.pos[0]);
      // The library's text goes on with position and excerpt.
      const text = problem.message.split(' at line ')[0] ?? problem.message;
      throw new YamlProblem(this.number, line, text);
    }
    const { contents } = this.document;
    return contents === null ? null : this.node(contents, 0);
  }

  private node(node: Node, depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.fail(node, 'the document is nested too deeply');
    if (this.inAlias > 0 && ++this.aliased > MAX_ALIASED_NODES) {
      this.fail(node, 'the aliases stand for too much');
    }
    if (isAlias(node)) return this.alias(node, depth);
    if (isScalar(node)) return this.scalar(node as Scalar<string>);
    const { tag } = node;
    if (tag !== undefined && !/^tag:yaml\.org,2002:(map|seq)$/.test(tag)) {
      this.fail(node, `the tag ${tag} is not known`);
    }
    if (isMap<Node, Node | null>(node)) return this.map(node, depth);
    if (isSeq<Node | null>(node)) {
      return node.items.map((item) =>
        item === null ? null : this.node(item, depth + 1),
      );
    }
    return this.fail(node, 'this is neither a value, a list nor a map');
  }

  private alias(node: Node, depth: number): JsonValue {
    const target = isAlias(node) ? node.resolve(this.document) : undefined;
    if (target === undefined) {
      return this.fail(node, 'the alias has no anchor before it');
    }
    this.inAlias++;
    const value = this.node(target, depth + 1);
    this.inAlias--;
    return value;
  }

  /** Keys of `<<` count where the map itself does not have them. */
  private map(node: YAMLMap<Node, Node | null>, depth: number): JsonObject {
    const object: JsonObject = new Map();
    const merged: JsonObject = new Map();
    for (const { key, value } of node.items) {
      const read = value === null ? null : this.node(value, depth + 1);
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        this.merge(read, merged, value ?? key);
        continue;
      }
      const name = this.key(key);
      if (object.has(name)) this.fail(key, `the key ${name} is given twice`);
      object.set(name, read);
    }
    for (const [name, value] of merged) {
      if (!object.has(name)) object.set(name, value);
    }
    return object;
  }

  private merge(value: JsonValue, into: JsonObject, at: Node): void {
    for (const source of Array.isArray(value) ? value : [value]) {
      if (!isObject(source)) {
        this.fail(at, 'the key << takes a map or a list of maps');
      }
      for (const [name, member] of source) {
        if (!into.has(name)) into.set(name, member);
      }
    }
  }

  private key(node: Node): string {
    const value = this.node(node, 0);
    if (typeof value === 'string') return value;
    if (value instanceof JsonNumber) return value.text;
    if (typeof value === 'boolean') return String(value);
    return this.fail(node, 'a key must be a text, a number or a boolean');
  }

  private scalar(node: Scalar<string>): JsonValue {
    const text = node.value;
    const tag = node.tag?.replace('tag:yaml.org,2002:', '!!');
    if (tag !== undefined) return this.tagged(node, tag);
    if (node.type !== 'PLAIN') return text;
    const { value, ambiguous } = readPlainScalar(text);
    if (value === undefined) {
      return this.fail(node, `JSON has no number ${text}`);
    }
    if (ambiguous) this.warn({ line: this.lineOf(node), text, value });
    return value;
  }

  private tagged(node: Scalar<string>, tag: string): JsonValue {
    const text = node.value;
    if (tag === '!!str' || tag === '!') return text;
    const value =
      tag === '!!int' || tag === '!!float'
        ? readNumber(text)
        : readPlainScalar(text).value;
    const fits =
      ((tag === '!!int' || tag === '!!float') && value !== undefined) ||
      (tag === '!!bool' && typeof value === 'boolean') ||
      (tag === '!!null' && value === null);
    return fits && value !== undefined
      ? value
      : this.fail(node, `${text} cannot be read with the tag ${tag}`);
  }

  private lineOf(node: Node): number {
    return this.lines.linePos(node.range?.[0] ?? 0).line;
  }

  private fail(node: Node, text: string): never {
    throw new YamlProblem(this.number, this.lineOf(node), text);
  }
}

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
import { PolicyHostError } from '../errors.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { readSerdeScalar, readTaggedScalar } from './serde-scalars.js';

/** A plain scalar and what kwctl makes of it. */
export interface ReadScalar {
  readonly line: number;
  /** As written. */
  readonly text: string;
  readonly value: JsonValue;
}

/** Nodes reached through aliases; stops "billion laughs" files. */
const MAX_ALIASED_NODES = 100_000;
const MAX_DEPTH = 128;
const YAML_TAG = 'tag:yaml.org,2002:';

/**
 * One YAML document as kwctl reads settings files, but with an error for keys
 * that are given twice.
 *
 * @param onScalar gets the plain scalars among the values
 * @throws PolicyHostError ARGUMENT `line N: ..`
 */
export function readSerdeYaml(
  text: string,
  onScalar: (scalar: ReadScalar) => void,
): JsonValue {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    schema: 'failsafe',
    resolveKnownTags: false,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const [first, second] = documents;
  if (first === undefined) return null;
  if (second !== undefined) {
    const offset = second.contents?.range?.[0] ?? 0;
    const { line } = lines.linePos(offset);
    throw problem(line, 'there is more than one document');
  }
  return new Reader(first, lines, onScalar).read();
}

class Reader {
  private aliased = 0;
  private inAlias = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
    private readonly onScalar: (scalar: ReadScalar) => void,
  ) {}

  read(): JsonValue {
    const [error] = this.document.errors;
    if (error !== undefined) {
      const { line } = this.lines.linePos(error.pos[0]);
      // The library's text goes on with position and excerpt.
      throw problem(line, error.message.split(' at line ')[0] ?? '');
    }
    const { contents } = this.document;
    return contents === null ? null : this.node(contents, 0);
  }

  private node(node: Node, depth: number): JsonValue {
    if (this.inAlias > 0 && ++this.aliased > MAX_ALIASED_NODES) {
      this.fail(node, 'the aliases stand for too much');
    }
    if (isAlias(node)) return this.alias(node, depth);
    const tag = this.tagOf(node);
    if (isScalar(node)) return this.scalar(node as Scalar<string>, tag);
    if (depth >= MAX_DEPTH) this.fail(node, 'recursion limit exceeded');
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
    if (depth >= MAX_DEPTH) this.fail(node, 'recursion limit exceeded');
    this.inAlias++;
    const value = this.node(target, depth + 1);
    this.inAlias--;
    return value;
  }

  /** Keys are texts as they are written; `<<` is a key like any other. */
  private map(node: YAMLMap<Node, Node | null>, depth: number): JsonObject {
    const object: JsonObject = new Map();
    for (const { key, value } of node.items) {
      const target = isAlias(key) ? key.resolve(this.document) : key;
      if (!isScalar(target)) this.fail(key, 'a key must be a text');
      const name = (target as Scalar<string>).value;
      if (object.has(name)) this.fail(key, `the key ${name} is given twice`);
      object.set(name, value === null ? null : this.node(value, depth + 1));
    }
    return object;
  }

  /** The name of one of YAML's own tags. */
  private tagOf(node: Node): string | undefined {
    const { tag } = node as { tag?: string };
    if (tag === undefined || tag.startsWith(YAML_TAG)) {
      return tag?.slice(YAML_TAG.length);
    }
    return this.fail(node, `the tag ${tag} is not known`);
  }

  private scalar(node: Scalar<string>, tag: string | undefined): JsonValue {
    const text = node.value;
    try {
      if (tag !== undefined) return readTaggedScalar(text, tag);
      if (node.type !== 'PLAIN') return text;
      const value = readSerdeScalar(text);
      this.onScalar({ line: this.lineOf(node), text, value });
      return value;
    } catch (cause) {
      return this.fail(node, cause instanceof Error ? cause.message : '');
    }
  }

  private lineOf(node: Node): number {
    return this.lines.linePos(node.range?.[0] ?? 0).line;
  }

  private fail(node: Node, text: string): never {
    throw problem(this.lineOf(node), text);
  }
}

function problem(line: number, text: string): PolicyHostError {
  return new PolicyHostError('ARGUMENT', `line ${line}: ${text}`);
}

// SPDX-License-Identifier: Apache-2.0
import { isAlias, isMap, isScalar, isSeq, visit } from 'yaml';
import type { Alias, Document, LineCounter, Node, Scalar, YAMLMap } from 'yaml';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { lineOf } from './parse.js';

/** What is wrong in a YAML text, and on which line of it, from 1. */
export class YamlProblem extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** A scalar as it is written. */
export interface WrittenScalar {
  readonly text: string;
  readonly line: number;
  /** Neither quoted nor a block. */
  readonly plain: boolean;
  /** `int` for `!!int`; `!` where no type is to be guessed. */
  readonly tag: string | undefined;
}

/** In what the readers of YAML differ; errors thrown get the scalar's line. */
export interface Dialect {
  readonly value: (scalar: WrittenScalar) => JsonValue;
  /** Undefined for what cannot be a key. */
  readonly key: (scalar: WrittenScalar) => string | undefined;
  /** YAML's own tags that maps and lists may have; all when undefined. */
  readonly collectionTags?: readonly string[];
  /** Whether the key `<<` merges maps into the one that has it. */
  readonly merges: boolean;
}

/** Nodes reached through aliases; stops "billion laughs" files. */
const MAX_ALIASED_NODES = 100_000;
/** As deep as JSON may be. */
const MAX_DEPTH = 128;
const YAML_TAG = 'tag:yaml.org,2002:';

/**
 * The value of a parsed document, null when it has none. Keys given twice and
 * tags that are not YAML's own are errors.
 *
 * @throws YamlProblem
 */
export function readDocument(
  document: Document.Parsed,
  lines: LineCounter,
  dialect: Dialect,
): JsonValue {
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    // The library's text goes on with position and excerpt.
    throw new YamlProblem(line, problem.message.split(' at line ')[0] ?? '');
  }
  const { contents } = document;
  return contents === null
    ? null
    : new Reader(document, lines, dialect).node(contents, 0);
}

class Reader {
  private aliased = 0;
  private inAlias = 0;
  private targets: ReadonlyMap<Alias, Node> | undefined;

  constructor(
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
    private readonly dialect: Dialect,
  ) {}

  node(node: Node | null, depth: number): JsonValue {
    if (this.inAlias > 0 && ++this.aliased > MAX_ALIASED_NODES) {
      this.fail(node, 'the aliases stand for too much');
    }
    if (node === null) return null;
    if (isAlias(node)) return this.alias(node, depth);
    if (isScalar<string>(node)) return this.scalar(node, this.dialect.value);
    if (depth >= MAX_DEPTH)
      this.fail(node, 'the document is nested too deeply');
    const tag = this.tagOf(node);
    const { collectionTags } = this.dialect;
    if (tag !== undefined && collectionTags?.includes(tag) === false) {
      this.fail(node, `a map or list cannot have the tag !!${tag}`);
    }
    if (isMap<Node, Node | null>(node)) return this.map(node, depth);
    if (isSeq<Node | null>(node)) {
      return node.items.map((item) => this.node(item, depth + 1));
    }
    return this.fail(node, 'this is neither a value, a list nor a map');
  }

  private alias(alias: Alias, depth: number): JsonValue {
    const target = this.target(alias);
    this.inAlias++;
    const value = this.node(target, depth + 1);
    this.inAlias--;
    return value;
  }

  private target(alias: Alias): Node {
    this.targets ??= aliasTargets(this.document);
    return (
      this.targets.get(alias) ??
      this.fail(alias, 'the alias has no anchor before it')
    );
  }

  private map(node: YAMLMap<Node, Node | null>, depth: number): JsonObject {
    const object: JsonObject = new Map();
    const merged: JsonObject = new Map();
    for (const { key, value } of node.items) {
      const read = this.node(value, depth + 1);
      if (this.dialect.merges && isMergeKey(key)) {
        this.merge(read, merged, value ?? key);
        continue;
      }
      const name = this.key(key);
      if (object.has(name)) this.fail(key, `the key ${name} is given twice`);
      object.set(name, read);
    }
    // What is merged counts where the map itself does not have it.
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

  private key(node: Node | null): string {
    const target = isAlias(node) ? this.target(node) : node;
    const name = isScalar<string>(target)
      ? this.scalar(target, this.dialect.key)
      : undefined;
    return (
      name ?? this.fail(node, 'a key must be a string, a number or a boolean')
    );
  }

  private scalar<T>(
    node: Scalar<string>,
    read: (scalar: WrittenScalar) => T,
  ): T {
    const line = lineOf(node, this.lines);
    const tag = this.tagOf(node);
    const plain = node.type === 'PLAIN';
    try {
      return read({ text: node.value, line, plain, tag });
    } catch (cause) {
      return this.fail(node, cause instanceof Error ? cause.message : '');
    }
  }

  private tagOf(node: Node): string | undefined {
    const { tag } = node as { tag?: string };
    if (tag === undefined || tag === '!') return tag;
    if (tag.startsWith(YAML_TAG)) return tag.slice(YAML_TAG.length);
    return this.fail(node, `the tag ${tag} is not known`);
  }

  private fail(node: Node | null, text: string): never {
    throw new YamlProblem(lineOf(node, this.lines), text);
  }
}

/**
 * What each alias stands for: the last node before it with its anchor. The
 * library looks through the whole document for each of them.
 */
function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchored.get(node.source);
        if (target !== undefined) targets.set(node, target);
      } else if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
  });
  return targets;
}

function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

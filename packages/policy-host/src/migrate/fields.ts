// SPDX-License-Identifier: Apache-2.0
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { Findings } from './findings.js';

/** A document that is read, and where to say what is wrong with it. */
export interface Reading {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly findings: Findings;
}

/** A text and the line it stands on. */
export interface Text {
  readonly value: string;
  readonly line: number;
}

/**
 * The fields of one object of a foreign configuration. Each is taken, passed
 * over on purpose, or refused: `finish` refuses the others, so that nothing
 * that somebody wrote is dropped without a word.
 */
export class Fields {
  /** The line the object begins on. */
  readonly line: number;
  private readonly values = new Map<string, { node: Node; line: number }>();

  constructor(
    private readonly reading: Reading,
    map: YAMLMap,
    /** Taken where the object has no line of its own. */
    line: number,
  ) {
    this.line = lineOf(reading, map, line);
    for (const { key, value } of map.items) {
      const at = lineOf(reading, key as Node, line);
      if (!isScalar(key) || typeof key.value !== 'string') {
        this.findings.refuse(at, 'a key is not a string');
        continue;
      }
      const node = resolve(reading, value);
      // Null says the same as absence.
      if (node === undefined || (isScalar(node) && node.value === null))
        continue;
      this.values.set(key.value, { node, line: at });
    }
  }

  get findings(): Findings {
    return this.reading.findings;
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  /** The line of a field, or of the object where it has none such. */
  lineOf(key: string): number {
    return this.values.get(key)?.line ?? this.line;
  }

  text(key: string): string | undefined {
    return this.scalar(key, 'string', 'a string');
  }

  flag(key: string): boolean | undefined {
    return this.scalar(key, 'boolean', 'true or false');
  }

  number(key: string): number | undefined {
    return this.scalar(key, 'number', 'a number');
  }

  object(key: string): Fields | undefined {
    const entry = this.take(key);
    return entry && fields(this.reading, entry.node, entry.line);
  }

  /** The objects of a list; empty without one. */
  objects(key: string): Fields[] {
    return this.list(key).flatMap(
      ({ node, line }) => fields(this.reading, node, line) ?? [],
    );
  }

  /** The texts of a list; empty without one. */
  texts(key: string): Text[] {
    return this.list(key).flatMap(({ node, line }) => {
      if (isScalar(node) && typeof node.value === 'string')
        return { value: node.value, line };
      this.findings.refuse(line, `an element of ${key} is not a string`);
      return [];
    });
  }

  /** A map of texts; undefined without one. */
  textMap(key: string): Record<string, string> | undefined {
    const map = this.object(key);
    if (map === undefined) return undefined;
    return Object.fromEntries(
      [...map.values.keys()].map((name) => [name, map.text(name) ?? '']),
    );
  }

  /** The plain value of a field that is passed on as it is. */
  plain(key: string): unknown {
    return this.take(key)?.node.toJS(this.reading.document);
  }

  /** Passes over fields that change no verdict. */
  ignore(...keys: string[]): void {
    for (const key of keys) this.values.delete(key);
  }

  /** A field that has no equivalent, with the reason. */
  refuse(key: string, reason: string): void {
    const entry = this.take(key);
    if (entry) this.findings.refuse(entry.line, `${key}: ${reason}`);
  }

  /** A field that is left out, with what follows from that. */
  leaveOut(key: string, consequence: string): void {
    const entry = this.take(key);
    if (entry) this.findings.change(entry.line, `${key}: ${consequence}`);
  }

  /** Refuses what was not read. */
  finish(): void {
    for (const [key, { line }] of this.values)
      this.findings.refuse(line, `${key}: has no equivalent that is known`);
  }

  private take(key: string): { node: Node; line: number } | undefined {
    const entry = this.values.get(key);
    this.values.delete(key);
    return entry;
  }

  private scalar<T extends string | number | boolean>(
    key: string,
    type: 'string' | 'number' | 'boolean',
    expected: string,
  ): T | undefined {
    const entry = this.take(key);
    if (entry === undefined) return undefined;
    const value = isScalar(entry.node) ? entry.node.value : undefined;
    if (typeof value === type) return value as T;
    this.findings.refuse(entry.line, `${key}: is not ${expected}`);
    return undefined;
  }

  private list(key: string): { node: Node; line: number }[] {
    const entry = this.take(key);
    if (entry === undefined) return [];
    if (!isSeq(entry.node)) {
      this.findings.refuse(entry.line, `${key}: is not a list`);
      return [];
    }
    return entry.node.items.flatMap((item) => {
      const node = resolve(this.reading, item);
      const line = lineOf(this.reading, node, entry.line);
      if (node !== undefined) return { node, line };
      this.findings.refuse(line, `an element of ${key} cannot be read`);
      return [];
    });
  }
}

function fields(
  reading: Reading,
  node: Node | undefined,
  line: number,
): Fields | undefined {
  if (isMap(node)) return new Fields(reading, node, line);
  reading.findings.refuse(lineOf(reading, node, line), 'is not an object');
  return undefined;
}

function resolve(reading: Reading, value: unknown): Node | undefined {
  if (isAlias(value)) return value.resolve(reading.document);
  return (value as Node | null) ?? undefined;
}

function lineOf(
  reading: Reading,
  node: Node | undefined,
  fallback: number,
): number {
  const offset = node?.range?.[0];
  return offset === undefined ? fallback : reading.lines.linePos(offset).line;
}

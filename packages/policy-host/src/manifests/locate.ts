// SPDX-License-Identifier: Apache-2.0
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Node as JsonNode } from 'jsonc-parser';
import { LineCounter, isScalar, visit } from 'yaml';
import type { Document, Node as YamlNode } from 'yaml';
import { parseYaml } from '../yaml/parse.js';
import type { NodePath, SourceDocument, SourceFile } from './types.js';

/** An image of an object, and its line in the file. */
export interface ImageLine {
  readonly image: string;
  readonly line: number;
}

interface Positions {
  /** Offset of what stands at a path; undefined when nothing does. */
  offset(path: NodePath): number | undefined;
  /** Every text under a key `image` at or below a path, with its offset. */
  images(path: NodePath): [image: string, offset: number][];
}

/** The line of the file on which something in a document begins. */
export function lineOf(document: SourceDocument, path: NodePath): number {
  if (path.length === 0) return document.line;
  const { positions, lines } = read(document);
  const offset = positions.offset(path);
  return offset === undefined ? document.line : lines.linePos(offset).line;
}

/** The images of an object in the order of the file. */
export function imageLines(
  document: SourceDocument,
  path: NodePath,
): ImageLine[] {
  const { positions, lines } = read(document);
  return positions
    .images(path)
    .map(([image, offset]) => ({ image, line: lines.linePos(offset).line }));
}

interface ReadFile {
  readonly lines: LineCounter;
  /** By number of the document. */
  readonly documents: ReadonlyMap<number, Positions>;
}

/** Files that were read for positions; one may have thousands of objects. */
const files = new WeakMap<SourceFile, ReadFile>();

const NOWHERE: Positions = { offset: () => undefined, images: () => [] };

function read({ file, number }: SourceDocument) {
  let known = files.get(file);
  if (known === undefined) {
    known = file.format === 'yaml' ? yaml(file.text) : json(file);
    files.set(file, known);
  }
  return {
    lines: known.lines,
    positions: known.documents.get(number) ?? NOWHERE,
  };
}

function yaml(text: string): ReadFile {
  const { documents, lines } = parseYaml(text);
  const numbered = documents.map((document, i): [number, Positions] => [
    i + 1,
    yamlPositions(document),
  ]);
  return { lines, documents: new Map(numbered) };
}

function yamlPositions(document: Document): Positions {
  const at = (path: NodePath): YamlNode | undefined =>
    document.getIn(path, true) as YamlNode | undefined;
  return {
    offset: (path) => at(path)?.range?.[0],
    images: (path) => yamlImages(at(path)),
  };
}

function yamlImages(root: YamlNode | undefined): [string, number][] {
  const images: [string, number][] = [];
  if (root === undefined) return images;
  visit(root, {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.value !== 'image' || !isScalar(value)) return;
      if (typeof value.value === 'string') {
        images.push([value.value, value.range?.[0] ?? 0]);
      }
    },
  });
  return images;
}

function json({ text, format }: SourceFile): ReadFile {
  const lines = new LineCounter();
  const documents = new Map<number, Positions>();
  let start = 0;
  for (const [i, line] of text.split('\n').entries()) {
    lines.addNewLine(start);
    if (format === 'jsonl') documents.set(i + 1, jsonPositions(line, start));
    start += line.length + 1;
  }
  if (format === 'json') documents.set(1, jsonPositions(text, 0));
  return { lines, documents };
}

function jsonPositions(text: string, start: number): Positions {
  const root = parseTree(text);
  const at = (path: NodePath): JsonNode | undefined =>
    root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  return {
    offset: (path) => {
      const node = at(path);
      return node === undefined ? undefined : start + node.offset;
    },
    images: (path) =>
      jsonImages(at(path)).map(([image, offset]) => [image, start + offset]),
  };
}

function jsonImages(node: JsonNode | undefined): [string, number][] {
  return (node?.children ?? []).flatMap((child): [string, number][] => {
    const [key, value] = child.children ?? [];
    const image: unknown = value?.value;
    return child.type === 'property' &&
      key?.value === 'image' &&
      value !== undefined &&
      typeof image === 'string'
      ? [[image, value.offset]]
      : jsonImages(child);
  });
}

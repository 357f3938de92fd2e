// SPDX-License-Identifier: Apache-2.0
import { LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Node } from 'yaml';

/** A text as nodes with positions; scalars are still the text they were. */
export interface ParsedYaml {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** Parses a text, and leaves to others what its scalars mean. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    schema: 'failsafe',
    resolveKnownTags: false,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  return { documents: Array.isArray(documents) ? documents : [], lines };
}

/** The line of the text on which a node begins, from 1. */
export function lineOf(node: Node | null, lines: LineCounter): number {
  return lines.linePos(node?.range?.[0] ?? 0).line;
}

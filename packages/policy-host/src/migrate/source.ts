// SPDX-License-Identifier: Apache-2.0
import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { PolicyHostError } from '../errors.js';

/** A YAML or JSON file whose text is going to be edited. */
export interface Source {
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/**
 * Parses the documents of a file.
 *
 * @throws PolicyHostError ARGUMENT with the line of the first problem
 */
export function parseSource(text: string, path: string): Source {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  for (const { errors } of documents) {
    const [problem] = errors;
    if (problem === undefined) continue;
    const { line } = lines.linePos(problem.pos[0]);
    throw new PolicyHostError(
      'ARGUMENT',
      `${path}:${line}: is not YAML: ${problem.message}`,
      problem,
    );
  }
  return { text, documents, lines };
}

/** A piece of text that takes the place of another one. */
export interface Edit {
  /** Offsets in the old text. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with edits, which do not overlap, made; other bytes stay. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce(
      (rest, edit) =>
        rest.slice(0, edit.from) + edit.text + rest.slice(edit.to),
      text,
    );
}

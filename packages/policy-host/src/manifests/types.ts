// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../json/value.js';

/** Keys and indices from a document to something in it. */
export type NodePath = readonly (string | number)[];

/** A file, or standard input, as it was read. */
export interface SourceFile {
  /** As named on the command line, or found below a folder named there. */
  readonly path: string;
  /** Short name for tables and for errors of requests. */
  readonly name: string;
  readonly text: string;
  readonly format: 'json' | 'jsonl' | 'yaml';
}

/** One document of a file. */
export interface SourceDocument {
  readonly file: SourceFile;
  /** Counts from 1. */
  readonly number: number;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** Short name: that of the file, with the line where it has several. */
  readonly name: string;
  /** The document as JSON. */
  readonly json: string;
}

/** An object as somebody would apply it, and where it was found. */
export interface ManifestObject {
  readonly document: SourceDocument;
  /** From the document to the object: empty, or through lists. */
  readonly path: NodePath;
  readonly value: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
}

/** What a document holds: a request, or any number of objects. */
export type Input =
  | { readonly type: 'request'; readonly document: SourceDocument }
  | { readonly type: 'object'; readonly object: ManifestObject };

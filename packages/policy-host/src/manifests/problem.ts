// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import type { NodePath, SourceDocument } from './types.js';

/** What is wrong with an object, or with the attempt to send it. */
export class ManifestProblem extends Error {
  constructor(
    readonly document: SourceDocument,
    readonly path: NodePath,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Does work on manifests; its problems become errors that name file, document
 * and line.
 *
 * @throws PolicyHostError REQUEST
 */
export async function locatingProblems<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof ManifestProblem)) throw cause;
    const { document, path, message } = cause;
    const { lineOf } = await import('./locate.js');
    throw new PolicyHostError(
      'REQUEST',
      `${document.file.path}, document ${document.number}, line ${lineOf(document, path)}: ${message}`,
      cause,
    );
  }
}

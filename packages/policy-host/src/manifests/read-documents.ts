// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { stringify } from '../json/stringify.js';
import { nothingIn } from './read-files.js';
import type { SourceDocument, SourceFile } from './types.js';

/**
 * The documents of files: one of a `.json`, one a line of a `.jsonl`, all of a
 * YAML that have content. JSON is handed on as it is, whether sound or not.
 *
 * @param warn gets a line for each YAML value that others read differently
 * @throws PolicyHostError REQUEST with file, document and line for bad YAML,
 *   ARGUMENT for a file without documents
 */
export async function readDocuments(
  files: readonly SourceFile[],
  warn: (text: string) => void,
): Promise<SourceDocument[]> {
  const documents: SourceDocument[] = [];
  for (const file of files) {
    const found = await documentsOf(file, warn);
    if (found.length === 0) throw nothingIn(file.path);
    documents.push(...found);
  }
  return documents;
}

/** As `readDocuments`, of one file; it may have none. */
export async function documentsOf(
  file: SourceFile,
  warn: (text: string) => void,
): Promise<SourceDocument[]> {
  const { name, text } = file;
  switch (file.format) {
    case 'json':
      return [{ file, number: 1, line: 1, name, json: text }];
    case 'jsonl':
      return text.split('\n').flatMap((json, i) => {
        const line = i + 1;
        if (json.trim() === '') return [];
        return [{ file, number: line, line, name: `${name}:${line}`, json }];
      });
    case 'yaml':
      return yamlDocuments(file, warn);
  }
}

async function yamlDocuments(
  file: SourceFile,
  warn: (text: string) => void,
): Promise<SourceDocument[]> {
  const { DocumentProblem, readYaml } = await import('./read-yaml.js');
  try {
    const documents = readYaml(file.text, ({ line, text, value }) =>
      warn(
        `${file.path}:${line}: kubectl reads ${text} as ${stringify(value)}, others do not: quote it`,
      ),
    );
    return documents.map(({ number, line, value }, _i, all) => {
      const name = all.length === 1 ? file.name : `${file.name}:${line}`;
      return { file, number, line, name, json: stringify(value) };
    });
  } catch (cause) {
    if (!(cause instanceof DocumentProblem)) throw cause;
    throw new PolicyHostError(
      'REQUEST',
      `${file.path}, document ${cause.document}, line ${cause.line}: ${cause.message}`,
      cause,
    );
  }
}

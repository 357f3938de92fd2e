// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { PolicyHostError } from '../errors.js';
import { parseJson } from '../json/parse.js';
import { toPlain } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { lineOf } from '../manifests/locate.js';
import { readDocuments } from '../manifests/read-documents.js';
import { readFiles } from '../manifests/read-files.js';
import type { NodePath, SourceDocument } from '../manifests/types.js';
import type { Expectation, HostAnswers, TestCase, TestFile } from './types.js';

// Three folders up from dist/src/suites.
const SCHEMA = new URL(
  '../../../schemas/policy-test.schema.json',
  import.meta.url,
);

let validate: ValidateFunction | undefined;

/**
 * Reads a file of tests.
 *
 * @param warn gets a line for each YAML value that others read differently
 * @throws PolicyHostError ARGUMENT, REQUEST with file, document and line
 */
export async function readTestFile(
  path: string,
  warn: (text: string) => void,
): Promise<TestFile> {
  const files = await readFiles([path], async () => new Uint8Array(0));
  const documents = await readDocuments(files, warn);
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    throw new PolicyHostError(
      'ARGUMENT',
      `${path} holds ${documents.length} documents, tests are one`,
    );
  }
  const value = parseJson(document.json);
  validate ??= new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
  );
  if (!validate(toPlain(value)) || !isObject(value)) {
    throw problem(document, validate.errors?.[0]);
  }
  const tests = value.get('tests');
  return {
    path,
    cases: (Array.isArray(tests) ? tests : []).map((test, i) =>
      readCase(value, test as JsonObject, document, i),
    ),
  };
}

function problem(
  document: SourceDocument,
  error: ErrorObject | undefined,
): PolicyHostError {
  const object: NodePath = (error?.instancePath ?? '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part));
  const params = error?.params as
    { additionalProperty?: string; allowedValues?: string[] } | undefined;
  const { additionalProperty, allowedValues } = params ?? {};
  // A member that should not be there is shown itself.
  const path =
    additionalProperty === undefined ? object : [...object, additionalProperty];
  const where = object
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  const what =
    additionalProperty !== undefined
      ? `there is no ${additionalProperty}`
      : allowedValues !== undefined
        ? `must be one of ${allowedValues.join(', ')}`
        : (error?.message ?? 'is not understood');
  return new PolicyHostError(
    'ARGUMENT',
    `${document.file.path}, line ${lineOf(document, path)}: ${where === '' ? 'the file' : where}: ${what}`,
  );
}

/** What a case does not say itself, the file says. */
function readCase(
  file: JsonObject,
  test: JsonObject,
  document: SourceDocument,
  index: number,
): TestCase {
  const folder = dirname(document.file.path);
  const either = (key: string): JsonValue | undefined =>
    test.get(key) ?? file.get(key);
  const path = (key: string): string | undefined => pathIn(folder, either(key));
  const resource = (key: string): string | JsonObject | undefined => {
    const value = test.get(key);
    return isObject(value) ? value : pathIn(folder, value);
  };
  const plain = toPlain(test) as Partial<TestCase>;
  const { name = '', operation = 'CREATE' } = plain;
  const settings = either('settings') ?? null;
  const old = resource('old');
  const module = path('module');
  if ((old !== undefined) !== (operation === 'UPDATE')) {
    throw new PolicyHostError(
      'ARGUMENT',
      `${document.file.path}, line ${lineOf(document, ['tests', index])}: tests[${index}]: an UPDATE needs old, and nothing else has it`,
    );
  }
  return {
    name,
    ...(plain.skip === undefined ? {} : { skip: plain.skip }),
    policy: path('policy') ?? '',
    ...(module === undefined ? {} : { module }),
    ...(plain.policyName === undefined ? {} : { policyName: plain.policyName }),
    settings:
      typeof settings === 'string' ? resolve(folder, settings) : settings,
    host: hostOf(folder, either('host')),
    resource: resource('resource') ?? '',
    raw: plain.raw === true,
    operation,
    ...(old === undefined ? {} : { old }),
    user: plain.user ?? 'kubernetes-admin',
    namespace: plain.namespace ?? 'default',
    ...(plain.subResource === undefined
      ? {}
      : { subResource: plain.subResource }),
    expect: readExpectation(plain.expect as Expectation, document, index),
    document,
    index,
  };
}

/** @throws PolicyHostError ARGUMENT for a pattern that is none */
function readExpectation(
  expect: Expectation,
  document: SourceDocument,
  index: number,
): Expectation {
  const { message } = expect;
  if (typeof message !== 'object') return expect;
  try {
    new RegExp(message.matches);
    return expect;
  } catch (cause) {
    const path = ['tests', index, 'expect', 'message', 'matches'];
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'ARGUMENT',
      `${document.file.path}, line ${lineOf(document, path)}: ${reason}`,
      cause,
    );
  }
}

function hostOf(folder: string, value: JsonValue | undefined): HostAnswers {
  const host = toPlain(value ?? new Map()) as HostAnswers;
  const { session } = host;
  return session === undefined
    ? host
    : { ...host, session: resolve(folder, session) };
}

/** Addresses of modules stay as they are. */
function pathIn(
  folder: string,
  value: JsonValue | undefined,
): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^[a-z]+:\/\//.test(value) || isAbsolute(value)) return value;
  return resolve(folder, value);
}

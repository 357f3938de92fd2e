// SPDX-License-Identifier: Apache-2.0
import type { ResourceKind } from '../capabilities/host-request.js';
import { PolicyHostError } from '../errors.js';
import { parseJson } from '../json/parse.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { lineOf } from '../manifests/locate.js';
import { readPolicyMatch } from '../manifests/policy-match.js';
import type { PolicyMatch } from '../manifests/policy-match.js';
import { documentsOf } from '../manifests/read-documents.js';
import type { NodePath, SourceDocument } from '../manifests/types.js';
import { resourceProblems } from '../policies/check-resource.js';
import type { PolicyRules } from '../response/policy-rules.js';

/** One policy to run, from a YAML file or from the command line. */
export interface PolicySpec {
  readonly name: string;
  /** URI or path of the module. */
  readonly module: string;
  /** As given; null means none. */
  readonly settings: JsonValue;
  /** Absent for policies that come from the command line alone. */
  readonly rules?: PolicyRules;
  /** Which objects it is asked about; absent: all. */
  readonly match?: PolicyMatch;
  /** The resources a YAML grants; absent: those of the metadata, on request. */
  readonly contextAware?: readonly ResourceKind[];
}

/** Policies of which an expression makes one verdict. */
export interface PolicyGroupSpec {
  readonly name: string;
  /** By their names in the group, without rules of their own. */
  readonly members: readonly PolicySpec[];
  /** CEL. */
  readonly expression: string;
  readonly message: string;
  readonly mode: 'protect' | 'monitor';
  readonly match: PolicyMatch;
}

/** What else decides over the policies of a file. */
export interface ResourceOptions {
  /** Used instead of the modules that the resources name. */
  readonly module?: string | undefined;
  /** Gets a line for each YAML value that others read differently. */
  readonly warn: (text: string) => void;
}

/**
 * Reads the policies and policy groups of a YAML file as kubectl does, and
 * checks them against the types of Kubewarden's API.
 *
 * @throws PolicyHostError ARGUMENT with a line for each thing that is wrong,
 *   REQUEST for a text that is no YAML
 */
export async function readPolicyResources(
  bytes: Uint8Array,
  path: string,
  { module, warn }: ResourceOptions,
): Promise<(PolicySpec | PolicyGroupSpec)[]> {
  const text = decode(bytes, path);
  const file = { path, name: path, text, format: 'yaml' } as const;
  const documents = await documentsOf(file, warn);
  const resources = documents.flatMap((document) =>
    resourcesOf(parseJson(document.json), document, [], module === undefined),
  );
  if (resources.length === 0) throw failure(`no policy found in ${path}`);
  return resources.map((resource) => readResource(resource, module));
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw failure(`${path} is not UTF-8`, cause);
  }
}

/** The sound resources of a document, those of lists among them. */
function resourcesOf(
  value: JsonValue,
  document: SourceDocument,
  path: NodePath,
  usesModules: boolean,
): JsonObject[] {
  const items = isObject(value) ? value.get('items') : undefined;
  if (isObject(value) && value.get('kind') === 'List' && Array.isArray(items)) {
    return items.flatMap((item, i) =>
      resourcesOf(item, document, [...path, 'items', i], usesModules),
    );
  }
  const problems = resourceProblems(value, usesModules)
    .map(({ path: below, text }) => ({
      line: lineOf(document, [...path, ...below]),
      text: `${fieldName(below)} ${text}`,
    }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, text }) => `${document.file.path}, line ${line}: ${text}`);
  if (problems.length > 0) throw failure(problems.join('\n'));
  return [object(value)];
}

function fieldName(path: NodePath): string {
  const name = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('');
  return name === '' ? 'the document' : name.slice(1);
}

function readResource(
  resource: JsonObject,
  module: string | undefined,
): PolicySpec | PolicyGroupSpec {
  const kind = text(resource.get('kind'));
  const spec = object(resource.get('spec'));
  const metadata = object(resource.get('metadata'));
  const name = text(metadata.get('name')) || 'crd-without-name';
  const match = readPolicyMatch(spec, name, namespaceOf(kind, metadata));
  const mode = spec.get('mode') === 'monitor' ? 'monitor' : 'protect';
  const message = text(spec.get('message'));
  if (kind.endsWith('Group')) {
    const members = [...object(spec.get('policies'))].map(([member, part]) =>
      readPolicy(member, object(part), module),
    );
    const expression = text(spec.get('expression'));
    return { name, members, expression, message, mode, match };
  }
  const rules: PolicyRules = {
    name,
    mode,
    mutating: spec.get('mutating') === true,
    ...(spec.has('message') ? { message } : {}),
  };
  return { ...readPolicy(name, spec, module), match, rules };
}

/** @param part the member of a group, or the spec of a policy */
function readPolicy(
  name: string,
  part: JsonObject,
  module: string | undefined,
): PolicySpec {
  return {
    name,
    module: module ?? text(part.get('module')),
    settings: part.get('settings') ?? null,
    contextAware: readGrants(part.get('contextAwareResources')),
  };
}

/** The one namespace of policies that are no cluster's. */
function namespaceOf(kind: string, metadata: JsonObject): string | undefined {
  return kind.startsWith('Cluster')
    ? undefined
    : text(metadata.get('namespace')) || 'default';
}

function readGrants(value: JsonValue | undefined): ResourceKind[] {
  return (Array.isArray(value) ? value : []).map((item) => ({
    apiVersion: text(object(item).get('apiVersion')),
    kind: text(object(item).get('kind')),
  }));
}

// Whether these are what they should be has been checked.
function object(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : new Map();
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function failure(text: string, cause?: unknown): PolicyHostError {
  return new PolicyHostError('ARGUMENT', text, cause);
}

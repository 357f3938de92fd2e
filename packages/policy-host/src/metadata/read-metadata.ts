// SPDX-License-Identifier: Apache-2.0
import { parseDocument, visit } from 'yaml';
import { PolicyHostError } from '../errors.js';
import { TypedObject } from './typed-object.js';
import {
  EXECUTION_MODES,
  POLICY_TYPES,
  PROTOCOL_VERSIONS,
  type ContextAwareResource,
  type PolicyMetadata,
  type Rule,
} from './types.js';

/**
 * Reads metadata.yml. Unknown keys are ignored, as kwctl does; what the values
 * mean is checked by `validateMetadata`.
 *
 * @param text YAML or JSON
 * @throws PolicyHostError METADATA `Error unmarshalling metadata ...`
 */
export function readMetadata(text: string): PolicyMetadata {
  try {
    return decodeMetadata(parseTexts(text));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'METADATA',
      `Error unmarshalling metadata ${detail.split('\n')[0] ?? ''}`,
      cause,
    );
  }
}

/**
 * Scalars below the first level are texts, which kwctl takes as they are
 * written: `1.0` is no number there.
 */
function parseTexts(text: string): unknown {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw problem;
  visit(document, {
    Scalar(key, node, path) {
      const { source, type, value } = node;
      // The path ends with map and pair; those of the first level are 3.
      const first = path.length <= 3;
      if (first || key === 'key' || type !== 'PLAIN' || value === null) return;
      node.value = source ?? '';
    },
  });
  return document.toJS({ maxAliasCount: 100 });
}

/**
 * Typed metadata of a parsed document, defaults filled in.
 *
 * @throws Error with the text serde has for it
 */
export function decodeMetadata(document: unknown): PolicyMetadata {
  const root = new TypedObject(document, '');
  const protocolVersion = root.optionalOneOf(
    'protocolVersion',
    PROTOCOL_VERSIONS,
  );
  const annotations = root.optionalStringMap('annotations');
  const hostCapabilities = root.optionalStrings('hostCapabilities');
  const minimum = root.optionalString('minimumKubewardenVersion');
  return {
    ...(protocolVersion === undefined ? {} : { protocolVersion }),
    rules: root.objects('rules').map(decodeRule),
    ...(annotations === undefined ? {} : { annotations }),
    mutating: root.boolean('mutating'),
    backgroundAudit: root.optionalBoolean('backgroundAudit') ?? true,
    executionMode:
      root.optionalOneOf('executionMode', EXECUTION_MODES) ?? 'kubewarden-wapc',
    policyType: root.optionalOneOf('policyType', POLICY_TYPES) ?? 'kubernetes',
    contextAwareResources: sortResources(
      root.has('contextAwareResources')
        ? root.objects('contextAwareResources')
        : [],
    ),
    ...(hostCapabilities === undefined ? {} : { hostCapabilities }),
    ...(minimum === undefined ? {} : { minimumKubewardenVersion: minimum }),
  };
}

function decodeRule(rule: TypedObject): Rule {
  return {
    apiGroups: rule.strings('apiGroups'),
    apiVersions: rule.strings('apiVersions'),
    resources: rule.strings('resources'),
    operations: rule.strings('operations'),
  };
}

function sortResources(
  objects: readonly TypedObject[],
): readonly ContextAwareResource[] {
  const sorted = new Map<string, ContextAwareResource>();
  for (const object of objects) {
    const apiVersion = object.string('apiVersion');
    const kind = object.string('kind');
    sorted.set(`${apiVersion}\n${kind}`, { apiVersion, kind });
  }
  return [...sorted.keys()].sort().flatMap((key) => sorted.get(key) ?? []);
}

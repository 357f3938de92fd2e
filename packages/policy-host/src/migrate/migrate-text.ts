// SPDX-License-Identifier: Apache-2.0
import { isMap, isSeq, type YAMLMap } from 'yaml';
import { ALWAYS, GRANTS } from './changes.js';
import { convertClusterImagePolicy } from './cluster-image-policy.js';
import { convertConnaisseur } from './connaisseur.js';
import { Fields, type Reading } from './fields.js';
import { Findings, type Finding } from './findings.js';
import { convertImageValidatingPolicy } from './image-validating-policy.js';
import { convertKyverno } from './kyverno.js';
import { moveOldReleases } from './modules.js';
import { policyDocuments, type ConvertedPolicy } from './policy-resource.js';
import { renameKeys } from './rename-keys.js';
import { moveRustPolicies } from './rust-policy.js';
import { applyEdits, parseSource, type Edit } from './source.js';

/** What became of a file. */
export interface Migration {
  /** The new text; the old one where nothing changes, or something is refused. */
  readonly text: string;
  /** What has no equivalent. */
  readonly refusals: readonly Finding[];
  /** Verdicts that may be others than before. */
  readonly changes: readonly Finding[];
}

/** How settings are understood that no policy resource is around. */
export interface MigrateOptions {
  /** They are those of the Rust policy. */
  readonly fromRust: boolean;
}

/**
 * Brings a file to the present form: settings of older releases, settings of
 * the Rust policy, and policies of other projects. Documents about anything
 * else stay as they are.
 *
 * @param path for error texts
 * @throws PolicyHostError ARGUMENT when it is no YAML
 */
export function migrateText(
  text: string,
  path: string,
  options: MigrateOptions,
): Migration {
  const source = parseSource(text, path);
  const findings = new Findings();
  const edits = source.documents.flatMap((document): Edit[] => {
    const reading = { document, lines: source.lines, findings };
    return (
      convertForeign(reading, text) ?? [
        ...renameKeys(reading, text),
        ...moveOldReleases(document.contents, text),
        ...moveRustPolicies(reading, text, options.fromRust),
      ]
    );
  });
  const { refusals, changes } = findings;
  if (refusals.length > 0) return { text, refusals, changes: [] };
  return { text: applyEdits(text, edits), refusals, changes };
}

type Convert = (resource: Fields) => ConvertedPolicy[];

/** The edit that replaces a document of another project; undefined for others. */
function convertForeign(reading: Reading, text: string): Edit[] | undefined {
  const { contents } = reading.document;
  if (!isMap(contents)) return undefined;
  const resources = resourcesOf(contents);
  const conversions = resources.map(conversionOf);
  if (conversions.every((convert) => convert === undefined)) return undefined;
  const [from, , to] = contents.range ?? [0, 0, 0];
  const policies = resources.flatMap((resource, index) =>
    convertResource(reading, resource, conversions[index]),
  );
  if (text[from] === '{')
    reading.findings.refuse(
      new Fields(reading, contents, 1).line,
      'is JSON: write it as YAML first',
    );
  return [{ from, to, text: policyDocuments(policies) }];
}

/** The items of a List, as `kubectl get` prints it, or the resource itself. */
function resourcesOf(contents: YAMLMap): YAMLMap[] {
  const items = contents.get('items');
  return contents.get('kind') === 'List' && isSeq(items)
    ? items.items.filter((item) => isMap(item))
    : [contents];
}

function convertResource(
  reading: Reading,
  resource: YAMLMap,
  convert: Convert | undefined,
): ConvertedPolicy[] {
  const fields = new Fields(reading, resource, 1);
  const { line, findings } = fields;
  if (convert === undefined) {
    findings.refuse(
      line,
      'stands in a List beside policies to convert: part them',
    );
    return [];
  }
  for (const change of ALWAYS) findings.change(line, change);
  const policies = convert(fields);
  for (const { namespace, spec } of policies) {
    if (namespace === undefined) continue;
    findings.change(line, GRANTS);
    if ('namespaceSelector' in spec)
      findings.refuse(
        line,
        'namespaceSelector: a policy for one namespace cannot choose others',
      );
  }
  return policies;
}

function conversionOf(map: YAMLMap): Convert | undefined {
  const group = String(map.get('apiVersion')).split('/')[0];
  const kind = String(map.get('kind'));
  if (group === 'kyverno.io' && /^(Cluster)?Policy$/.test(kind))
    return verifiesImages(map) ? convertKyverno : undefined;
  if (group === 'policies.kyverno.io' && kind.endsWith('ImageValidatingPolicy'))
    return convertImageValidatingPolicy;
  if (group === 'policy.sigstore.dev' && kind === 'ClusterImagePolicy')
    return convertClusterImagePolicy;
  const values = map.get('application') ?? map;
  return isMap(values) &&
    isSeq(values.get('validators')) &&
    isSeq(values.get('policy'))
    ? convertConnaisseur
    : undefined;
}

function verifiesImages(map: YAMLMap): boolean {
  const rules = map.getIn(['spec', 'rules']);
  return (
    isSeq(rules) &&
    rules.items.some((rule) => isMap(rule) && rule.has('verifyImages'))
  );
}

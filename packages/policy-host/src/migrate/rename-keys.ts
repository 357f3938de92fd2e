// SPDX-License-Identifier: Apache-2.0
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Scalar, YAMLMap } from 'yaml';
import type { Reading } from './fields.js';
import { SETTING_NAMES } from './setting-names.js';
import type { Edit } from './source.js';

type Shape = keyof typeof SETTING_NAMES;

/** Which objects stand under the keys of an object of the settings. */
const CHILDREN: Partial<Record<Shape, Record<string, Shape>>> = {
  settings: { signatures: 'entry', podSpecPaths: 'path' },
  entry: {
    keyless: 'identity',
    keylessPrefix: 'prefixedIdentity',
    githubActions: 'repository',
  },
};

/** Keys that an entry of `signatures` is known by; `<<` merges others in. */
const TELLING = [
  'pubKeys',
  'keyless',
  'keylessPrefix',
  'githubActions',
  'certificates',
  '<<',
];

/**
 * The camelCase twin of a snake_case key, as assembly/settings/migrate.ts makes
 * it.
 */
export function camelCase(key: string): string {
  return key.replace(/_+([a-z]?)/g, (_all, letter: string) =>
    letter.toUpperCase(),
  );
}

/**
 * The edits that give the keys of all settings of a document their present
 * names. Settings are found by their shape, wherever they stand: in policies,
 * in members of groups, in Helm values or alone.
 */
export function renameKeys(reading: Reading, text: string): Edit[] {
  const edits: Edit[] = [];
  const renamer = new Renamer(reading, text, edits);
  const { contents } = reading.document;
  for (const settings of findSettings(contents, reading.document))
    renamer.rename(settings, 'settings');
  return edits;
}

/** The objects below a node that have the shape of settings. */
export function findSettings(node: unknown, document: Document): YAMLMap[] {
  if (isSeq(node))
    return node.items.flatMap((item) => findSettings(item, document));
  if (!isMap(node)) return [];
  if (looksLikeSettings(node, document)) return [node];
  return node.items.flatMap(({ value }) => findSettings(value, document));
}

function looksLikeSettings(map: YAMLMap, document: Document): boolean {
  const signatures = resolved(map.get('signatures', true), document);
  return (
    isSeq(signatures) &&
    signatures.items.some((item) => looksLikeEntry(resolved(item, document)))
  );
}

function looksLikeEntry(entry: unknown): boolean {
  if (!isMap(entry)) return false;
  const keys = keysOf(entry).map(({ value }) => camelCase(value));
  return keys.includes('image') && TELLING.some((key) => keys.includes(key));
}

/** What an alias stands for; other nodes are themselves. */
export function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

type Key = Scalar<string> & { readonly value: string };

function keysOf(map: YAMLMap): Key[] {
  return map.items.flatMap(({ key }) =>
    isScalar(key) && typeof key.value === 'string' ? (key as Key) : [],
  );
}

class Renamer {
  /** Objects seen; aliases lead to one more than once. */
  private readonly seen = new Set<Node>();

  constructor(
    private readonly reading: Reading,
    private readonly text: string,
    private readonly edits: Edit[],
  ) {}

  rename(value: unknown, shape: Shape): void {
    const node = resolved(value, this.reading.document) as Node | null;
    if (!node || this.seen.has(node)) return;
    this.seen.add(node);
    if (isSeq(node)) node.items.forEach((item) => this.rename(item, shape));
    if (isMap(node)) this.renameMembers(node, shape);
  }

  private renameMembers(map: YAMLMap, shape: Shape): void {
    const names: readonly string[] = SETTING_NAMES[shape];
    for (const { key, value } of map.items) {
      if (!isScalar(key) || typeof key.value !== 'string') continue;
      // Merged objects have the keys of the one they are merged into.
      if (key.value === '<<') this.rename(value, shape);
      const name = camelCase(key.value);
      if (name !== key.value && names.includes(name))
        this.renameKey(map, key as Key, name);
      const child = CHILDREN[shape]?.[name];
      if (child !== undefined) this.rename(value, child);
    }
  }

  private renameKey(map: YAMLMap, key: Key, name: string): void {
    const [from, to] = key.range ?? [0, 0];
    if (map.has(name)) {
      this.reading.findings.refuse(
        this.reading.lines.linePos(from).line,
        `${key.value}: stands beside ${name}; only one of the two can be meant`,
      );
      return;
    }
    const written = this.text.slice(from, to);
    this.edits.push({
      from,
      to,
      text: written.includes(key.value)
        ? written.replace(key.value, name)
        : // Written with escapes, which only double quotes have.
          JSON.stringify(name),
    });
  }
}

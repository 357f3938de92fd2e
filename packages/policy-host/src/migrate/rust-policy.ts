// SPDX-License-Identifier: Apache-2.0
import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { DEPLOYMENT } from './deployment.js';
import type { Reading } from './fields.js';
import { findByModule, replaceModule } from './modules.js';
import { camelCase, findSettings, resolved } from './rename-keys.js';
import { RUST_CHANGES } from './rust-changes.js';
import type { Edit } from './source.js';

/** Its published name, wherever it is mirrored. */
const MODULE = /(^|\/)verify-image-signatures([:@].*)?$/;

const KNOWN = {
  settings: ['signatures', 'modifyImagesWithDigest', 'rule', 'description'],
  entry: [
    'image',
    'annotations',
    'pubKeys',
    'keyless',
    'keylessPrefix',
    'githubActions',
    'certificates',
    'certificateChain',
    'requireRekorBundle',
  ],
};
const KINDS = KNOWN.entry.slice(2, 7);

/**
 * Moves policies, and members of groups, from the Rust policy to this one: the
 * module is replaced, and settings that it ignores are refused, since they would
 * take effect here.
 *
 * @param bare whether settings outside of policies are the Rust policy's too
 */
export function moveRustPolicies(
  reading: Reading,
  text: string,
  bare: boolean,
): Edit[] {
  const { contents } = reading.document;
  const policies = findByModule(contents, MODULE);
  const settings = bare
    ? findSettings(contents, reading.document)
    : policies.flatMap((policy) => {
        const node = resolved(policy.get('settings', true), reading.document);
        return isMap(node) ? [node] : [];
      });
  for (const object of settings) checkSettings(reading, object);
  const [first] = [...policies, ...settings];
  if (first !== undefined)
    for (const change of RUST_CHANGES)
      reading.findings.change(lineOf(reading, first), change);
  return policies.map((policy) =>
    replaceModule(policy, text, () => DEPLOYMENT.module),
  );
}

function checkSettings(reading: Reading, settings: YAMLMap): void {
  refuseUnknown(reading, settings, KNOWN.settings);
  const { document } = reading;
  const signatures = resolved(settings.get('signatures', true), document);
  for (const item of isSeq(signatures) ? signatures.items : []) {
    const entry = resolved(item, document);
    if (!isMap(entry)) continue;
    const kinds = refuseUnknown(reading, entry, KNOWN.entry).filter((key) =>
      KINDS.includes(key),
    );
    if (kinds.length > 1)
      reading.findings.refuse(
        lineOf(reading, entry),
        `${kinds.join(' and ')}: the Rust policy heeds one of them only; take the others out`,
      );
  }
}

/** Refuses keys that are ignored there; returns those that are not. */
function refuseUnknown(
  reading: Reading,
  map: YAMLMap,
  known: readonly string[],
): string[] {
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const name = camelCase(String(key.value));
    if (known.includes(name)) return name;
    reading.findings.refuse(
      lineOf(reading, key),
      `${String(key.value)}: the Rust policy ignores it; take it out`,
    );
    return [];
  });
}

function lineOf(reading: Reading, node: Node): number {
  return reading.lines.linePos(node.range?.[0] ?? 0).line;
}

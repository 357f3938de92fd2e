// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import type { Annotations } from './types.js';

/**
 * Writes an unsatisfied constraint as kwctl does: one YAML mapping, kind
 * first, annotations last, null for what was not asked.
 *
 * @param subject rendered with its tag, `!equal` or `!urlPrefix`.
 */
export function constraintYaml(
  fields: Readonly<Record<string, string | null>>,
  annotations: Annotations | undefined,
  subject?: { readonly tag: string; readonly value: string },
): string {
  const head = stringify(fields, { lineWidth: 0 });
  const tagged =
    subject === undefined
      ? ''
      : `subject: ${subject.tag} ${stringify(subject.value, { lineWidth: 0 })}`;
  const tail = stringify(
    { annotations: annotations ?? null },
    { lineWidth: 0 },
  );
  return head + tagged + tail;
}

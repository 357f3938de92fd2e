// SPDX-License-Identifier: Apache-2.0
import type { VerdictSettings } from './verdict-settings.js';

/** The verdicts about one image, or about one attack on it. */
export interface VerdictRow {
  readonly name: string;
  /** Signers of an image, or what an attacker did. */
  readonly what: string;
  /** Names of the settings that accept, in the order of the columns. */
  readonly accepted: readonly string[];
  /** Those of them that accept in this host and in no release of Kubewarden. */
  readonly onlyHere: readonly string[];
  /** Settings to the message of the rejection. */
  readonly reasons: ReadonlyMap<string, string>;
}

const HEAD = `# Verdicts

Written by \`tests/integration/evidence/verdicts.test.ts\`, which also holds each verdict
to what is expected: a test run fails when a row changes. To write it anew:
\`UPDATE_DOCS=1 node --test build/ts/tests/integration/evidence/verdicts.test.js\`.

Every image of \`tests/fixtures\` and every attack of \`tests/support/tampering\`
is judged by the compiled policy under the settings of every column, in
\`@kubewarden/policy-host\` with its real verification, which by itself says the
same. A tick means accepted, an empty cell rejected.

A tick in brackets is for evidence that counts in this host and in no release of
Kubewarden: bundles of cosign 3 that are signed with a bare key or whose
certificate comes as a chain, and annotations of bundles. \`policy-host run\` warns
of it.
`;

/** Renders \`docs/verdicts.md\`. */
export function renderVerdicts(
  settings: readonly VerdictSettings[],
  images: readonly VerdictRow[],
  attacks: readonly VerdictRow[],
): string {
  const columns = settings.map(({ title }) => title);
  return [
    HEAD,
    '## Images as they were signed\n',
    'Rejections name the reason found with the settings of the last column.\n',
    table(
      ['Image', 'Signed by', ...columns, 'Why rejected'],
      images.map((row) => cells(row, settings, 'own')),
    ),
    '\n## Attacks\n',
    'Rejections name the reason found with the settings of the first column.\n',
    table(
      ['Attack', 'What the attacker did', ...columns, 'Why rejected'],
      attacks.map((row) => cells(row, settings, 'both')),
    ),
    '',
  ].join('\n');
}

function cells(
  row: VerdictRow,
  settings: readonly VerdictSettings[],
  told: string,
): readonly string[] {
  const marks = settings.map(({ name }) => {
    if (!row.accepted.includes(name)) return '';
    return row.onlyHere.includes(name) ? '(✓)' : '✓';
  });
  const reason = shorten(row.reasons.get(told) ?? '');
  return [`\`${row.name}\``, row.what, ...marks, reason];
}

/**
 * The part that says what is wrong, equal reasons once; digests and places in
 * the log differ each time the fixtures are made.
 */
function shorten(message: string): string {
  const notes = [...message.matchAll(/^# (.+)$/gm)].map(([, note]) => note);
  const text = notes.length > 0 ? notes.join('; ') : message;
  const [, found] = /(signature (?:layer|bundle) \d.*)$/.exec(text) ?? [];
  const reasons = (found ?? text)
    .split('; ')
    .map((reason) =>
      reason
        .replace(/^signature (?:layer|bundle) \d+: /, '')
        .replace(/invalid index: \d+/, 'invalid index'),
    );
  return [...new Set(reasons)]
    .sort()
    .join('; ')
    .replace(/sha(256|512)([:-])[0-9a-f]{64}/g, 'sha$1$2…')
    .replace(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .trim();
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}

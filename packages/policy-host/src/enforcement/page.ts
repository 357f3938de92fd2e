// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';
import { namespaceName, summary } from './table.js';
import type { EnforcementReport, Finding, NamespaceReport } from './types.js';

/**
 * The report as one page that needs nothing else: it stays readable without
 * script, and its policy forbids every request.
 */
export function reportPage(report: EnforcementReport): string {
  const { totals, policies } = report;
  const csp = `default-src 'none'; style-src '${sourceOf(PAGE_STYLE)}'; script-src '${sourceOf(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Before you enforce</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>Before you enforce</h1>
<p class="${totals.rejected > 0 ? 'bad' : 'good'}">${escaped(summary(report))}</p>
<p class="muted">Policies: ${escaped(policies.join(', '))}</p>
${filters(report)}
<h2>What would be rejected</h2>
${findings(report)}
<h2>Images without digest</h2>
${withoutDigest(report)}
<h2>Rules that match none of the images</h2>
${unused(report)}
<h2>Namespaces</h2>
${namespaces(report)}
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** How a content security policy names a text that stands in the page. */
function sourceOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** Hidden until the script is there to do what they promise. */
function filters({ namespaces: all }: EnforcementReport): string {
  const codes = all.flatMap((one) => one.findings.flatMap((f) => f.codes));
  const option = (value: string, text: string) =>
    `<option value="${escaped(value)}">${escaped(text)}</option>`;
  const choices = (values: readonly string[]) =>
    [...new Set(values)].sort().map((code) => option(code, code));
  // A namespace has a letter before it: that of the cluster is empty.
  const names = all.map(({ namespace }) =>
    option(`n${namespace}`, namespaceName(namespace)),
  );
  return `<form hidden aria-label="Filters">
<label>Namespace<select name="namespace">${option('', 'all')}${names.join('')}</select></label>
<label>Code<select name="code">${option('', 'all')}${choices(codes).join('')}</select></label>
<label>Image contains<input name="image" type="search" autocomplete="off" spellcheck="false"></label>
<button type="reset">Clear</button>
<p id="count" role="status"></p>
</form>`;
}

function table(
  caption: string,
  head: readonly string[],
  rows: readonly string[],
  empty: string,
): string {
  if (rows.length === 0) return `<p class="good">${empty}</p>`;
  const cells = head.map((name) => `<th scope="col">${name}</th>`).join('');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${cells}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

/** A row that the filters know. */
function row(
  namespace: string,
  images: readonly string[],
  codes: readonly string[] | undefined,
  cells: readonly string[],
): string {
  const of =
    codes === undefined ? '' : ` data-codes="${escaped(codes.join(' '))}"`;
  const data = `data-namespace="${escaped(namespace)}" data-images="${escaped(images.join(' '))}"${of}`;
  return `<tr ${data}>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function findings({ namespaces: all, policies }: EnforcementReport): string {
  const several = policies.length > 1;
  const head = ['Namespace', 'Code', 'Image', 'Why', 'Objects'];
  const rows = all.flatMap(({ namespace, findings: found }) =>
    found.map((finding) =>
      row(
        namespace,
        finding.images,
        finding.codes,
        findingCells(namespace, finding, several),
      ),
    ),
  );
  return table('Findings', head, rows, 'Nothing would be rejected.');
}

function findingCells(
  namespace: string,
  { policy, codes, images, message, objects }: Finding,
  several: boolean,
): string[] {
  const by = several ? `<p class="muted">${escaped(policy)}</p>` : '';
  const names = objects.map(({ kind, name }) => escaped(`${kind} ${name}`));
  const list = names.map((name) => `<li>${name}</li>`).join('');
  return [
    escaped(namespaceName(namespace)),
    codes.map((code) => `<span class="code">${escaped(code)}</span>`).join(' '),
    inCode(images),
    `${escaped(message)}${by}`,
    names.length === 1
      ? (names[0] ?? '')
      : `<details><summary>${names.length} objects</summary><ul>${list}</ul></details>`,
  ];
}

function inCode(texts: readonly string[]): string {
  return texts.map((text) => `<code>${escaped(text)}</code>`).join('<br>');
}

function withoutDigest({ namespaces: all }: EnforcementReport): string {
  const rows = all.flatMap(({ namespace, imagesWithoutDigest }) =>
    imagesWithoutDigest.map((image) =>
      row(namespace, [image], undefined, [
        escaped(namespaceName(namespace)),
        inCode([image]),
      ]),
    ),
  );
  const head = ['Namespace', 'Image'];
  return table('Images without digest', head, rows, 'All images have one.');
}

function unused({ unusedRules }: EnforcementReport): string {
  const rows = unusedRules.map(
    ({ policy, index, pattern = '' }) =>
      `<tr><td>${escaped(policy)}</td><td><code>signatures[${index}]</code></td><td><code>${escaped(pattern)}</code></td></tr>`,
  );
  const head = ['Policy', 'Rule', 'Pattern'];
  return table('Unused rules', head, rows, 'Every rule matches some image.');
}

function namespaces({ namespaces: all }: EnforcementReport): string {
  const rows = all.map(
    ({ namespace, objects, rejected }: NamespaceReport) =>
      `<tr><td>${escaped(namespaceName(namespace))}</td><td>${objects}</td><td>${rejected}</td></tr>`,
  );
  const head = ['Namespace', 'Objects', 'Would be rejected'];
  return table('Namespaces', head, rows, 'No objects.');
}

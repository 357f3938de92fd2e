// SPDX-License-Identifier: Apache-2.0
/** The folders of the policy, what they import, and what they may. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { projectPath } from './project.js';

const SDK = '@kubewarden/policy-sdk-assemblyscript';
/** What of the SDK a policy may import. */
const ENTRY_POINTS: readonly string[] = [SDK, `${SDK}/core`];

/** A row of the plan: `| \`host/\` | what it does | \`references/\` |`. */
const ROW = /^\| `([^`]+)` *\|[^|]*\| *([^|]*?) *\|$/gm;
const SPECIFIER = /(?:\bfrom|\bimport)\s+'([^']+)'/g;

/** An import: a file of the policy, and a file or what is named instead. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** For each place, in order, the places it may import. */
export type Plan = ReadonlyMap<string, readonly string[]>;

/** Reads the plan in a section of `docs/architecture.md`. */
export function planOf(section: string): Plan {
  return new Map(
    [...section.matchAll(ROW)].map(([, place = '', known = '']) => [
      place,
      [...known.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    ]),
  );
}

/** The imports in all files of the policy, files as paths in `assembly/`. */
export function readImports(): readonly Import[] {
  const folder = projectPath('assembly');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .flatMap((from) =>
      importsOf(from, readFileSync(`${folder}/${from}`, 'utf8')),
    );
}

/** The imports in the text of a file. */
export function importsOf(from: string, text: string): readonly Import[] {
  return [...text.matchAll(SPECIFIER)].map(([, specifier = '']) => ({
    from,
    to: specifier.startsWith('.')
      ? `${posix.join(posix.dirname(from), specifier)}.ts`
      : specifier,
  }));
}

/** The place of a file: its topmost folder, or its own name without one. */
function placeOf(file: string): string {
  const slash = file.indexOf('/');
  return slash < 0 ? file.replace(/\.ts$/, '') : file.slice(0, slash + 1);
}

/** The imports between places, `a -> b` each, once. */
export function arrows(imports: readonly Import[]): readonly string[] {
  const all = imports
    .filter(({ to }) => to.endsWith('.ts'))
    .map(({ from, to }) => `${placeOf(from)} -> ${placeOf(to)}`)
    .filter((arrow) => !/^(.*) -> \1$/.test(arrow));
  return [...new Set(all)].sort();
}

/** What the imports do that the plan does not allow, a line each. */
export function violations(
  plan: Plan,
  imports: readonly Import[],
): readonly string[] {
  const places = [...plan.keys()];
  const climbing = [...plan].flatMap(([place, known]) =>
    known
      .filter((other) => places.indexOf(other) <= places.indexOf(place))
      .map((other) => `the plan climbs from ${place} to ${other}`),
  );
  const wrong = imports.flatMap(({ from, to }) => {
    const place = placeOf(from);
    const known = plan.get(place);
    if (known === undefined) return [`${from} is in no place of the plan`];
    if (!to.endsWith('.ts'))
      return ENTRY_POINTS.includes(to) ? [] : [`${from} reaches into ${to}`];
    const other = placeOf(to);
    if (other === place || known.includes(other)) return [];
    return [`${from} knows ${to}`];
  });
  return [...climbing, ...wrong, ...circles(imports)];
}

/** Files that import one another, a circle once, from its first file on. */
function circles(imports: readonly Import[]): readonly string[] {
  const found = new Set<string>();
  const finished = new Set<string>();
  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.add(`circle: ${[...path.slice(start), file].join(' -> ')}`);
      return;
    }
    if (finished.has(file)) return;
    for (const { from, to } of imports)
      if (from === file) visit(to, [...path, file]);
    finished.add(file);
  }
  for (const { from } of imports) visit(from, []);
  return [...found];
}

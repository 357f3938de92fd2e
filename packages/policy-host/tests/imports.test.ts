// SPDX-License-Identifier: Apache-2.0
// The folders of `src/` form no circle: each can be read, and believed, with
// only those below it in mind. A file directly in `src/` counts as a folder of
// its own: `errors.ts` is the ground, `index.ts` the roof.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));
const IMPORT = /(?:from|import\()\s*'(\.[^']+)\.js'/g;

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which name of a file imports which, as `nameOf` groups files. */
function graphOf(nameOf: (file: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const from = nameOf(file);
    const known = graph.get(from) ?? new Set();
    graph.set(from, known);
    const text = readFileSync(join(SOURCES, file), 'utf8');
    for (const [, path = ''] of text.matchAll(IMPORT)) {
      const target = resolve(SOURCES, dirname(file), `${path}.ts`);
      const to = nameOf(relative(SOURCES, target));
      if (to !== from) known.add(to);
    }
  }
  return graph;
}

/** The names on some circle, in order. */
function onCircles(graph: Graph): readonly string[] {
  return [...graph.keys()]
    .filter((name) => reach(graph, name).has(name))
    .sort();
}

function reach(graph: Graph, from: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of graph.get(name) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

function folderOf(file: string): string {
  const folder = dirname(file);
  return folder === '.' ? file : folder;
}

describe('imports inside policy-host', () => {
  test('no folder takes part in a circle', () => {
    assert.deepEqual(onCircles(graphOf(folderOf)), []);
  });

  test('no file takes part in a circle', () => {
    assert.deepEqual(onCircles(graphOf((file) => file)), []);
  });

  test('each kind of evidence knows what the plan says', () => {
    const graph = graphOf(folderOf);
    const known = (folder: string) =>
      [...(graph.get(`sigstore/${folder}`) ?? [])]
        .filter((name) => name.startsWith('sigstore/'))
        .map((name) => name.slice('sigstore/'.length))
        .sort();
    assert.deepEqual(known('keys'), []);
    assert.deepEqual(known('certificates'), []);
    assert.deepEqual(known('log'), ['certificates', 'keys']);
    assert.deepEqual(known('trust'), ['certificates']);
    assert.deepEqual(known('evidence'), [
      'certificates',
      'keys',
      'log',
      'trust',
    ]);
    assert.deepEqual(known('signers'), [
      'certificates',
      'evidence',
      'keys',
      'trust',
    ]);
    assert.deepEqual(known('layouts'), [
      'certificates',
      'evidence',
      'keys',
      'log',
    ]);
  });

  test('circles are seen', () => {
    const circle = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b'])],
    ]);
    assert.deepEqual(onCircles(circle), ['b', 'c']);
  });
});

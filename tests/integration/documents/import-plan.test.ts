// SPDX-License-Identifier: Apache-2.0
/** What the folders of the policy know of one another is what the plan says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  arrows,
  importsOf,
  planOf,
  readImports,
  violations,
} from '../../support/import-plan.js';
import { projectText } from '../../support/project.js';

const document = projectText('docs/architecture.md');
const start = document.indexOf('\n## The policy: `assembly/`\n');
const plan = planOf(
  document.slice(start, document.indexOf('\n## ', start + 1)),
);
const imports = readImports();

describe('docs/architecture.md, The policy', () => {
  it('has every import of assembly/: none climbs, reaches deeper, or closes a circle', () => {
    assert.ok(imports.length > 100);
    assert.deepEqual(violations(plan, imports), []);
  });

  it('names no import that is not there', () => {
    const planned = [...plan].flatMap(([place, known]) =>
      known.map((other) => `${place} -> ${other}`),
    );
    assert.deepEqual(arrows(imports), planned.sort());
  });
});

describe('violations of a plan', () => {
  const table = planOf(
    [
      '| place   | what it does | knows         |',
      '| ------- | ------------ | ------------- |',
      '| `top`   | all          | `a/`, `b/`    |',
      '| `a/`    | something    | `b/`          |',
      '| `b/`    | less         | nothing       |',
    ].join('\n'),
  );
  const cases: readonly (readonly [string, string, string, string[]])[] = [
    ['a planned import', 'top.ts', "import { x } from './a/x';", []],
    ['an import beside', 'a/x.ts', "import { y } from './y';", []],
    [
      'entry points of the SDK',
      'a/x.ts',
      `import {
        x } from '@kubewarden/policy-sdk-assemblyscript';
       export { y } from '@kubewarden/policy-sdk-assemblyscript/core';`,
      [],
    ],
    [
      'an import that climbs',
      'b/x.ts',
      "import { x } from '../a/x';",
      ['b/x.ts knows a/x.ts'],
    ],
    [
      'an import for its effects',
      'b/x.ts',
      "import '../top';",
      ['b/x.ts knows top.ts'],
    ],
    [
      'an import from below an entry point',
      'b/x.ts',
      "import { x } from '@kubewarden/policy-sdk-assemblyscript/assembly/x';",
      ['b/x.ts reaches into @kubewarden/policy-sdk-assemblyscript/assembly/x'],
    ],
    [
      'a file nobody planned',
      'c/x.ts',
      "import { x } from '../b/x';",
      ['c/x.ts is in no place of the plan'],
    ],
    [
      'a file that imports itself',
      'a/x.ts',
      "import { x } from './x';",
      ['circle: a/x.ts -> a/x.ts'],
    ],
  ];
  for (const [name, from, text, expected] of cases) {
    it(name, () => {
      assert.deepEqual(violations(table, importsOf(from, text)), expected);
    });
  }

  it('a circle within a folder', () => {
    const pair = [
      ...importsOf('a/x.ts', "import { y } from './y';"),
      ...importsOf('a/y.ts', "import { z } from './z';"),
      ...importsOf('a/z.ts', "import { x } from './x';"),
    ];
    assert.deepEqual(violations(table, pair), [
      'circle: a/x.ts -> a/y.ts -> a/z.ts -> a/x.ts',
    ]);
  });

  it('a plan that climbs', () => {
    const climbing = planOf('| `a/` | x | nothing |\n| `b/` | x | `a/` |');
    assert.deepEqual(violations(climbing, []), [
      'the plan climbs from b/ to a/',
    ]);
  });
});

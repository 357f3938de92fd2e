// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMetadata } from '../../src/metadata/read-metadata.js';
import type { PolicyMetadata, Rule } from '../../src/metadata/types.js';
import {
  checkMinimumVersion,
  validateMetadata,
} from '../../src/metadata/validate-metadata.js';

const RULE: Rule = {
  apiGroups: [''],
  apiVersions: ['v1'],
  resources: ['pods'],
  operations: ['CREATE'],
};
const VALID: PolicyMetadata = {
  ...readMetadata('rules: []\nmutating: false\n'),
  protocolVersion: 'v1',
};

function problem(change: Partial<PolicyMetadata>): string {
  try {
    validateMetadata({ ...VALID, ...change });
    return '';
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message.replace(/^Metadata is invalid: /, '');
  }
}

const ruleProblem = (change: Partial<Rule>) =>
  problem({ rules: [{ ...RULE, ...change }] });

describe('metadata.yml', () => {
  it('has the defaults of kwctl', () => {
    assert.deepEqual(readMetadata('rules: []\nmutating: true\n'), {
      rules: [],
      mutating: true,
      backgroundAudit: true,
      executionMode: 'kubewarden-wapc',
      policyType: 'kubernetes',
      contextAwareResources: [],
    });
  });

  it('sorts context-aware resources and drops duplicates', () => {
    const { contextAwareResources } = readMetadata(`
rules: []
mutating: false
contextAwareResources:
  - {apiVersion: v1, kind: Service}
  - {apiVersion: apps/v1, kind: Deployment}
  - {apiVersion: v1, kind: Service}
`);
    assert.deepEqual(contextAwareResources, [
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { apiVersion: 'v1', kind: 'Service' },
    ]);
  });

  it('numbers and words are texts as they are written', () => {
    const { annotations, rules } = readMetadata(
      'mutating: true\nannotations: {a: 1.0, b: 010, c: true, d: 2020-01-01, e: "1", f: 1_0}\nrules:\n- apiGroups: [""]\n  apiVersions: [1]\n  resources: [pods]\n  operations: [CREATE]\n',
    );
    assert.deepEqual(annotations, {
      a: '1.0',
      b: '010',
      c: 'true',
      d: '2020-01-01',
      e: '1',
      f: '1_0',
    });
    assert.deepEqual(rules[0]?.apiVersions, ['1']);
  });

  for (const [text, detail] of [
    ['mutating: true', 'missing field `rules`'],
    ['rules: []', 'missing field `mutating`'],
    [
      'rules: [{apiGroups: [""]}]\nmutating: true',
      'rules[0]: missing field `apiVersions`',
    ],
    [
      'rules: {}\nmutating: true',
      'rules: invalid type: map, expected a sequence',
    ],
    [
      'rules: []\nmutating: "yes"',
      'mutating: invalid type: string "yes", expected a boolean',
    ],
    [
      'rules: []\nmutating: true\nexecutionMode: wapc',
      'executionMode: unknown variant `wapc`, expected one of `kubewarden-wapc`, `opa`, `gatekeeper`, `wasi`',
    ],
    [
      'rules: []\nmutating: true\nannotations: {a: [1]}',
      'annotations.a: invalid type: sequence, expected a string',
    ],
    [
      'rules: []\nmutating: 1',
      'mutating: invalid type: integer `1`, expected a boolean',
    ],
    [
      'rules: []\nmutating: true\ncontextAwareResources: null',
      'contextAwareResources: invalid type: unit value, expected a sequence',
    ],
    [
      'rules: []\nmutating: true\nmutating: true',
      'Map keys must be unique at line 3, column 1:',
    ],
    ['[]', 'invalid type: sequence, expected a map'],
    ['', 'invalid type: unit value, expected a map'],
  ] as const) {
    it(`is refused: ${detail}`, () => {
      assert.throws(() => readMetadata(text), {
        code: 'METADATA',
        message: `Error unmarshalling metadata ${detail}`,
      });
    });
  }
});

describe('metadata validation', () => {
  it('accepts no rules, wildcards alone and every operation', () => {
    assert.equal(problem({ rules: [] }), '');
    assert.equal(
      ruleProblem({
        apiGroups: ['*'],
        apiVersions: ['*'],
        resources: ['*/*'],
        operations: ['*'],
      }),
      '',
    );
    assert.equal(
      ruleProblem({ operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] }),
      '',
    );
  });

  for (const key of ['apiGroups', 'apiVersions', 'operations'] as const) {
    it(`wants * alone in ${key}, and no empty list`, () => {
      assert.equal(
        ruleProblem({ [key]: ['*', 'CREATE'] }),
        `rules[0].${key}: No other elements can be defined when '*' is used`,
      );
      assert.equal(
        ruleProblem({ [key]: [] }),
        `rules[0].${key}: must not be empty`,
      );
    });
  }

  it('wants operations in upper case', () => {
    assert.match(
      ruleProblem({ operations: ['create'] }),
      /'create', expected one of CREATE/,
    );
  });

  for (const [resources, detail] of [
    [['pods', 'pods/status', 'pods/ephemeralcontainers'], ''],
    [['pods', '*'], ''],
    [['*', 'pods/status'], ''],
    [[], 'must not be empty'],
    [['pods', ''], 'empty strings are not allowed'],
    [['*/*', 'pods'], `No other elements can be defined when '*/*' is used`],
    [['*', 'pods'], `if '*' is present, must not specify pods`],
    [
      ['pods/*', 'pods/status'],
      `if 'pods/*' is present, must not specify pods/status`,
    ],
    [
      ['*/status', 'pods/status'],
      `if '*/status' is present, must not specify pods/status`,
    ],
  ] as const) {
    it(`resources ${JSON.stringify(resources)}: ${detail || 'valid'}`, () => {
      const expected = detail === '' ? '' : `rules[0].resources: ${detail}`;
      assert.equal(ruleProblem({ resources }), expected);
    });
  }

  it('wants version v1 of a waPC guest only', () => {
    const text = 'protocolVersion: Must specify a valid protocol version';
    assert.equal(problem({ protocolVersion: 'Unknown' }), text);
    assert.equal(
      problem({ protocolVersion: 'Unknown', executionMode: 'wasi' }),
      '',
    );
  });

  it('names every problem', () => {
    assert.equal(
      problem({
        rules: [RULE, { ...RULE, apiVersions: [''], operations: [] }],
        contextAwareResources: [{ apiVersion: '', kind: 'Pod' }],
        minimumKubewardenVersion: '1.2',
      }),
      'rules[1].apiVersions: empty strings are not allowed; ' +
        'rules[1].operations: must not be empty; ' +
        'contextAwareResources[0].apiVersion: must not be empty; ' +
        `minimumKubewardenVersion: '1.2' is not a semantic version`,
    );
  });
});

describe('minimum version', () => {
  const check = (minimum: string, running: string) => () =>
    checkMinimumVersion(
      { ...VALID, minimumKubewardenVersion: minimum },
      running,
    );

  it('ignores patch and pre-release of the requirement', () => {
    check('1.36.7-rc.1', '1.36.0-beta.1')();
    check('1.35.0', '1.36.0')();
    checkMinimumVersion(VALID, '0.1.0');
  });

  it('refuses an older host', () => {
    assert.throws(check('99.1.3', '1.36.0-beta.1'), {
      code: 'METADATA',
      message:
        'Policy required Kubewarden version 99.1.0 or greater. ' +
        `But it's running on 1.36.0-beta.1`,
    });
  });
});

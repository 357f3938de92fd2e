// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SendOptions } from '../../src/manifests/build-request.js';
import { ManifestSet } from '../../src/manifests/requests.js';
import { readPolicyResources } from '../../src/cli/policy-resources.js';

const OBJECTS = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: other}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
---
apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: old, namespace: shop}
---
apiVersion: v1
kind: Node
metadata: {name: one}
`;
const RULE =
  '{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}';

/** What a policy with this spec is asked: kind as sent, and name. */
async function sent(
  spec: string,
  kind = 'ClusterAdmissionPolicy',
  options: Partial<SendOptions> = {},
) {
  const [policy] = await readPolicyResources(
    new TextEncoder().encode(
      `apiVersion: policies.kubewarden.io/v1\nkind: ${kind}\nmetadata: {name: p, namespace: shop}\nspec: {module: file://p.wasm, mutating: true, ${spec}}`,
    ),
    'p.yml',
    { warn: assert.fail },
  );
  const warnings: string[] = [];
  const set = await ManifestSet.read(
    ['-'],
    async () => Buffer.from(OBJECTS),
    {
      operation: 'CREATE',
      old: [],
      user: 'u',
      namespace: 'default',
      subResource: undefined,
      ...options,
    },
    (text) => warnings.push(text),
  );
  const { requests, unmatched } = await set.requestsFor(
    policy?.match,
    'p',
    'kubernetes',
  );
  const names = requests.map(({ content }) => {
    const { kind, name, requestKind, object } = JSON.parse(content) as {
      kind: { group: string; version: string; kind: string };
      requestKind: { group: string };
      name: string;
      object?: { apiVersion: string };
    };
    if (object !== undefined) {
      const { group, version } = kind;
      const sentAs = group === '' ? version : `${group}/${version}`;
      assert.equal(object.apiVersion, sentAs);
    }
    const asked =
      requestKind.group === kind.group ? '' : ` for ${requestKind.group}`;
    return `${kind.group}/${kind.version} ${kind.kind} ${name}${asked}`;
  });
  assert.equal(names.length + unmatched, 6);
  return { names, warnings };
}

describe('rules', () => {
  const cases: [string, string, string[]][] = [
    ['of one resource', RULE, ['/v1 Pod web', '/v1 Pod db']],
    ['of another operation', RULE.replace('CREATE', 'UPDATE'), []],
    [
      'of every operation',
      RULE.replace('[CREATE]', '["*"]'),
      ['/v1 Pod web', '/v1 Pod db'],
    ],
    ['of a sub-resource', RULE.replace('pods', 'pods/ephemeralcontainers'), []],
    [
      'of all resources',
      RULE.replace('[pods]', '["*"]'),
      ['/v1 Namespace shop', '/v1 Pod web', '/v1 Pod db', '/v1 Node one'],
    ],
    [
      'of all with sub-resources, in namespaces',
      RULE.replace('[pods]', '["*/*"]').replace('}', ', scope: Namespaced}'),
      ['/v1 Pod web', '/v1 Pod db'],
    ],
    [
      'of what is no namespace’s',
      RULE.replace('[pods]', '["*"]').replace('}', ', scope: Cluster}'),
      ['/v1 Namespace shop', '/v1 Node one'],
    ],
    [
      'of another group: both are sent as the group that is asked for',
      '{apiGroups: [apps], apiVersions: [v1], resources: [deployments], operations: [CREATE]}',
      ['apps/v1 Deployment web', 'apps/v1 Deployment old for extensions'],
    ],
    [
      'of another version',
      '{apiGroups: [apps], apiVersions: [v1beta2], resources: [deployments], operations: [CREATE]}',
      [
        'apps/v1beta2 Deployment web',
        'apps/v1beta2 Deployment old for extensions',
      ],
    ],
    [
      'of groups of which none has that resource',
      '{apiGroups: [batch], apiVersions: ["*"], resources: [deployments], operations: [CREATE]}',
      [],
    ],
  ];
  for (const [name, rule, names] of cases) {
    it(name, async () => {
      assert.deepEqual(await sent(`rules: [${rule}]`), {
        names,
        warnings: [],
      });
    });
  }

  it('matchPolicy Exact takes the version as it is', async () => {
    const { names } = await sent(
      'matchPolicy: Exact, rules: [{apiGroups: [apps], apiVersions: [v1], resources: [deployments], operations: [CREATE]}]',
    );
    assert.deepEqual(names, ['apps/v1 Deployment web']);
  });

  it('sub-resources are asked for by name', async () => {
    const rule = RULE.replace('pods', 'pods/ephemeralcontainers');
    const { names } = await sent(`rules: [${rule}]`, undefined, {
      subResource: 'ephemeralcontainers',
    });
    assert.deepEqual(names, ['/v1 Pod web', '/v1 Pod db']);
  });
});

describe('beside the rules', () => {
  it('a policy of one namespace', async () => {
    const { names } = await sent(`rules: [${RULE}]`, 'AdmissionPolicy');
    assert.deepEqual(names, ['/v1 Pod web']);
  });

  const selectors: [string, string, string[]][] = [
    ['matchLabels', '{matchLabels: {app: web}}', ['web']],
    [
      'In',
      '{matchExpressions: [{key: app, operator: In, values: [x, web]}]}',
      ['web'],
    ],
    [
      'NotIn',
      '{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}',
      ['db'],
    ],
    ['Exists', '{matchExpressions: [{key: app, operator: Exists}]}', ['web']],
    [
      'DoesNotExist',
      '{matchExpressions: [{key: app, operator: DoesNotExist}]}',
      ['db'],
    ],
    ['nothing', '{}', ['web', 'db']],
  ];
  for (const [name, selector, expected] of selectors) {
    it(`objectSelector: ${name}`, async () => {
      const { names } = await sent(
        `rules: [${RULE}], objectSelector: ${selector}`,
      );
      assert.deepEqual(
        names,
        expected.map((pod) => `/v1 Pod ${pod}`),
      );
    });
  }

  it('namespaceSelector: by name, everything is known', async () => {
    const selector = (operator: string) =>
      `rules: [${RULE.replace('[pods]', '["*"]')}], namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: ${operator}, values: [shop]}]}`;
    assert.deepEqual(await sent(selector('In')), {
      names: ['/v1 Namespace shop', '/v1 Pod web', '/v1 Node one'],
      warnings: [],
    });
    assert.deepEqual(await sent(selector('NotIn')), {
      names: ['/v1 Pod db', '/v1 Node one'],
      warnings: [],
    });
  });

  it('namespaceSelector: unknown labels send the object and warn', async () => {
    const spec = `rules: [${RULE}], namespaceSelector: {matchLabels: {team: b}}`;
    assert.deepEqual(await sent(spec), {
      names: ['/v1 Pod db'],
      warnings: [
        'policy p selects namespaces by label, and Namespace other is not among the manifests: its objects are evaluated',
      ],
    });
    const excluded = spec.replace(
      '{matchLabels: {team: b}}',
      '{matchLabels: {team: b, kubernetes.io/metadata.name: shop}}',
    );
    assert.deepEqual(await sent(excluded), { names: [], warnings: [] });
  });

  it('matchConditions are told not to be evaluated', async () => {
    const { names, warnings } = await sent(
      `rules: [${RULE}], matchConditions: [{name: x, expression: "false"}]`,
    );
    assert.deepEqual(names, ['/v1 Pod web', '/v1 Pod db']);
    assert.deepEqual(warnings, [
      'matchConditions of policy p are not evaluated: it gets every object that its rules match',
    ]);
  });

  for (const [spec, message] of [
    ['rules: 3', 'p.yml, line 4: spec.rules is 3, expected a list'],
    ['rules: [3]', 'p.yml, line 4: spec.rules[0] is 3, expected an object'],
    [
      'rules: [{apiGroups: [""]}]',
      'rules[].apiVersions of policy p is not what Kubernetes expects',
    ],
    [
      'rules: [], objectSelector: 3',
      'p.yml, line 4: spec.objectSelector is 3, expected an object',
    ],
    [
      'rules: [], namespaceSelector: {matchExpressions: [{key: a, operator: Is}]}',
      'namespaceSelector of policy p is not a label selector',
    ],
  ] as const) {
    it(`refused: ${spec}`, async () => {
      await assert.rejects(sent(spec), { code: 'ARGUMENT', message });
    });
  }
});

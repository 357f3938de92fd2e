// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { loadPolicy, type Policy } from '@kubewarden/policy-host';
import { assertDeployable } from '../../support/deployable.js';
import {
  helm,
  helmLint,
  kustomize,
  missingTools,
  type Resource,
} from '../../support/kit.js';
import { projectDocument, projectPath } from '../../support/project.js';

const skip = missingTools('helm', 'kustomize');
const { rules } = projectDocument<{ rules: unknown[] }>('metadata.yml');

describe('chart', { skip }, () => {
  let policy: Policy;
  before(async () => {
    policy = await loadPolicy(projectPath('policy.wasm'));
  });
  after(() => policy.close());

  const values = (name: string) => `deploy/chart/ci/${name}.yaml`;
  const rendered = (name: string) => helm('--values', values(name)).resources;
  const ofKind = (resources: readonly Resource[], kind: string) =>
    resources.filter((resource) => resource.kind === kind);

  for (const file of readdirSync(projectPath('deploy/chart/ci'))) {
    it(`renders resources that an API server takes: ${file}`, async () => {
      const { status, stderr, resources } = helm(
        '--values',
        `deploy/chart/ci/${file}`,
      );
      assert.equal(status, 0, stderr);
      await assertDeployable(resources, policy);
      const lint = helmLint(`deploy/chart/ci/${file}`);
      assert.match(lint, /1 chart\(s\) linted, 0 chart\(s\) failed/);
    });
  }

  it('makes one policy, in a server of its own with two replicas', () => {
    const resources = rendered('smallest');
    assert.deepEqual(
      resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      [
        'ClusterAdmissionPolicy verify-image-signatures',
        'PolicyServer verify-image-signatures',
      ],
    );
    const [policyResource, server] = resources;
    assert.deepEqual(policyResource?.spec['rules'], rules);
    assert.equal(policyResource?.spec['mutating'], true);
    assert.equal(server?.spec['replicas'], 2);
    assert.equal(server?.spec['minAvailable'], 1);
    assert.deepEqual(server?.spec['limits'], { memory: '512Mi' });
  });

  it('denies by default as the overlay does', () => {
    const [chart] = rendered('default-deny');
    const [overlay] = kustomize('default-deny').resources;
    for (const field of ['settings', 'namespaceSelector', 'rules', 'module'])
      assert.deepEqual(chart?.spec[field], overlay?.spec[field], field);
  });

  it('makes policies for namespaces, each with one after mutation', () => {
    const resources = rendered('namespaced');
    assert.deepEqual(
      ofKind(resources, 'AdmissionPolicy').map(
        ({ metadata, spec }) =>
          `${metadata.namespace}/${metadata.name} ${spec['mutating']}`,
      ),
      [
        'shop/verify-image-signatures true',
        'shop/verify-image-signatures-after-mutation false',
        'payments/verify-image-signatures true',
        'payments/verify-image-signatures-after-mutation false',
      ],
    );
    const [pinning, checking] = ofKind(resources, 'AdmissionPolicy').map(
      ({ spec }) => spec['settings'] as Record<string, unknown>,
    );
    assert.equal(pinning?.['digestMutation'], 'podsOnly');
    assert.deepEqual(checking, { ...pinning, digestMutation: 'none' });
    const [first] = ofKind(resources, 'AdmissionPolicy');
    assert.equal((first?.spec['rules'] as unknown[]).length, rules.length + 1);
  });

  it('understands the former names of settings about pins', async () => {
    const { resources } = helm(
      ...['--values', values('smallest')],
      ...['--set', 'policy.verifyAfterMutation=true'],
      ...['--set', 'settings.modify_images_with_digest=false'],
    );
    const policies = ofKind(resources, 'ClusterAdmissionPolicy');
    assert.deepEqual(
      policies.map(({ spec }) => spec['mutating']),
      [false, false],
    );
    await assertDeployable(resources, policy);
  });

  it('says to the server whom to trust and how to reach registries', () => {
    const resources = rendered('namespaced');
    const [server] = ofKind(resources, 'PolicyServer');
    const [map] = ofKind(resources, 'ConfigMap');
    assert.equal(server?.spec['sigstoreTrustConfig'], map?.metadata.name);
    assert.equal(map?.metadata.namespace, 'kubewarden');
    assert.deepEqual(Object.keys(map?.data ?? {}), ['sigstore-trust-config']);
    assert.match(
      JSON.parse(map?.data?.['sigstore-trust-config'] ?? '{}').mediaType,
      /clienttrustconfig/,
    );
    assert.equal(server?.spec['imagePullSecret'], 'registry-credentials');
    assert.deepEqual(Object.keys(server?.spec['sourceAuthorities'] ?? {}), [
      'registry.internal',
    ]);
    assert.deepEqual(server?.spec['insecureSources'], [
      'registry.lab.internal:5000',
    ]);
    assert.equal(server?.spec['maxUnavailable'], '50%');
    assert.equal('minAvailable' in (server?.spec ?? {}), false);
  });

  it('uses a server that is there, without a verdict', () => {
    const resources = rendered('existing-server');
    assert.deepEqual(
      resources.map(({ kind }) => kind),
      ['ClusterAdmissionPolicy'],
    );
    const [{ spec } = { spec: {} as Resource['spec'] }] = resources;
    assert.equal(spec['policyServer'], 'default');
    assert.equal(spec['mode'], 'monitor');
    assert.equal(spec['failurePolicy'], 'Ignore');
    assert.equal(spec['mutating'], false);
    assert.match(String(spec['module']), /^registry:\/\/registry\.internal/);
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no settings', [], /\/settings': missing property 'signatures'/],
    [
      'a misspelt value',
      [...['--values', values('smallest')], '--set', 'policy.tiemout=1'],
      /\/policy': additional properties 'tiemout' not allowed/,
    ],
    [
      'a kind of signer that is misspelt',
      [
        '--set',
        'settings.signatures[0].image=x,settings.signatures[0].pubKey=y',
      ],
      /\/settings\/signatures\/0/,
    ],
    [
      'a time limit that the API server does not take',
      [
        ...['--values', values('smallest')],
        '--set',
        'policy.timeoutSeconds=31',
      ],
      /\/policy\/timeoutSeconds': maximum: got 31, want 30/,
    ],
    [
      'a time limit that the policy would outlast',
      [
        ...['--values', values('smallest')],
        '--set',
        'policy.timeoutEvalSeconds=15',
      ],
      /the API server must wait longer than one evaluation may take/,
    ],
    [
      'a budget that lets no node be drained',
      [...['--values', values('smallest')], '--set', 'policyServer.replicas=1'],
      /minAvailable: no node could be drained/,
    ],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what}`, () => {
      const { status, stderr } = helm(...args);
      assert.notEqual(status, 0);
      assert.match(stderr, message);
    });
  }
});

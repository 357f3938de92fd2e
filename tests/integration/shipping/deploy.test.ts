// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { loadPolicy, type Policy } from '@kubewarden/policy-host';
import { Ajv } from 'ajv';
import {
  PROJECT,
  projectDocument,
  projectText,
} from '../../support/project.js';

interface PolicyResource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly mode?: string;
    readonly mutating: boolean;
    readonly module: string;
    readonly rules: unknown;
    readonly settings: Readonly<Record<string, unknown>>;
  };
}

interface Metadata {
  readonly rules: unknown;
  readonly annotations: Readonly<Record<string, string>>;
}

const ajv = new Ajv({ allErrors: true });
const isPolicy = ajv.compile(
  projectDocument('tests/support/schemas/policies.kubewarden.io_v1.json'),
);
const isSettings = ajv.compile(projectDocument('docs/settings.schema.json'));
const FILES = readdirSync(`${PROJECT}deploy`).filter((file) =>
  file.endsWith('.yaml'),
);
const read = (file: string) =>
  projectDocument<PolicyResource>(`deploy/${file}`);
const metadata = projectDocument<Metadata>('metadata.yml');

describe('deploy', () => {
  let policy: Policy;
  before(async () => {
    policy = await loadPolicy(`${PROJECT}policy.wasm`);
  });
  after(() => policy.close());

  it('has an example of each way to deploy', () => {
    assert.deepEqual([...FILES].sort(), [
      'admission-policy.yaml',
      'cluster-admission-policy.yaml',
      'default-deny-policy.yaml',
      'github-actions-policy.yaml',
      'keyless-policy.yaml',
      'monitor-policy.yaml',
      'verify-after-mutation.yaml',
    ]);
  });

  for (const file of FILES) {
    it(`${file} is valid for the custom resource definition`, () => {
      assert.ok(isPolicy(read(file)), ajv.errorsText(isPolicy.errors));
    });

    it(`${file} has settings that schema and policy accept`, async () => {
      const { settings } = read(file).spec;
      assert.ok(isSettings(settings), ajv.errorsText(isSettings.errors));
      assert.deepEqual(
        await policy.validateSettings(JSON.stringify(settings)),
        { valid: true },
      );
    });

    it(`${file} has rules, mutation and version of metadata.yml`, () => {
      const { spec } = read(file);
      const of = (key: string) =>
        metadata.annotations[`io.kubewarden.policy.${key}`];
      assert.deepEqual(spec.rules, metadata.rules);
      assert.equal(spec.mutating, file !== 'verify-after-mutation.yaml');
      assert.equal(spec.module, `registry://${of('ociUrl')}:v${of('version')}`);
    });
  }

  it('shows the rule of the announcement', () => {
    const { kind, spec } = read('cluster-admission-policy.yaml');
    const pem = (name: string) => projectText(`tests/fixtures/pki/${name}.pem`);
    assert.equal(kind, 'ClusterAdmissionPolicy');
    assert.deepEqual(spec.settings, {
      signatures: [
        {
          image: 'registry.example.org/project-safety/*',
          certificates: [pem('alice'), pem('bob')],
          certificateChain: [pem('intermediate'), pem('root')],
          requireRekorBundle: true,
        },
      ],
    });
  });

  it('shows default deny and monitor mode', () => {
    const deny = read('default-deny-policy.yaml').spec.settings;
    assert.equal(deny['unmatchedImages'], 'reject');
    assert.equal(read('monitor-policy.yaml').spec.mode, 'monitor');
  });

  it('shows how to verify what other webhooks leave', () => {
    const first = read('cluster-admission-policy.yaml');
    const { metadata: second, spec } = read('verify-after-mutation.yaml');
    // A policy that does not mutate becomes a validating webhook.
    assert.equal(spec.mutating, false);
    assert.deepEqual(spec.settings, {
      ...first.spec.settings,
      digestMutation: 'none',
    });
    assert.deepEqual(spec.rules, first.spec.rules);
    assert.notEqual(second.name, first.metadata.name);
  });
});

describe('custom resource schema', () => {
  const valid = read('cluster-admission-policy.yaml');
  const broken: readonly (readonly [string, object])[] = [
    ['another version', { ...valid, apiVersion: 'policies.kubewarden.io/v2' }],
    ['another kind', { ...valid, kind: 'Policy' }],
    [
      'a mode that does not exist',
      { ...valid, spec: { ...valid.spec, mode: 'audit' } },
    ],
    ['a misspelt key', { ...valid, spec: { ...valid.spec, setings: {} } }],
    ['no rules', { ...valid, spec: { ...valid.spec, rules: [] } }],
    [
      'a namespaced policy without namespace',
      { ...valid, kind: 'AdmissionPolicy' },
    ],
  ];
  for (const [name, resource] of broken) {
    it(`refuses ${name}`, () => assert.ok(!isPolicy(resource)));
  }
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadPolicy, type Policy } from '@kubewarden/policy-host';
import { Ajv } from 'ajv';
import {
  caseNames,
  casePath,
  commonFindings,
  migrateCases,
  migrateSettings,
  moduleAddress,
  policiesOf,
  recordOf,
  type MigrationCase,
} from '../../support/migration-cases.js';
import {
  projectDocument,
  projectPath,
  projectText,
} from '../../support/project.js';

const KINDS = {
  'old-settings': 'settings of releases before 0.2.0',
  rust: 'the Rust policy',
  kyverno: 'verifyImages of Kyverno',
  'image-validating-policy': "Kyverno's ImageValidatingPolicy",
  'cluster-image-policy': 'ClusterImagePolicy of policy-controller',
  connaisseur: 'validators of Connaisseur',
};
const isPolicy = new Ajv({ allErrors: true }).compile(
  projectDocument('tests/support/schemas/policies.kubewarden.io_v1.json'),
);
const { rules } = projectDocument<{ rules: unknown }>('metadata.yml');

const pem = (name: string) => projectText(`tests/fixtures/${name}`);
const identity = { issuer: 'https://i.example.org', subject: 'a@example.org' };

/** Settings in which every key is there that is of several words. */
const EVERY_SETTING = {
  modifyImagesWithDigest: true,
  digestMutation: 'podsOnly',
  unmatchedImages: 'reject',
  excludeImages: ['registry.k8s.io/*'],
  requireDigest: false,
  unknownResources: 'reject',
  podSpecPaths: [
    {
      apiGroup: 'argoproj.io',
      kind: 'Rollout',
      path: 'spec.template.spec',
      whenMissing: 'accept',
    },
  ],
  skipUnchangedImages: true,
  evidence: 'strict',
  signatures: [
    {
      image: 'registry.example.org/*',
      certificates: [pem('pki/alice.pem')],
      certificateChain: [pem('pki/intermediate.pem'), pem('pki/root.pem')],
      requireRekorBundle: true,
    },
    { image: '*', pubKeys: [pem('keys/release.pub')], minimumMatches: 1 },
    { image: '*', keyless: [identity], annotations: { pub_keys: 'stays' } },
    {
      image: '*',
      keylessPrefix: [
        { issuer: identity.issuer, urlPrefix: 'https://x.example.org/' },
      ],
    },
    { image: '*', githubActions: { owner: 'acme', repo: 'site' } },
  ],
};

describe('policy-host migrate', () => {
  for (const [kind, title] of Object.entries(KINDS)) {
    describe(title, () => checkKind(kind));
  }
});

describe('the names that migrate knows', () => {
  let policy: Policy;
  before(async () => {
    policy = await loadPolicy(projectPath('policy.wasm'));
  });
  after(() => policy.close());

  it('are those that the policy understands in snake_case', async () => {
    const former = JSON.stringify(EVERY_SETTING).replace(
      /"([a-z]+[A-Z][A-Za-z]*)":/g,
      (_all, name: string) =>
        `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`,
    );
    assert.notEqual(former, JSON.stringify(EVERY_SETTING));
    assert.deepEqual(await policy.validateSettings(former), { valid: true });
    const text = migrateSettings(former);
    assert.equal(text, JSON.stringify(EVERY_SETTING));
    assert.deepEqual(await policy.validateSettings(text), { valid: true });
  });
});

/** Of the Rust policy: whatever docs/differences.md has about requests. */
function expectedFindings(kind: string): string {
  if (kind !== 'rust')
    return projectText(`tests/fixtures/migration/${kind}/common-findings.txt`);
  return projectText('docs/differences.md')
    .split('\n## ')
    .filter((section) => /^(Requests|What the gen|What is acc)/.test(section))
    .flatMap((section) => [
      ...section.matchAll(/^\| ([A-Z]\d\d) +\| (.*?) +\| (.*?) +\|$/gm),
    ])
    .filter(([, , , why]) => why !== 'New setting.')
    .map(([, id = '', what = '']) => {
      const verdict = id.startsWith('L') ? 'accepted' : 'rejected';
      const plain = what
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll('`', '');
      return `verdicts may change: ${verdict} here (${id}): ${plain}\n`;
    })
    .join('');
}

function checkKind(kind: string): void {
  // The command checks every result with the policy's own validate_settings,
  // and fails when one is refused.
  let cases: readonly MigrationCase[];
  const all = () => (cases ??= migrateCases(kind));

  it('has ten cases', () => assert.equal(caseNames(kind).length, 10));

  it('says what holds of every case', () => {
    const found = [...commonFindings(all())].map((text) => `${text}\n`);
    assert.equal(found.join(''), expectedFindings(kind));
  });

  for (const name of caseNames(kind)) {
    it(`${name} becomes what is recorded`, () => {
      const each = all().find((other) => other.name === name);
      assert.ok(each !== undefined);
      assert.equal(
        recordOf(kind, each, commonFindings(all())),
        projectText(casePath(kind, `${name}.migrated`)),
      );
    });

    if (kind === 'old-settings')
      it(`${name} keeps everything but names`, () => {
        const each = all().find((other) => other.name === name);
        assert.equal(withoutNames(each?.migrated), withoutNames(each?.old));
      });

    if (kind === 'old-settings' || kind === 'rust') continue;
    it(`${name} becomes a policy that can be deployed`, () => {
      const each = all().find((other) => other.name === name);
      for (const policy of policiesOf(each?.migrated ?? '')) {
        assert.ok(isPolicy(policy), JSON.stringify(isPolicy.errors));
        assert.equal(policy.spec['module'], moduleAddress());
        assert.deepEqual(policy.spec['rules'], rules);
      }
    });
  }
}

/** What is left of a text when names may be written in either way. */
function withoutNames(text = ''): string {
  return text
    .replaceAll('\\u005f', '_')
    .replace(/(signatures-as:v)\S+/g, '$1')
    .replaceAll('_', '')
    .toLowerCase();
}

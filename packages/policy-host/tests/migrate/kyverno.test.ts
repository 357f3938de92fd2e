// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrateText } from '../../src/migrate/migrate-text.js';
import { KEY, refusals } from '../support/refusals.js';

const CERTIFICATE =
  '"-----BEGIN CERTIFICATE-----\\nMA==\\n-----END CERTIFICATE-----\\n"';
const ONLY =
  'only an exact text, or everything below an address that ends in a slash, can be asked for';

/** Kyverno's policy; what is given begins on line 10. */
function kyverno(verification: string, more = ''): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: check }
spec:
  rules:
    - name: check
      match: { any: [{ resources: { kinds: [Pod] } }] }${more}
      verifyImages:
        - imageReferences: ["ghcr.io/acme/*"]
${verification.replace(/^/gm, '          ')}
`;
}

const entry = (text: string) => `attestors:\n  - entries:\n      - ${text}`;
const keyless = (identity: string) => entry(`keyless: { ${identity} }`);

const KYVERNO: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'attestations',
    `attestations: [{ type: https://slsa.dev/provenance/v1 }]\n${entry(`keys: { publicKeys: ${KEY} }`)}`,
    [
      '10: attestations: attestations have no equivalent: the policy verifies signatures of images only',
    ],
  ],
  [
    'Notary',
    `type: Notary\n${entry(`certificates: { cert: ${CERTIFICATE} }`)}`,
    ['9: type: Notary signatures have no equivalent'],
  ],
  [
    'a key in a KMS',
    entry('keys: { kms: "awskms:///alias/acme" }'),
    [
      '12: kms: keys in a KMS or a Secret cannot be read by the policy: write the public key (cosign public-key --key ...)',
    ],
  ],
  [
    'a key in a Secret',
    entry('keys: { publicKeys: "k8s://cosign/key" }'),
    ['12: k8s://cosign/key is not PEM: write the public key itself'],
  ],
  [
    'a key in a variable',
    entry('keys: { publicKeys: "{{ keys.data.acme }}" }'),
    ['12: {{ keys.data.acme }} is not PEM: write the public key itself'],
  ],
  [
    'a certificate as key',
    entry(`keys: { publicKeys: ${CERTIFICATE} }`),
    ['12: is a CERTIFICATE, and a PUBLIC KEY is needed'],
  ],
  [
    'another hash',
    entry(`keys: { publicKeys: ${KEY}, signatureAlgorithm: sha512 }`),
    ['12: signatureAlgorithm: sha512 cannot be asked for'],
  ],
  [
    'any issuer',
    keyless('subject: a@example.org'),
    ['12: without issuer: would accept any issuer'],
  ],
  [
    'any subject',
    keyless('issuer: https://i.example.org'),
    ['12: without subject: would accept any subject'],
  ],
  [
    'a mail domain',
    keyless('issuer: https://i.example.org, subject: "*@example.org"'),
    [`12: subject *@example.org: ${ONLY}`],
  ],
  [
    'a wildcard inside of a name',
    keyless('issuer: i, subject: "https://github.com/acme*"'),
    [`12: subject https://github.com/acme*: ${ONLY}`],
  ],
  [
    'a wildcard as host',
    keyless('issuer: i, subject: "https://*"'),
    [`12: subject https://*: ${ONLY}`],
  ],
  [
    'an expression with alternatives',
    keyless('issuer: i, subjectRegExp: "^https://github.com/(a|b)/.*"'),
    [`12: subjectRegExp ^https://github.com/(a|b)/.*: ${ONLY}`],
  ],
  [
    'an expression that ends inside a name',
    keyless('issuer: i, subjectRegExp: "^https://github.com/acme.*"'),
    [`12: subjectRegExp ^https://github.com/acme.*: ${ONLY}`],
  ],
  [
    'an expression that matches anything',
    keyless('issuer: i, subjectRegExp: ".*"'),
    [`12: subjectRegExp .*: ${ONLY}`],
  ],
  [
    'an issuer below an address',
    keyless('issuerRegExp: "https://i.example.org/.*", subject: a'),
    ['12: issuer: an issuer is compared exactly, never by a pattern'],
  ],
  [
    'extensions of the certificate',
    keyless(
      'issuer: i, subject: s, additionalExtensions: { githubWorkflowTrigger: push }',
    ),
    [
      '12: additionalExtensions: extensions of certificates cannot be asked for; githubActions can ask for the owner and repository of a workflow',
    ],
  ],
  [
    'a chain alone',
    entry(`certificates: { certChain: ${CERTIFICATE} }`),
    [
      '12: a chain without a certificate would accept any that was issued by it',
    ],
  ],
  [
    'another repository for signatures',
    `repository: ghcr.io/acme/signatures\n${entry(`keys: { publicKeys: ${KEY} }`)}`,
    ['10: repository: signatures are looked for beside the image only'],
  ],
  [
    'one of two kinds',
    `attestors:\n  - count: 1\n    entries:\n      - keys: { publicKeys: ${KEY} }\n      - keyless: { issuer: i, subject: s }`,
    [
      '11: 1 of 2 signers of several kinds are asked for; a policy group with one member a kind can say so by its expression',
    ],
  ],
  [
    'one signer that counts twice',
    `attestors:\n  - count: 1\n    entries:\n      - keyless: { issuer: i, subject: s }\n      - keyless: { issuer: i, subject: s }`,
    ['11: one signer is listed twice and would count twice'],
  ],
  [
    'a field that is not known',
    `rekorIsOptional: true\n${keyless('issuer: i, subject: s')}`,
    ['10: rekorIsOptional: has no equivalent that is known'],
  ],
  [
    'images to skip without a registry',
    `skipImageReferences: ["nginx:*"]\n${keyless('issuer: i, subject: s')}`,
    [
      '10: nginx:*: write the canonical name, such as docker.io/library/nginx:*',
    ],
  ],
  ['nobody', 'required: true', ['9: without attestors nothing is verified']],
  [
    'two reasons',
    `useCache: 1\nmutateDigest: "yes"\n${keyless('subject: "?"')}`,
    [
      '11: mutateDigest: is not true or false',
      '14: without issuer: would accept any issuer',
      `14: subject ?: ${ONLY}`,
    ],
  ],
];

describe('migrate refuses of Kyverno', () => {
  for (const [what, verification, expected] of KYVERNO) {
    it(what, () => assert.deepEqual(refusals(kyverno(verification)), expected));
  }

  const good = keyless('issuer: i, subject: s');
  const scopes: readonly (readonly [string, string, string])[] = [
    [
      'conditions',
      '\n      preconditions: { all: [] }',
      '8: preconditions: conditions on the object have no equivalent',
    ],
    [
      'excluded users',
      '\n      exclude: { any: [{ clusterRoles: [admin] }] }',
      '8: clusterRoles: has no equivalent that is known',
    ],
    [
      'excluded kinds',
      '\n      exclude: { any: [{ resources: { kinds: [Job], namespaces: [a] } }] }',
      '8: kinds: only whole namespaces can be excluded',
    ],
    [
      'patterns of namespaces',
      '\n      exclude: { any: [{ resources: { namespaces: ["kube-*"] } }] }',
      '8: namespaces: kube-* is a pattern',
    ],
    [
      'several filters',
      '\n      exclude: { any: [{ resources: { namespaces: [a] } }, { resources: { namespaces: [b] } }] }',
      '8: exclude: only one filter can be kept; write a policy for each',
    ],
  ];
  for (const [what, more, expected] of scopes) {
    it(what, () => assert.deepEqual(refusals(kyverno(good, more)), [expected]));
  }

  it('rules that verify no images, beside some that do', () => {
    const text = kyverno(good).replace(
      '  rules:',
      '  rules:\n    - name: other\n      mutate: {}',
    );
    assert.deepEqual(refusals(text), [
      '6: rule other verifies no images: move it to another file',
      '7: mutate: has no equivalent that is known',
    ]);
  });

  it('no rule for its name, which becomes one of a resource', () => {
    const rule = good.replace(/^/gm, '          ');
    const text = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: check }
spec:
  rules:
${['First Rule', 'second_rule']
  .map(
    (name) => `    - name: ${name}
      match: { any: [{ resources: { kinds: [Pod] } }] }
      verifyImages:
        - imageReferences: ["ghcr.io/acme/*"]
${rule}
`,
  )
  .join('')}`;
    const { text: migrated, refusals: none } = migrateText(text, 'file.yaml', {
      fromRust: false,
    });
    assert.deepEqual(none, []);
    assert.deepEqual(migrated.match(/(?<=^ {2}name: ).*$/gm), [
      'check-first-rule',
      'check-second-rule',
    ]);
  });

  it('JSON, which the new text would not be', () => {
    const text =
      '{"apiVersion":"policy.sigstore.dev/v1","kind":"ClusterImagePolicy"}';
    assert.deepEqual(refusals(text), ['1: is JSON: write it as YAML first']);
  });
});

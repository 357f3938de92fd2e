// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrateText } from '../../src/migrate/migrate-text.js';
import { KEY, refusals } from '../support/refusals.js';

describe('migrate refuses of ImageValidatingPolicy', () => {
  const policy = (spec: string) => `apiVersion: policies.kyverno.io/v1
kind: ImageValidatingPolicy
metadata: { name: check }
spec:
${spec.replace(/^/gm, '  ')}
`;
  const attestor =
    'attestors:\n  - name: a\n    cosign: { keyless: { identities: [{ issuer: i, subject: s }] } }';
  const all = (list: string, more = 'all(e, e > 0)') =>
    `validations:\n  - expression: "images.containers.map(image, verifyImageSignatures(image, [${list}])).${more}"`;
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'an expression that is not understood',
      `${attestor}\n${all('attestors.a', 'exists(e, e > 0)')}`,
      [
        '9: expression: only images.containers.map(image, verifyImageSignatures(image, [attestors.NAME])).all(e, e > 0) is understood',
      ],
    ],
    [
      'an attestor that is not there',
      `${attestor}\n${all('attestors.b')}`,
      [
        '9: expression: there is no attestor b',
        '9: expression: 1 of 0 attestors',
      ],
    ],
    [
      'more attestors than there are',
      `${attestor}\n${all('attestors.a', 'all(e, e > 1)')}`,
      ['9: expression: 2 of 1 attestors'],
    ],
    [
      'none needed',
      `${attestor}\n${all('attestors.a', 'all(e, e >= 0)')}`,
      ['9: expression: 0 of 1 attestors'],
    ],
    [
      'Notary, attestations and expressions for images',
      `matchImageReferences: [{ expression: image.registry == 'ghcr.io' }]\nattestors:\n  - name: a\n    notary: { certs: { value: x } }\nattestations: [{ name: sbom }]\n${all('attestors.a')}`,
      [
        '9: attestations: attestations have no equivalent: the policy verifies signatures of images only',
        '5: expression: expressions cannot choose images; write a glob',
        '8: notary: Notary signatures have no equivalent',
        '11: expression: 1 of 0 attestors',
      ],
    ],
    [
      'a key by an expression',
      `attestors:\n  - name: a\n    cosign: { key: { expression: variables.key } }\n${all('attestors.a')}`,
      [
        '7: expression: an expression cannot give the key: write it',
        '9: expression: 1 of 0 attestors',
      ],
    ],
    [
      'admission that is off',
      `evaluation: { admission: { enabled: false } }\n${attestor}\n${all('attestors.a')}`,
      ['5: admission: is off, so nothing is verified'],
    ],
  ];
  for (const [what, spec, expected] of cases) {
    it(what, () => assert.deepEqual(refusals(policy(spec)), expected));
  }
});

describe('migrate refuses of ClusterImagePolicy', () => {
  const policy = (
    authority: string,
    more = '',
  ) => `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: { name: check }
spec:
  images: [{ glob: "ghcr.io/acme/**" }]
  authorities:
    - ${authority}${more}
`;
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a static pass',
      policy('static: { action: pass }'),
      [
        '7: static: images that no rule matches pass anyway; with unmatchedImages: reject, name these in excludeImages',
      ],
    ],
    [
      'a static fail',
      policy('static: { action: fail, message: no }'),
      [
        '7: static: no image can be named that always fails; unmatchedImages: reject turns away what no rule matches',
      ],
    ],
    [
      'a CUE policy',
      policy(
        'keyless: { identities: [{ issuer: i, subject: s }] }',
        '\n  policy: { type: cue, data: "" }',
      ),
      [
        '8: policy: attestations have no equivalent: the policy verifies signatures of images only',
      ],
    ],
    [
      'a bundle signed by a key',
      policy(`key: { data: ${KEY} }`, '\n      signatureFormat: bundle'),
      [
        '7: signatureFormat: no release of Kubewarden verifies bundles that are signed by a key',
      ],
    ],
    [
      'signatures elsewhere',
      policy(
        'keyless: { identities: [{ issuer: i, subject: s }] }',
        '\n      source: [{ oci: registry.example.org/signatures }]',
      ),
      ['8: oci: signatures are looked for beside the image only'],
    ],
    [
      'any of several kinds',
      policy(
        `key: { data: ${KEY} }`,
        '\n    - keyless: { identities: [{ issuer: i, subject: s }] }',
      ),
      [
        '5: 1 of 2 signers of several kinds are asked for; a policy group with one member a kind can say so by its expression',
      ],
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(what, () => assert.deepEqual(refusals(text), expected));
  }
});

it('migrate refuses globs that mean Docker Hub by its other name', () => {
  for (const glob of ['index.docker.**', 'inde**', '*.docker.io/**']) {
    const text = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: { name: check }
spec:
  images: [{ glob: "${glob}" }]
  authorities: [{ keyless: { identities: [{ issuer: i, subject: s }] } }]
`;
    assert.deepEqual(refusals(text), [
      `5: glob: ${glob}: write docker.io for images of Docker Hub`,
    ]);
  }
});

describe('migrate refuses of Connaisseur', () => {
  const values = (policy: string) => `validators:
  - { name: allow, type: static, approve: true }
  - { name: deny, type: static, approve: false }
  - { name: acme, type: cosign, trustRoots: [{ name: default, keyless: { issuer: i, subject: s } }, { name: other, keyless: { issuer: i, subject: t } }] }
policy:
${policy.replace(/^/gm, '  ')}
`;
  const acme = '- { pattern: "registry.example.org/*:*", validator: acme }';
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a more specific rule that asks for something else',
      `${acme}\n- { pattern: "registry.example.org/lab/*", validator: acme, with: { trustRoot: other } }`,
      [
        '7: registry.example.org/lab/* and registry.example.org/* both match some images: only the more specific rule applied to them, and here both would',
      ],
    ],
    [
      'an exception from a rule for all images',
      `- { pattern: "*:*", validator: acme }\n- { pattern: "registry.example.org/lab/*", validator: acme, with: { trustRoot: other } }`,
      [
        '7: registry.example.org/lab/* is also matched by *: only the more specific rule applied, and here both would',
      ],
    ],
    [
      'images that are denied, where others are accepted',
      '- { pattern: "*:*", validator: allow }\n- { pattern: "docker.io/evil/*", validator: deny }',
      ['7: docker.io/evil/*: no image can be named that always fails'],
    ],
    [
      'all images twice',
      '- { pattern: "*:*", validator: deny }\n- { pattern: "*", validator: allow }',
      ['7: pattern: is about all images once more'],
    ],
    [
      'a validator that is not there',
      '- { pattern: "*:*", validator: nobody }',
      ['6: validator: there is none named nobody'],
    ],
    [
      'a trust root that is not there',
      '- { pattern: "a.example.org/*", validator: acme, with: { trustRoot: nobody } }',
      ['6: trustRoot: there is no trust root named nobody'],
    ],
    [
      'a misspelt option',
      '- { pattern: "a.example.org/*", validator: acme, with: { key: other } }',
      ['6: key: has no equivalent that is known'],
    ],
  ];
  for (const [what, policy, expected] of cases) {
    it(what, () => assert.deepEqual(refusals(values(policy)), expected));
  }

  it('Notary', () => {
    const text = `validators:
  - { name: default, type: notaryv1, trustRoots: [{ name: default, key: ${KEY} }] }
policy: [{ pattern: "*:*" }]
`;
    assert.deepEqual(refusals(text), [
      '2: type: notaryv1 signatures have no equivalent',
    ]);
  });
});

describe('migrate refuses of the Rust policy', () => {
  const rust = (entry: string) => `signatures:
  - image: ghcr.io/acme/*
${entry.replace(/^/gm, '    ')}
`;
  it('keys that it ignores', () => {
    assert.deepEqual(
      refusals(
        `unmatchedImages: reject\n${rust('githubActions: { owner: a }\nanotations: { a: b }\nminimumMatches: 1')}`,
        true,
      ),
      [
        '1: unmatchedImages: the Rust policy ignores it; take it out',
        '5: anotations: the Rust policy ignores it; take it out',
        '6: minimumMatches: the Rust policy ignores it; take it out',
      ],
    );
  });

  it('keys that it ignores, in settings by an alias', () => {
    const aliased = `kind: ClusterAdmissionPolicy
spec:
  module: registry://ghcr.io/kubewarden/policies/verify-image-signatures:v0.3.0
  entry: &entry
    image: ghcr.io/acme/*
    minimumMatches: 1
    githubActions: { owner: a }
  list: &list
    - *entry
  shared: &shared
    excludeImages: ['docker.io/*']
    signatures: *list
  settings: *shared
`;
    assert.deepEqual(refusals(aliased), [
      '11: excludeImages: the Rust policy ignores it; take it out',
      '6: minimumMatches: the Rust policy ignores it; take it out',
    ]);
  });

  it('two kinds of signers in one entry', () => {
    assert.deepEqual(
      refusals(rust('githubActions: { owner: a }\nkeyless: []'), true),
      [
        '2: githubActions and keyless: the Rust policy heeds one of them only; take the others out',
      ],
    );
  });
});

it('migrate refuses both spellings of a key', () => {
  assert.deepEqual(
    refusals('signatures:\n  - image: a\n    pubKeys: []\n    pub_keys: []\n'),
    ['4: pub_keys: stands beside pubKeys; only one of the two can be meant'],
  );
});

it('migrate refuses a List that holds other things too', () => {
  const text = `apiVersion: v1
kind: List
items:
  - apiVersion: policy.sigstore.dev/v1beta1
    kind: ClusterImagePolicy
    metadata: { name: check }
    spec:
      images: [{ glob: "**" }]
      authorities: [{ keyless: { identities: [{ issuer: i, subject: s }] } }]
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: other }
`;
  assert.deepEqual(refusals(text), [
    '10: stands in a List beside policies to convert: part them',
  ]);
  const [list = ''] = text.split('  - apiVersion: v1\n');
  const { text: migrated } = migrateText(list, 'file.yaml', {
    fromRust: false,
  });
  assert.match(
    migrated,
    /^apiVersion: policies\.kubewarden\.io\/v1\nkind: ClusterAdmissionPolicy\n/,
  );
});

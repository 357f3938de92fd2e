// SPDX-License-Identifier: Apache-2.0
// `policy-host explain` with really signed images: the rules are what the
// compiled policy makes of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { JsonObject } from '../../support/json.js';
import { projectJson, projectPath } from '../../support/project.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';

const folder = mkdtempSync(join(tmpdir(), 'explain-'));
after(() => rmSync(folder, { recursive: true }));

const [SIGNERS] = projectJson<{
  signatures: [JsonObject & { image: string }];
}>('tests/fixtures/settings/project-safety.json').signatures;
const OTHER = { githubActions: { owner: 'acme' } };

const SETTINGS = {
  excludeImages: ['registry.example.org/project-safety/left-out:*'],
  signatures: [
    { image: 'registry.example.org/Project-Safety/*', ...OTHER },
    { image: 'registry.example.org/project-safety/*:v9*', ...OTHER },
    { image: 'ghcr.io/acme/*', ...OTHER },
    SIGNERS,
    { image: 'nginx*', ...OTHER },
    { image: 'registry.example.org/untagged', ...OTHER },
  ],
};

const LAYOUT = `oci:${projectPath('tests/fixtures/oci-layout')}`;
/** Docker Hub is on loopback here, too. */
const HUB = ['--registry-mirror', `docker.io=${LAYOUT}`];

function explain(image: string, ...flags: readonly string[]): string {
  const policy = join(folder, 'policy.json.yaml');
  const rules = [
    {
      apiGroups: [''],
      apiVersions: ['v1'],
      resources: ['pods'],
      operations: ['CREATE'],
    },
  ];
  const module = `file://${projectPath('policy.wasm')}`;
  const resource = {
    apiVersion: 'policies.kubewarden.io/v1',
    kind: 'ClusterAdmissionPolicy',
    metadata: { name: 'signed' },
    spec: { module, mutating: true, rules, settings: SETTINGS },
  };
  writeFileSync(policy, JSON.stringify(resource));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      projectPath('packages/policy-host/bin/policy-host.js'),
      ...['explain', image, '--policy', policy, ...flags],
      '--registry-mirror',
      `registry.example.org=${LAYOUT}`,
      '--sigstore-trust-config',
      projectPath('tests/fixtures/trust/trust-config.json'),
    ],
    { encoding: 'utf8', timeout: 120_000 },
  );
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return stdout;
}

test('an image that lacks a signer', () => {
  const image = fixtureImage('alice-only').reference;
  const text = explain(image).replace(/sha256:[0-9a-f]{64}/, 'DIGEST');
  assert.equal(
    text,
    `${image} under policy signed
registry: DIGEST

signatures[0] registry.example.org/Project-Safety/*: does not match, but nearly: it has capital letters, images have none: registry.example.org/project-safety/* would match
signatures[1] registry.example.org/project-safety/*:v9*: does not match, but nearly: it asks for another tag or digest: registry.example.org/project-safety/** would match
signatures[2] ghcr.io/acme/*: does not match
signatures[3] registry.example.org/project-safety/*: matches the full name, not satisfied
  ${image} (containers[0]) is not signed by Bob <bob@example.org> (signatures[3].certificates[1]) [not-signed-by]
  ok   certificate CN=Alice, O=Example Company: signature layer 1
  miss certificate CN=Bob, O=Example Company
         signature layer 1: signature is not by this certificate
signatures[4] nginx*: does not match
signatures[5] registry.example.org/untagged: does not match

Signatures:
  signature layer 1 (cosign 2 layer)
    signer: CN=Alice, O=Example Company
    issuer: CN=Example Code Signing CA, O=Example Company
    times: 2025-06-01T16:00:02.000Z
    logged: yes
    log entry: 1004
    annotations: {}
`,
  );
});

test('the same as JSON', () => {
  const image = fixtureImage('search').reference;
  const [explained] = JSON.parse(explain(image, '-o', 'json')) as [
    {
      rules: readonly JsonObject[];
      signatures: readonly JsonObject[];
      problems: unknown;
      expiring: unknown;
    },
  ];
  assert.deepEqual(
    explained.rules.map(({ applies }) => applies),
    [false, false, false, true, false, false],
  );
  assert.deepEqual(explained.rules[3], {
    index: 3,
    pattern: 'registry.example.org/project-safety/*',
    applies: true,
    spelling: 'full name',
    matched: image,
    accepted: true,
    requirements: [
      {
        signer: 'certificate CN=Alice, O=Example Company',
        metBy: ['signature layer 1'],
        misses: [
          {
            signature: 'signature layer 2',
            reason: 'signature is not by this certificate',
          },
        ],
      },
      {
        signer: 'certificate CN=Bob, O=Example Company',
        metBy: ['signature layer 2'],
        misses: [
          {
            signature: 'signature layer 1',
            reason: 'signature is not by this certificate',
          },
        ],
      },
    ],
  });
  assert.equal(explained.signatures.length, 2);
  assert.deepEqual(explained.problems, []);
  assert.deepEqual(explained.expiring, []);
});

test('the spelling that matches, exclusion, rules without images', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ image: 'nginxinc/web:v1' }] },
  };
  const manifest = join(folder, 'pod.json');
  writeFileSync(manifest, JSON.stringify(pod));
  const missing = 'registry.example.org/project-safety/nope:v1';
  assert.deepEqual(
    explain(missing, '-r', manifest)
      .split('\n')
      .filter((line) => line.includes('none of the images')),
    [0, 1, 2, 3, 5].map(
      (index) =>
        `signatures[${index}] ${SETTINGS.signatures[index]?.image ?? ''} matches none of the images of the objects`,
    ),
  );
  for (const [image, rule, name] of [
    ['nginx:1.29', '[4] nginx*', 'short name'],
    ['nginx', '[4] nginx*', 'short name nginx:latest'],
    ['docker.io/library/nginx:1.29', '[4] nginx*', 'short name nginx:1.29'],
    [
      'index.docker.io/nginxinc/web:v1',
      '[4] nginx*',
      'short name nginxinc/web:v1',
    ],
    [
      'registry.example.org/untagged',
      '[5] registry.example.org/untagged',
      'full name registry.example.org/untagged:latest',
    ],
  ] as const) {
    const line = `\nsignatures${rule}: matches the ${name}, not satisfied\n`;
    assert.ok(explain(image, ...HUB).includes(line), image);
  }
  assert.match(
    explain('registry.example.org/project-safety/left-out:v1'),
    /\nsignatures\[3\] .*: does not match, but nearly: excludeImages leaves the image out\n/,
  );
});

test('an image that the registry does not have', () => {
  const text = explain('registry.example.org/project-safety/nope:v1');
  assert.match(text, /\nregistry: .*repository name not known\]\n/);
  assert.match(text, /\[image-unknown\]\n/);
  assert.match(text, /\nNo signatures found\.\n/);
});

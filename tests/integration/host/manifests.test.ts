// SPDX-License-Identifier: Apache-2.0
// Manifests as they come out of `helm template` and `kubectl get`, asked of
// the compiled policy by its resource, with really signed images.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { projectPath } from '../../support/project.js';
import { ARGUMENTS, POLICY } from '../../support/signed-manifests.js';

const SAFE = 'registry.example.org/project-safety';

const CHART = `---
# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: search
---
# Source: shop/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: search
spec:
  template:
    spec:
      containers:
        - name: app
          image: ${SAFE}/micro-svc-search:v1.2.0
---
# Source: shop/templates/cronjob.yaml
apiVersion: batch/v1
kind: CronJob
metadata:
  name: cleanup
spec:
  jobTemplate:
    spec:
      template:
        spec:
          initContainers:
            - name: init
              image: ${SAFE}/micro-svc-search:v1.2.0
          containers:
            - name: app
              image: ${SAFE}/unsigned:v1.0.0
`;

const LIST = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    ['signed', 'micro-svc-search:v1.2.0'],
    ['unsigned', 'unsigned:v1.0.0'],
  ].map(([name, image]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: { containers: [{ name: 'app', image: `${SAFE}/${image}` }] },
  })),
});

function run(stdin: string, ...flags: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      projectPath('packages/policy-host/bin/policy-host.js'),
      'run',
      ...['-r', '-', ...flags, ...ARGUMENTS, POLICY],
    ],
    { input: stdin, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

/** What the host said goes to the log. */
const WARNING = `WARN policy_log: image is not accepted data={"cause":"Callback evaluation failure: no signatures found for image: ${SAFE}/unsigned:v1.0.0 ","code":"not-signed","image":"${SAFE}/unsigned:v1.0.0","rule":0}\n`;

describe('manifests', () => {
  it('of a chart: annotations stand at the image that is not signed', () => {
    const { status, stdout, stderr } = run(
      CHART,
      ...['-o', 'github', '--exit-code'],
    );
    assert.equal(
      stderr,
      'INFO host: 1 of the objects match no rule of policy verify-image-signatures\n' +
        WARNING,
    );
    assert.equal(status, 1);
    const image = `${SAFE}/unsigned:v1.0.0`;
    assert.equal(
      stdout,
      `::error file=stdin,line=35,title=rejected by verify-image-signatures::Resource cleanup is not accepted: ${image} (containers[0]) is not signed (signatures[0].certificates) [not-signed]\n`,
    );
  });

  it('of a cluster: every item of the list by its name', () => {
    const { status, stdout, stderr } = run(LIST, '--names');
    assert.equal(stderr, WARNING);
    assert.equal(status, 0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .map(({ file, document, object, response }) => [
        file,
        document,
        object,
        (response as { allowed: boolean }).allowed,
      ]);
    assert.deepEqual(lines, [
      ['stdin', 1, 'v1 Pod shop/signed', true],
      ['stdin', 1, 'v1 Pod shop/unsigned', false],
    ]);
  });
});

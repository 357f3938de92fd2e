// SPDX-License-Identifier: Apache-2.0
// Records the host sessions in data/ again, from really signed images:
//   node tests/e2e/record.mjs
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { serveLayout } from '../../packages/policy-host/dist/src/registry/layout-server.js';

const DATA = 'tests/e2e/data';
const REPOSITORY = 'registry.example.org/project-safety';
const IMAGES = {
  signed: `${REPOSITORY}/micro-svc-search:v1.2.0`,
  'one-signer': `${REPOSITORY}/alice-only:v1.0.0`,
};

function podRequest(image) {
  return {
    uid: '1299d386-525b-4032-98ae-1949f69f9cfc',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    operation: 'CREATE',
    name: 'search',
    namespace: 'default',
    userInfo: { username: 'alice' },
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'search' },
      spec: { containers: [{ name: 'app', image }] },
    },
  };
}

const server = await serveLayout('tests/fixtures/oci-layout');
try {
  for (const [name, image] of Object.entries(IMAGES)) {
    const request = `${DATA}/${name}.request.json`;
    writeFileSync(request, `${JSON.stringify(podRequest(image), null, 2)}\n`);
    await run([
      'packages/policy-host/bin/policy-host.js',
      'run',
      '--request-path',
      request,
      '--settings-path',
      `${DATA}/settings.json`,
      '--sigstore-trust-config',
      'tests/fixtures/trust/trust-config.json',
      '--registry-mirror',
      `registry.example.org=${server.address}`,
      '--record-host-capabilities-interactions',
      `${DATA}/${name}.session.yml`,
      'policy.wasm',
    ]);
  }
} finally {
  await server.close();
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`exit code ${code}`)),
    );
  });
}

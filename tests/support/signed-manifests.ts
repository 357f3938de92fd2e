// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from './project.js';

const SAFE = 'registry.example.org/project-safety';

/** The policy that decides, and where signatures and trust come from. */
export const POLICY = projectPath('deploy/cluster-admission-policy.yaml');
export const ARGUMENTS = [
  ...['--module', projectPath('policy.wasm')],
  '--registry-mirror',
  `registry.example.org=oci:${projectPath('tests/fixtures/oci-layout')}`,
  '--sigstore-trust-config',
  projectPath('tests/fixtures/trust/trust-config.json'),
];

/** A Pod, whose image is named on line 8. */
function pod(name: string, image: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: main
      image: ${SAFE}/${image}
`;
}

/** A folder with `signed.yaml` and `unsigned.yaml`. */
export function signedManifests(): { readonly at: string; remove(): void } {
  const at = mkdtempSync(join(tmpdir(), 'manifests-'));
  const write = (name: string, image: string) =>
    writeFileSync(join(at, `${name}.yaml`), pod(name, image));
  write('signed', 'micro-svc-search:v1.2.0');
  write('unsigned', 'unsigned:v1.0.0');
  return { at, remove: () => rmSync(at, { recursive: true }) };
}

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Policy } from '@kubewarden/policy-host';
import { Ajv } from 'ajv';
import type { Resource } from './kit.js';
import { projectDocument } from './project.js';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const schema = (name: string) =>
  ajv.compile(projectDocument(`tests/support/schemas/${name}.json`));
const isPolicy = schema('policies.kubewarden.io_v1');
const isServer = schema('policy-server');

/** Whether a resource is a policy, of a cluster or of a namespace. */
export function isThePolicy({ kind }: Resource): boolean {
  return kind.endsWith('AdmissionPolicy');
}

/**
 * Asserts that resources fit the custom resource definitions, that the policy
 * takes their settings, and that the API server waits longer than it.
 */
export async function assertDeployable(
  resources: readonly Resource[],
  policy: Policy,
): Promise<void> {
  assert.ok(resources.some(isThePolicy));
  for (const resource of resources) {
    if (resource.kind === 'ConfigMap') continue;
    const check = isThePolicy(resource) ? isPolicy : isServer;
    assert.ok(check(resource), ajv.errorsText(check.errors));
  }
  for (const { spec } of resources.filter(isThePolicy)) {
    assert.deepEqual(
      await policy.validateSettings(JSON.stringify(spec['settings'])),
      { valid: true },
    );
    assert.ok(
      Number(spec['timeoutSeconds']) > Number(spec['timeoutEvalSeconds']),
    );
  }
}

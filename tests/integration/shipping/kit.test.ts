// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  loadPolicy,
  realCapabilities,
  type Policy,
} from '@kubewarden/policy-host';
import {
  serveLayout,
  type LayoutServer,
} from '@kubewarden/policy-host/verification';
import { assertDeployable, isThePolicy } from '../../support/deployable.js';
import {
  helm,
  kustomize,
  missingTools,
  type Resource,
} from '../../support/kit.js';
import { creation, podOf } from '../../support/policy.js';
import { projectDocument, projectPath } from '../../support/project.js';

const { rules } = projectDocument<{ rules: unknown[] }>('metadata.yml');

/** The example in deploy/ whose settings an overlay has. */
const OVERLAYS = {
  certificates: 'cluster-admission-policy',
  keyless: 'keyless-policy',
  'github-actions': 'github-actions-policy',
  'default-deny': 'default-deny-policy',
  monitor: 'monitor-policy',
  namespaced: 'admission-policy',
  'verify-after-mutation': 'cluster-admission-policy',
};

const SAFE = 'registry.example.org/project-safety';
const SIGNED = `${SAFE}/micro-svc-search:v1.2.0`;
const HALF_SIGNED = `${SAFE}/alice-only:v1.0.0`;
const PAUSE = 'registry.k8s.io/pause:3.10';
const ELSEWHERE = 'docker.io/library/nginx:1.29';

/** Which of these images the settings of an overlay accept. */
const ACCEPTED: Record<keyof typeof OVERLAYS, readonly string[]> = {
  certificates: [SIGNED, PAUSE, ELSEWHERE],
  keyless: [PAUSE, ELSEWHERE],
  'github-actions': [SIGNED, HALF_SIGNED, PAUSE, ELSEWHERE],
  'default-deny': [SIGNED, PAUSE],
  monitor: [SIGNED, PAUSE, ELSEWHERE],
  namespaced: [SIGNED, PAUSE, ELSEWHERE],
  'verify-after-mutation': [SIGNED, PAUSE, ELSEWHERE],
};

/** Pods that clusters need, and the namespaces they are in. */
const SYSTEM_PODS = {
  'kube-system': 'quay.io/cilium/cilium:v1.18.2',
  'calico-system': 'docker.io/calico/node:v3.30.3',
  'kube-flannel': 'ghcr.io/flannel-io/flannel:v0.27.3',
  'cert-manager': 'quay.io/jetstack/cert-manager-controller:v1.18.2',
  kubewarden: 'ghcr.io/kubewarden/adm-controller/policy-server:v1.38.0',
  'local-path-storage': 'docker.io/kindest/local-path-provisioner:v20250214',
};

const skip = missingTools('helm', 'kustomize');

describe('overlays', { skip }, () => {
  let policy: Policy;
  let layout: LayoutServer;
  before(async () => {
    layout = await serveLayout(projectPath('tests/fixtures/oci-layout'));
    policy = await loadPolicy(projectPath('policy.wasm'), {
      capabilities: realCapabilities({
        mirrors: {
          'registry.example.org': layout.address,
          'ghcr.io': layout.address,
        },
        trustConfigPath: projectPath('tests/fixtures/trust/trust-config.json'),
      }),
    });
  });
  after(async () => {
    await policy.close();
    await layout.close();
  });

  async function isAccepted(image: string, resource: Resource) {
    const response = await policy.admit(
      creation(podOf(image), { namespace: 'shop' }),
      resource.spec['settings'] as Record<string, unknown>,
    );
    return response.allowed;
  }

  it('has the overlays that are known here', () => {
    assert.deepEqual(
      readdirSync(projectPath('deploy/overlays')).sort(),
      Object.keys(OVERLAYS).sort(),
    );
  });

  for (const [overlay, example] of Object.entries(OVERLAYS)) {
    describe(`overlay ${overlay}`, () => {
      const { status, stderr, resources } = kustomize(overlay);
      const [first] = resources.filter(isThePolicy);
      const server = resources.find(({ kind }) => kind === 'PolicyServer');

      it('renders resources that an API server takes', async () => {
        assert.equal(status, 0, stderr);
        await assertDeployable(resources, policy);
      });

      it('has the settings of the example, in a server of its own', () => {
        const { spec } = projectDocument<Resource>(`deploy/${example}.yaml`);
        assert.deepEqual(first?.spec['settings'], spec['settings']);
        assert.deepEqual(first?.spec['rules'], rules);
        assert.equal(first?.spec['module'], spec['module']);
        assert.equal(first?.spec['mode'], spec['mode']);
        assert.equal(first?.spec['policyServer'], server?.metadata.name);
        assert.equal(first?.spec['failurePolicy'], 'Fail');
      });

      it('decides about real images as it says', async () => {
        const accepted = [];
        for (const image of [SIGNED, HALF_SIGNED, PAUSE, ELSEWHERE]) {
          assert.ok(first !== undefined);
          if (await isAccepted(image, first)) accepted.push(image);
        }
        const name = overlay as keyof typeof OVERLAYS;
        assert.deepEqual(accepted, ACCEPTED[name]);
      });
    });
  }

  it('grants policies for one namespace what the policy asks for', () => {
    const { hostCapabilities } = projectDocument<{
      hostCapabilities: readonly string[];
    }>('metadata.yml');
    for (const { resources } of [
      kustomize('namespaced'),
      helm('--values', 'deploy/chart/ci/smallest.yaml'),
    ]) {
      const server = resources.find(({ kind }) => kind === 'PolicyServer');
      const granted = server?.spec['namespacedPoliciesCapabilities'];
      assert.deepEqual([...(granted as string[])].sort(), hostCapabilities);
    }
  });

  it('leaves a cluster working that denies by default', async () => {
    const [deny] = kustomize('default-deny').resources.filter(isThePolicy);
    assert.ok(deny !== undefined);
    for (const [namespace, image] of Object.entries(SYSTEM_PODS)) {
      // Its own verdict would be no: it is not asked.
      assert.equal(await isAccepted(image, deny), false, image);
      assert.equal(isSelected(namespace, deny), false, namespace);
    }
    assert.equal(isSelected('shop', deny), true);
  });

  it('verifies after mutation without changing anything', () => {
    const { resources } = kustomize('verify-after-mutation');
    const [first, second] = resources.filter(isThePolicy);
    assert.equal(first?.spec['mutating'], true);
    assert.equal(second?.spec['mutating'], false);
    assert.deepEqual(second?.spec['settings'], {
      ...(first?.spec['settings'] as object),
      digestMutation: 'none',
    });
  });
});

interface Selector {
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** Whether a policy is asked about objects in a namespace. */
function isSelected(namespace: string, { spec }: Resource): boolean {
  const selector = spec['namespaceSelector'] as Selector;
  return selector.matchExpressions.every(({ key, operator, values }) => {
    assert.deepEqual([key, operator], ['kubernetes.io/metadata.name', 'NotIn']);
    return !values.includes(namespace);
  });
}

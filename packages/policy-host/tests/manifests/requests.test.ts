// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readObjects } from '../../src/manifests/requests.js';
import { request, requests, stdin } from '../support/manifests.js';

describe('the request of an object', () => {
  it('a Deployment that is created', async () => {
    const { requests: found } = await requests(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 9007199254740993}\n',
    );
    assert.deepEqual(
      found.map(({ name, content }) => ({ name, content })),
      [
        {
          name: 'stdin Deployment default/web',
          content:
            '{"dryRun":false,"kind":{"group":"apps","kind":"Deployment","version":"v1"},"name":"web","namespace":"default","object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":9007199254740993}},"operation":"CREATE","options":{"apiVersion":"meta.k8s.io/v1","kind":"CreateOptions"},"requestKind":{"group":"apps","kind":"Deployment","version":"v1"},"requestResource":{"group":"apps","resource":"deployments","version":"v1"},"resource":{"group":"apps","resource":"deployments","version":"v1"},"uid":"UID","userInfo":{"groups":["system:authenticated"],"username":"kubernetes-admin"}}'.replace(
              'UID',
              uidOf(found[0]?.content),
            ),
        },
      ],
    );
    const again = await requests(
      '{"kind":"Deployment","apiVersion":"apps/v1","spec":{"replicas":9007199254740993},"metadata":{"name":"web"}}',
    );
    assert.equal(again.requests[0]?.content, found[0]?.content);
    assert.match(
      uidOf(found[0]?.content),
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('namespaces: of the object, of the flag, of none, of a Namespace', async () => {
    const pod = (metadata: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\n`;
    const own = await request(pod('{name: a, namespace: shop}'), {
      namespace: 'x',
    });
    assert.equal(own['namespace'], 'shop');
    const flag = await request(pod('{name: a}'), { namespace: 'x' });
    assert.equal(flag['namespace'], 'x');
    assert.deepEqual(flag['object'], {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'x' },
    });
    const node = await request(
      'apiVersion: v1\nkind: Node\nmetadata: {name: one}',
    );
    assert.equal('namespace' in node, false);
    assert.deepEqual(node['resource'], {
      group: '',
      version: 'v1',
      resource: 'nodes',
    });
    const namespace = await request(
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}',
    );
    assert.equal(namespace['namespace'], 'shop');
  });

  it('a name that is to be generated is not there', async () => {
    const generated = await request(
      'apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-}',
    );
    assert.equal('name' in generated, false);
  });

  it('a service account has its groups', async () => {
    const { userInfo } = await request(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}',
      { user: 'system:serviceaccount:ci:bot' },
    );
    assert.deepEqual(userInfo, {
      username: 'system:serviceaccount:ci:bot',
      groups: [
        'system:serviceaccounts',
        'system:serviceaccounts:ci',
        'system:authenticated',
      ],
    });
  });

  it('a sub-resource', async () => {
    const found = await request(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}',
      { subResource: 'ephemeralcontainers' },
    );
    assert.equal(found['subResource'], 'ephemeralcontainers');
    assert.equal(found['requestSubResource'], 'ephemeralcontainers');
  });

  it('DELETE has the object as the old one alone', async () => {
    const found = await request(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}',
      { operation: 'DELETE' },
    );
    assert.equal('object' in found, false);
    assert.deepEqual(found['oldObject'], {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'default' },
    });
    assert.deepEqual(found['options'], {
      apiVersion: 'meta.k8s.io/v1',
      kind: 'DeleteOptions',
    });
  });

  it('UPDATE has both, found by kind, namespace and name', async () => {
    const job = (name: string, image: string) =>
      `---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: ${name}}\nspec: {image: ${image}}\n`;
    const old = await readObjects(
      ['-'],
      stdin(job('other', 'x') + job('a', 'before')),
      () => undefined,
    );
    const found = await request(job('a', 'after'), {
      operation: 'UPDATE',
      old,
    });
    const spec = (value: unknown) => (value as { spec: unknown }).spec;
    assert.deepEqual(spec(found['object']), { image: 'after' });
    assert.deepEqual(spec(found['oldObject']), { image: 'before' });
    await assert.rejects(
      requests(job('b', 'x'), { operation: 'UPDATE', old }),
      {
        code: 'REQUEST',
        message:
          'stdin, document 1, line 2: an UPDATE needs the old object: --old has no Job default/b',
      },
    );
  });

  it('plurals: usual ones, and those of definitions among the manifests', async () => {
    const resource = async (group: string, kind: string, more = '') => {
      const text = `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: {name: a}\n${more}`;
      const found = await requests(text);
      const first = JSON.parse(found.requests[0]?.content ?? '') as {
        resource: { resource: string };
        namespace?: string;
      };
      return `${first.namespace ?? '-'} ${first.resource.resource}`;
    };
    assert.equal(
      await resource('networking.k8s.io', 'NetworkPolicy'),
      'default networkpolicies',
    );
    assert.equal(
      await resource('networking.k8s.io', 'IngressClass'),
      '- ingressclasses',
    );
    assert.equal(
      await resource('networking.k8s.io', 'Ingress'),
      'default ingresses',
    );
    assert.equal(await resource('example.org', 'Box'), 'default boxs');
    assert.equal(
      await resource(
        'example.org',
        'Box',
        '---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: boxes.example.org}\nspec: {group: example.org, scope: Cluster, names: {kind: Box, plural: boxes}}\n',
      ),
      '- boxes',
    );
    assert.equal(
      JSON.stringify(
        (await request('apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}'))[
          'resource'
        ],
      ),
      '{"group":"","resource":"endpoints","version":"v1"}',
    );
  });
});

function uidOf(content: string | undefined): string {
  return (JSON.parse(content ?? '') as { uid: string }).uid;
}

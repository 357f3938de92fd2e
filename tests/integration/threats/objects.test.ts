// SPDX-License-Identifier: Apache-2.0

/** Threats from objects that are odd, exempt themselves or hide images. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { Json, JsonObject } from '../../support/json.js';
import {
  containers,
  creation,
  pod,
  podOf,
  update,
  validate,
} from '../../support/policy.js';
import { projectDocument } from '../../support/project.js';
import {
  DIGEST,
  failure,
  trusted,
  verifyingHost,
} from '../../support/scripted-host.js';
import { malformed, rejected, unverified } from '../../support/rejection.js';

const SETTINGS: JsonObject = {
  signatures: [{ image: '*', pubKeys: [PEM.release] }],
};
const SIGNED = 'ghcr.io/acme/api:v1';
const UNSIGNED = 'ghcr.io/acme/unsigned:v1';

/** Everything is signed but UNSIGNED. */
const host = verifyingHost(({ image }) =>
  image === UNSIGNED ? failure('no signatures found') : trusted(),
);

const failedAt = (path: string): string =>
  rejected(
    unverified(
      UNSIGNED,
      'no signatures found',
      path.replace(/^(?:\w+\.)*(\w+\[\d+\]).*$/, '$1'),
      'signatures[0].pubKeys',
    ),
  );

const judge = (request: JsonObject, settings = SETTINGS): string => {
  const { accepted, message } = validate(request, settings, host);
  assert.equal(accepted, message === '');
  return message;
};

const deployment = (spec: JsonObject, replicas = 3): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, template: { spec } },
});
const DEPLOYMENT: JsonObject = {
  kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
  resource: { group: 'apps', version: 'v1', resource: 'deployments' },
};

describe('deletionTimestamp', () => {
  const terminating = (image: string): JsonObject =>
    pod(
      { containers: containers(image) },
      {
        deletionTimestamp: '2026-01-01T00:00:00Z',
        finalizers: [],
      },
    );

  it('does not exempt a changed image', () => {
    assert.equal(
      judge(update(terminating(SIGNED), terminating(UNSIGNED))),
      failedAt('spec.containers[0].image'),
    );
  });

  it('does not exempt a creation', () => {
    assert.equal(
      judge(creation(terminating(UNSIGNED))),
      failedAt('spec.containers[0].image'),
    );
  });

  it('does not exempt an added container', () => {
    const before = terminating(SIGNED);
    const after = {
      ...before,
      spec: { containers: containers(SIGNED, UNSIGNED) },
    };
    assert.equal(
      judge(update(before, after)),
      failedAt('spec.containers[1].image'),
    );
  });

  it('lets finalizers go when no image changes', () => {
    assert.equal(
      judge(update(terminating(UNSIGNED), terminating(UNSIGNED))),
      '',
    );
  });
});

describe('metadata', () => {
  const claims: readonly JsonObject[] = [
    { annotations: { 'kubewarden.io/verified': 'true' } },
    { annotations: { 'verified-images': `${UNSIGNED}@${DIGEST}` } },
    { labels: { 'policy.sigstore.dev/include': 'false' } },
    { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    {
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: '1' },
      ],
    },
    {
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Node', name: 'n', controller: true },
      ],
    },
  ];
  for (const metadata of claims) {
    it(`${JSON.stringify(metadata)} changes no verdict`, () => {
      const make = (image: string): JsonObject =>
        pod({ containers: containers(image) }, metadata);
      assert.equal(
        judge(creation(make(UNSIGNED))),
        failedAt('spec.containers[0].image'),
      );
      assert.equal(judge(creation(make(SIGNED))), '');
    });
  }
});

describe('an object that is null, empty or of a wrong type', () => {
  const objects: readonly (readonly [string, Json, string])[] = [
    ['null', null, 'object is missing'],
    ['text', 'pod', 'object is not an object'],
    ['a list', [], 'object is not an object'],
    ['empty', {}, 'spec is missing'],
    ['without containers', pod({}), 'spec.containers is missing'],
    [
      'with null containers',
      pod({ containers: null }),
      'spec.containers is missing',
    ],
    [
      'with containers as text',
      pod({ containers: UNSIGNED }),
      'spec.containers is not a list',
    ],
    [
      'with containers as an object',
      pod({ containers: { image: UNSIGNED } }),
      'spec.containers is not a list',
    ],
    [
      'with initContainers as an object',
      pod({ containers: [], initContainers: {} }),
      'spec.initContainers is not a list',
    ],
    [
      'with a container as text',
      pod({ containers: [UNSIGNED] }),
      'spec.containers[0].image is not in an object',
    ],
    [
      'with a null container',
      pod({ containers: [null] }),
      'spec.containers[0].image is not in an object',
    ],
    [
      'with volumes as text',
      pod({ containers: [], volumes: 'v' }),
      'spec.volumes is not a list',
    ],
    [
      'with an image volume without a reference',
      pod({ containers: [], volumes: [{ name: 'v', image: {} }] }),
      'spec.volumes[0].image.reference is missing',
    ],
  ];
  for (const [name, object, cause] of objects) {
    it(`${name} rejects, on CREATE and UPDATE`, () => {
      const message = rejected(malformed(cause));
      assert.equal(judge(creation(object)), message);
      assert.equal(judge(update(podOf(SIGNED), object)), message);
    });
  }

  it('absent rejects on CREATE, and passes on DELETE', () => {
    const request = Object.fromEntries(
      Object.entries(creation(null)).filter(([key]) => key !== 'object'),
    );
    assert.equal(judge(request), rejected(malformed('object is missing')));
    const oldObject = podOf(UNSIGNED);
    assert.equal(judge({ ...request, operation: 'DELETE', oldObject }), '');
  });

  it('as oldObject leaves every image changed', () => {
    for (const oldObject of [null, 'pod', [], {}, pod({ containers: 1 })]) {
      const { images } = validate(
        update(oldObject, podOf(SIGNED)),
        SETTINGS,
        host,
      );
      assert.deepEqual(images, [`${SIGNED}@${DIGEST}`]);
    }
  });
});

describe('a container', () => {
  const images: readonly (readonly [string, JsonObject, string])[] = [
    ['without an image', {}, 'is missing'],
    ['with a number as image', { image: 1 }, 'is not a string'],
    ['with a null image', { image: null }, 'is not a string'],
    ['with a list as image', { image: [SIGNED] }, 'is not a string'],
    ['with an empty image', { image: '' }, 'is empty'],
  ];
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const [name, container, fault] of images) {
      it(`of ${list} ${name} rejects`, () => {
        const spec = {
          containers: [],
          [list]: [{ name: 'c', ...container }],
        };
        assert.equal(
          judge(creation(pod(spec))),
          rejected(malformed(`spec.${list}[0].image ${fault}`)),
        );
      });
    }
  }

  it('with an image of 10 kB rejects, in a short message', () => {
    const message = judge(creation(podOf('a'.repeat(10_240))));
    assert.ok(message.startsWith('Resource web is not accepted: '));
    assert.ok(Buffer.byteLength(message) < 600);
  });
});

describe('ephemeral containers', () => {
  it('are verified on the pods/ephemeralcontainers subresource', () => {
    const before = podOf(SIGNED);
    const after = pod({
      containers: containers(SIGNED),
      ephemeralContainers: [{ name: 'debug', image: UNSIGNED }],
    });
    assert.equal(
      judge(update(before, after, { subResource: 'ephemeralcontainers' })),
      failedAt('spec.ephemeralContainers[0].image'),
    );
  });

  it('are sent to the policy by the rules of metadata.yml', () => {
    const { rules } = projectDocument<{
      rules: readonly { resources: string[]; operations: string[] }[];
    }>('metadata.yml');
    const rule = rules.find(({ resources }) =>
      resources.includes('pods/ephemeralcontainers'),
    );
    assert.ok(rule?.operations.includes('UPDATE'));
  });
});

describe('a new image beside another change', () => {
  it('with one replica less is verified', () => {
    const spec = (image: string): JsonObject => ({
      containers: containers(image),
    });
    assert.equal(
      judge(
        update(
          deployment(spec(SIGNED), 3),
          deployment(spec(UNSIGNED), 2),
          DEPLOYMENT,
        ),
      ),
      failedAt('spec.template.spec.containers[0].image'),
    );
  });

  it('under the name of an old container is verified', () => {
    const before = pod({ containers: containers(SIGNED, UNSIGNED) });
    const after = pod({ containers: containers(UNSIGNED, SIGNED) });
    const { images, message } = validate(
      update(before, after),
      SETTINGS,
      verifyingHost(() => trusted()),
    );
    assert.equal(message, '');
    assert.deepEqual(images, [`${UNSIGNED}@${DIGEST}`, `${SIGNED}@${DIGEST}`]);
  });
});

describe('the same kind name in another API group', () => {
  const spec = { containers: containers(UNSIGNED) };
  const elsewhere: readonly (readonly [string, string])[] = [
    ['example.org', 'Pod'],
    ['example.org', 'Deployment'],
    ['batch', 'Deployment'],
    ['apps', 'Pod'],
    ['', 'Deployment'],
  ];
  for (const [group, kind] of elsewhere) {
    it(`${kind} of "${group}" is an unknown resource`, () => {
      const request = creation(
        { ...deployment(spec), spec: { ...spec, template: { spec } } },
        { kind: { group, version: 'v1', kind } },
      );
      assert.equal(judge(request), '');
      assert.equal(
        judge(request, { ...SETTINGS, unknownResources: 'reject' }),
        `no images are looked for in objects of kind ${kind} of API group ` +
          `"${group}" [kind-unknown]`,
      );
    });
  }

  it('can be declared to hold pods', () => {
    const path = 'spec.template.spec';
    const podSpecPaths = [
      { apiGroup: 'example.org', kind: 'Deployment', path },
    ];
    const kind = { group: 'example.org', version: 'v1', kind: 'Deployment' };
    assert.equal(
      judge(creation(deployment(spec), { kind }), {
        ...SETTINGS,
        podSpecPaths,
      }),
      failedAt('spec.template.spec.containers[0].image'),
    );
  });
});

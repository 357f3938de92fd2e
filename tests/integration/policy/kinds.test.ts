// SPDX-License-Identifier: Apache-2.0

/** Where images are: by group and kind, and never by the kind alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../support/json.js';
import { containers, creation, validate } from '../../support/policy.js';
import { DIGEST, failure, verifyingHost } from '../../support/scripted-host.js';
import { transcribeRequest } from '../../support/transcript.js';
import { malformed, rejected, unverified } from '../../support/rejection.js';

const SETTINGS = {
  signatures: [{ image: '*', keyless: [{ issuer: 'i', subject: 's' }] }],
};
const IMAGE = 'a.io/b:1';
const PATHS = {
  pod: 'spec',
  template: 'template.spec',
  workload: 'spec.template.spec',
  cronJob: 'spec.jobTemplate.spec.template.spec',
};

const KINDS: readonly (readonly [string, string, string])[] = [
  ['', 'Pod', PATHS.pod],
  ['', 'ReplicationController', PATHS.workload],
  ['', 'PodTemplate', PATHS.template],
  ...['apps', 'extensions'].flatMap((group) =>
    ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].map(
      (kind) => [group, kind, PATHS.workload] as const,
    ),
  ),
  ['batch', 'Job', PATHS.workload],
  ['batch', 'CronJob', PATHS.cronJob],
];

const STRANGERS: readonly (readonly [string, string])[] = [
  ['apps', 'Pod'],
  ['batch', 'Pod'],
  ['', 'Deployment'],
  ['', 'Job'],
  ['batch', 'Deployment'],
  ['apps', 'CronJob'],
  ['app', 'Deployment'],
  ['apps.example', 'Deployment'],
  ['', 'pod'],
  ['', 'Pods'],
  ['', ''],
];

/** An object with a value at a path of keys joined by dots. */
const nest = (path: string, value: Json): JsonObject =>
  path
    .split('.')
    .reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;

const ask = (
  group: string,
  kind: string,
  object: Json,
  changes: JsonObject = {},
): JsonObject =>
  creation(object, { kind: { group, version: 'v1', kind }, ...changes });

const untrusting = verifyingHost(() => failure('unsigned'));
const rejection = (message: string): object => ({ accepted: false, message });

/** Verdict and message alone. */
function verdict(request: JsonObject, settings: JsonObject = SETTINGS): object {
  const { accepted, message } = validate(request, settings, untrusting);
  return { accepted, message };
}

describe('every kind with pods', () => {
  for (const [group, kind, path] of KINDS) {
    const spec = { containers: containers(IMAGE) };
    const object = nest(path, spec);

    it(`${kind} of "${group}" is verified at ${path} and pinned`, () => {
      const { accepted, mutated } = validate(
        ask(group, kind, object),
        SETTINGS,
      );
      assert.equal(accepted, true);
      assert.deepEqual(
        mutated,
        nest(path, { containers: containers(`${IMAGE}@${DIGEST}`) }),
      );
      assert.deepEqual(
        verdict(ask(group, kind, object)),
        rejection(rejected(unverified(IMAGE, 'unsigned', 0))),
      );
    });

    it(`${kind} of "${group}" rejects what cannot be understood`, () => {
      const steps = path.split('.');
      steps.forEach((_, index) => {
        const parent = steps.slice(0, index).join('.');
        const at = steps.slice(0, index + 1).join('.');
        const without = parent === '' ? { other: 1 } : nest(parent, {});
        const reasons: [JsonObject, string][] = [
          [without, `${at} is missing`],
          [nest(at, null), `${at} is not an object`],
          [nest(at, [spec]), `${at} is not an object`],
        ];
        for (const [broken, reason] of reasons) {
          assert.deepEqual(
            verdict(ask(group, kind, broken)),
            rejection(rejected(malformed(reason))),
          );
        }
      });
    });
  }

  it('of another group or spelling is an unknown resource', () => {
    const object = nest('spec', { containers: containers(IMAGE) });
    for (const [group, kind] of STRANGERS) {
      const request = ask(group, kind, object);
      const text = `no images are looked for in objects of kind ${kind} of API group "${group}"`;
      const { reply, log, verify } = transcribeRequest(request, SETTINGS);
      assert.equal(reply, '{"accepted":true}');
      assert.deepEqual(verify, []);
      assert.deepEqual(log, [{ level: 'info', message: text }]);
      const strict = { ...SETTINGS, unknownResources: 'reject' };
      assert.deepEqual(
        verdict(request, strict),
        rejection(`${text} [kind-unknown]`),
      );
    }
  });
});

describe('what starts no image', () => {
  const unsigned = nest('spec', { containers: containers(IMAGE) });
  for (const operation of ['CREATE', 'UPDATE']) {
    for (const subResource of ['status', 'scale']) {
      it(`${operation} of ${subResource} accepts`, () => {
        const changes = { operation, subResource };
        assert.deepEqual(verdict(ask('', 'Pod', unsigned, changes)), {
          accepted: true,
          message: '',
        });
      });
    }
    for (const subResource of ['ephemeralcontainers', 'resize', 'Status', '']) {
      it(`${operation} of ${subResource || 'an empty subresource'} does not`, () => {
        const changes = { operation, subResource };
        assert.equal(
          validate(ask('', 'Pod', unsigned, changes), SETTINGS, untrusting)
            .accepted,
          false,
        );
      });
    }
  }

  it('DELETE accepts, with and without an object', () => {
    for (const object of [unsigned, null, 'x']) {
      const request = ask('', 'Pod', object, { operation: 'DELETE' });
      assert.deepEqual(verdict(request), { accepted: true, message: '' });
    }
  });

  it('a request without operation, kind or group rejects, and says which', () => {
    const kind = { group: '', version: 'v1', kind: 'Pod' };
    const rows: readonly [JsonObject, string][] = [
      [{ operation: null }, 'request.operation is missing'],
      [{ kind: null }, 'request.kind is not an object'],
      [{ kind: {} }, 'request.kind.kind is missing'],
      [{ kind: { ...kind, kind: null } }, 'request.kind.kind is missing'],
      [
        { kind: { version: 'v1', kind: 'Pod' } },
        'request.kind.group is missing',
      ],
      [{ kind: { ...kind, group: null } }, 'request.kind.group is missing'],
    ];
    for (const [changes, what] of rows) {
      const message = `The validation request is malformed: ${what} [request-malformed]`;
      assert.deepEqual(
        verdict(ask('', 'Pod', unsigned, changes)),
        rejection(message),
      );
    }
  });
});

describe('podSpecPaths', () => {
  const settings = {
    ...SETTINGS,
    unknownResources: 'reject',
    podSpecPaths: [
      { apiGroup: 'argoproj.io', kind: 'Rollout', path: 'spec.template.spec' },
      {
        apiGroup: 'serving.knative.dev',
        kind: 'Service',
        path: 'spec.template.spec',
      },
      { apiGroup: 'x.io', kind: 'Deep', path: 'a.b.c.d.e.f' },
    ],
  };
  const spec = { containers: containers(IMAGE) };

  it('makes a custom resource verified and mutated', () => {
    for (const { apiGroup, kind, path } of settings.podSpecPaths) {
      const request = ask(apiGroup, kind, nest(path, spec));
      assert.deepEqual(
        validate(request, settings).mutated,
        nest(path, { containers: containers(`${IMAGE}@${DIGEST}`) }),
      );
      assert.deepEqual(
        verdict(request, settings),
        rejection(
          rejected(
            unverified(
              IMAGE,
              'unsigned',
              kind === 'Deep' ? `${path}.containers[0]` : 0,
            ),
          ),
        ),
      );
    }
  });

  it('holds for its group and kind together', () => {
    const request = ask(
      'argoproj.io',
      'Service',
      nest('spec.template.spec', spec),
    );
    assert.equal(validate(request, settings).accepted, false);
    assert.deepEqual(validate(request, settings).verified, []);
  });

  it('rejects an object that has nothing there', () => {
    assert.deepEqual(
      verdict(ask('x.io', 'Deep', nest('a.b.c', {})), settings),
      rejection(rejected(malformed('a.b.c.d is missing'))),
    );
  });

  it('rejects an object that cannot be read to its end', () => {
    // Half a surrogate pair ends the reading; an image follows.
    const cut = { containers: [{ name: '\ud800' }, { image: IMAGE }] };
    const names = { containers: [{ image: 'b.io/x', '\udc00': 1 }, spec] };
    for (const broken of [cut, names]) {
      assert.deepEqual(
        verdict(ask('x.io', 'Deep', nest('a.b.c.d.e.f', broken)), settings),
        rejection(rejected(malformed('object is not valid JSON'))),
      );
    }
  });

  it('accepts status, scale and DELETE of it', () => {
    const request = (changes: JsonObject) =>
      ask('argoproj.io', 'Rollout', nest('spec.template.spec', spec), changes);
    for (const changes of [
      { subResource: 'status' },
      { subResource: 'scale' },
      { operation: 'DELETE' },
    ]) {
      assert.deepEqual(verdict(request(changes), settings), {
        accepted: true,
        message: '',
      });
    }
  });
});

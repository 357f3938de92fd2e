// SPDX-License-Identifier: Apache-2.0

/** The mutated object is the original, byte for byte, but for the images. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import { loadGuest } from '../../support/guest.js';
import { wireJson, type Json, type JsonObject } from '../../support/json.js';
import {
  containers,
  creation,
  pod,
  podOf,
  update,
  validate,
} from '../../support/policy.js';
import { DIGEST, trustingHost } from '../../support/scripted-host.js';

const SETTINGS: JsonObject = {
  signatures: [{ image: '*', pubKeys: [PEM.release] }],
};
const guest = loadGuest();

/** The text of `mutated_object` for an object given as JSON text. */
function mutatedText(object: string, changes: JsonObject = {}): string {
  const payload = wireJson({
    request: creation('OBJECT', changes),
    settings: SETTINGS,
  }).replace('"OBJECT"', () => object);
  const { status, bytes } = guest.call('validate', payload, trustingHost);
  const text = Buffer.from(bytes).toString();
  assert.equal(status, 'ok', text);
  const head = '{"accepted":true,"mutated_object":';
  const tail = text.indexOf(',"audit_annotations":');
  assert.ok(text.startsWith(head) && tail > 0, text);
  return text.slice(head.length, tail);
}

describe('the mutated object', () => {
  const odd: readonly (readonly [string, string])[] = [
    ['unknown fields', '"x":{"image":"nginx","y":[{"image":"a:1"}]}'],
    ['odd key order and white space', ' "z" : 1 ,\t"a"\n: [ 1 , 2 ] '],
    ['escapes', '"text":"\\u00e9\\/\\ud83d\\ude00\\u0000\\"\\\\"'],
    ['text beyond ASCII', '"text":"é😀\u2028"'],
    ['numbers as written', '"n":[1e400,-0,-0.0,1.0,1E+2,9007199254740993]'],
    ['nulls and empty values', '"n":null,"o":{},"l":[],"t":""'],
    ['names of members twice', '"k":1,"k":2'],
  ];
  for (const [name, member] of odd) {
    it(`keeps ${name}`, () => {
      const make = (image: string): string =>
        `{${member},"metadata":{"name":"web"},"spec":{${member},` +
        `"containers":[{${member},"image":"${image}","name":"c"}]}}`;
      assert.equal(mutatedText(make('nginx')), make(`nginx@${DIGEST}`));
    });
  }

  it('is cut out of a request in whatever order', () => {
    const object = '{"spec":{"containers":[{"image":"nginx"}]}}';
    const request = wireJson(creation(0)).replace(/"object":0,?/, '');
    const payload =
      `{"settings":${wireJson(SETTINGS)},"request":` +
      `{"object":${object},${request.slice(1)}}`;
    const { bytes } = guest.call('validate', payload, trustingHost);
    assert.match(
      Buffer.from(bytes).toString(),
      new RegExp(`"image":"nginx@${DIGEST}"`),
    );
  });

  const spec: JsonObject = {
    containers: containers('a:1'),
    initContainers: containers('b:1'),
    ephemeralContainers: containers('c:1'),
    volumes: [
      { name: 'v', image: { reference: 'd:1', pullPolicy: 'Always' } },
      { name: 'e', emptyDir: {} },
    ],
  };
  const pinned = ['a:1', 'b:1', 'c:1', 'd:1'].map((i) => `${i}@${DIGEST}`);
  const template = { spec: { template: { spec } } };
  const kinds: readonly (readonly [string, string, JsonObject])[] = [
    ['', 'Pod', { spec }],
    ['', 'ReplicationController', template],
    ['', 'PodTemplate', { template: { spec } }],
    ['apps', 'Deployment', template],
    ['apps', 'ReplicaSet', template],
    ['apps', 'StatefulSet', template],
    ['apps', 'DaemonSet', template],
    ['extensions', 'Deployment', template],
    ['extensions', 'ReplicaSet', template],
    ['extensions', 'DaemonSet', template],
    ['batch', 'Job', template],
    ['batch', 'CronJob', { spec: { jobTemplate: template } }],
  ];
  for (const [group, kind, object] of kinds) {
    it(`pins every image of a ${kind} of "${group}"`, () => {
      const { images } = validate(
        creation(object, { kind: { group, version: 'v1', kind } }),
        SETTINGS,
      );
      assert.deepEqual(images, pinned);
    });
  }
});

describe('an update', () => {
  const before = pod({
    containers: [
      { name: 'a', image: 'a:1' },
      { name: 'b', image: 'b:1' },
    ],
    volumes: [{ name: 'a', image: { reference: 'a:1' } }],
  });

  it('verifies unchanged images and rewrites none of them', () => {
    const spec = before['spec'] as JsonObject;
    const after = { ...before, spec: { ...spec, hostNetwork: true } };
    const verdict = validate(update(before, after), SETTINGS);
    assert.equal(verdict.accepted, true);
    assert.equal(verdict.mutated, undefined);
    assert.deepEqual(
      verdict.verified.map(({ image }) => image),
      ['a:1', 'b:1'],
    );
  });

  it('pins what changed: by image, name, list or number of containers', () => {
    const after = pod({
      containers: [
        { name: 'b', image: 'b:1' },
        { name: 'a', image: 'a:2' },
        { name: 'new', image: 'a:1' },
        { image: 'a:1' },
      ],
      initContainers: [{ name: 'a', image: 'a:1' }],
      volumes: [{ name: 'a', image: { reference: 'a:1' } }],
    });
    const { images } = validate(update(before, after), SETTINGS);
    assert.deepEqual(images, [
      'b:1',
      `a:2@${DIGEST}`,
      `a:1@${DIGEST}`,
      `a:1@${DIGEST}`,
      `a:1@${DIGEST}`,
      'a:1',
    ]);
  });
});

describe('settings of the mutation', () => {
  const deployment = creation(
    { spec: { template: { spec: { containers: containers('nginx') } } } },
    { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } },
  );
  const choices: readonly (readonly [JsonObject, boolean, boolean])[] = [
    [{}, true, true],
    [{ modifyImagesWithDigest: true }, true, true],
    [{ modifyImagesWithDigest: false }, false, false],
    [{ modify_images_with_digest: false }, false, false],
    [{ digestMutation: 'all' }, true, true],
    [{ digestMutation: 'podsOnly' }, true, false],
    [{ digestMutation: 'none' }, false, false],
  ];
  for (const [choice, pods, others] of choices) {
    it(`${JSON.stringify(choice)} pins as it says`, () => {
      const settings = { ...SETTINGS, ...choice };
      const mutates = (request: JsonObject): boolean => {
        const verdict = validate(request, settings);
        assert.equal(verdict.accepted, true);
        return verdict.mutated !== undefined;
      };
      assert.equal(mutates(creation(podOf('nginx'))), pods);
      assert.equal(mutates(deployment), others);
    });
  }

  it('an image that is pinned already stays as it is', () => {
    const verdict = validate(creation(podOf(`nginx:1@${DIGEST}`)), SETTINGS);
    assert.equal(verdict.accepted, true);
    assert.equal(verdict.mutated, undefined);
  });
});

describe('the audit annotation', () => {
  const auditOf = (object: Json): string => {
    const payload = wireJson({ request: creation(object), settings: SETTINGS });
    const { bytes } = guest.call('validate', payload, trustingHost);
    const answer = JSON.parse(Buffer.from(bytes).toString()) as {
      audit_annotations: Record<string, string>;
    };
    assert.deepEqual(Object.keys(answer.audit_annotations), [
      'verified-images',
    ]);
    return answer.audit_annotations['verified-images'] ?? '';
  };

  it('names each verified image with its digest, once', () => {
    assert.equal(
      auditOf(podOf('nginx', 'ghcr.io/a/b:1', 'nginx', `c@${DIGEST}`)),
      `nginx@${DIGEST},ghcr.io/a/b:1@${DIGEST},c@${DIGEST}`,
    );
  });

  it('stays within 4 kB and cuts no name', () => {
    const images = Array.from({ length: 200 }, (_, i) => `ghcr.io/a/i${i}:1`);
    const audit = auditOf(podOf(...images));
    assert.ok(audit.length <= 4096 && audit.length > 3900);
    const names = audit.split(',');
    assert.deepEqual(
      names,
      images.slice(0, names.length).map((image) => `${image}@${DIGEST}`),
    );
  });
});

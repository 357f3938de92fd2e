// SPDX-License-Identifier: Apache-2.0

import { isObject, type Json, type JsonObject } from '../json.js';
import { imageName } from './images.js';
import type { Random } from './random.js';

/** A kind of object, and how its pod spec is wrapped. */
interface GeneratedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly wrap: (podSpec: Json) => JsonObject;
}

const template = (podSpec: Json): JsonObject => ({
  metadata: { labels: { app: 'a' } },
  spec: podSpec,
});
const workload = (podSpec: Json): JsonObject => ({
  spec: { replicas: 1, selector: {}, template: template(podSpec) },
});

const kindOf = (
  apiVersion: string,
  kind: string,
  wrap: (podSpec: Json) => JsonObject = workload,
): GeneratedKind => {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return { group, version, kind, resource: `${kind.toLowerCase()}s`, wrap };
};

const POD = kindOf('v1', 'Pod', (spec) => ({ spec }));

const KINDS: readonly GeneratedKind[] = [
  kindOf('v1', 'ReplicationController'),
  kindOf('apps/v1', 'Deployment'),
  kindOf('apps/v1', 'ReplicaSet'),
  kindOf('apps/v1', 'StatefulSet'),
  kindOf('apps/v1', 'DaemonSet'),
  kindOf('batch/v1', 'Job'),
  kindOf('batch/v1', 'CronJob', (spec) => ({
    spec: { schedule: '@daily', jobTemplate: workload(spec) },
  })),
];

const RARE_KINDS: readonly GeneratedKind[] = [
  kindOf('v1', 'PodTemplate', (spec) => ({ template: template(spec) })),
  kindOf('extensions/v1beta1', 'Deployment'),
  kindOf('argoproj.io/v1alpha1', 'Rollout'),
  kindOf('example.org/v1', 'Deployment'),
  kindOf('v1', 'ConfigMap', () => ({ data: { key: 'value' } })),
];

/** Parts of a pod spec or container that are odd in one way each. */
const ODD_CONTAINERS: readonly Json[] = [
  { name: 'odd' },
  { name: 'odd', image: 1 },
  { name: 'odd', image: null },
  { name: 'odd', image: '' },
  { name: 'odd', image: ['nginx'] },
  'nginx',
  null,
];

const ODD_PARTS: readonly JsonObject[] = [
  { containers: 'nginx' },
  { containers: null },
  { initContainers: null },
  { initContainers: {} },
  { volumes: 'none' },
  { volumes: [{ name: 'v', image: {} }] },
  { volumes: [{ name: 'v', image: { reference: 1 } }] },
  { hostNetwork: 'yes' },
  { nodeSelector: { zone: 1 } },
  { vendorField: { image: 'ghcr.io/acme/unsigned:v1' } },
  { restartPolicy: null },
];

function container(random: Random, name: string): Json {
  if (random.chance(0.012)) return random.pick(ODD_CONTAINERS);
  return {
    name,
    image: imageName(random),
    ...(random.chance(0.2) && { args: ['--verbose'] }),
    ...(random.chance(0.05) && { vendorField: true }),
  };
}

function podSpec(random: Random): JsonObject {
  const containers = (prefix: string, count: number): Json[] =>
    random.times(count, (i) => container(random, `${prefix}${i}`));
  return {
    containers: containers('main', 1 + random.below(3)),
    ...(random.chance(0.25) && {
      initContainers: containers('init', 1 + random.below(2)),
    }),
    ...(random.chance(0.1) && { ephemeralContainers: containers('debug', 1) }),
    ...(random.chance(0.1) && {
      volumes: [
        { name: 'empty', emptyDir: {} },
        { name: 'image', image: { reference: imageName(random) } },
      ],
    }),
    ...(random.chance(0.06) && random.pick(ODD_PARTS)),
  };
}

/** Replaces some images, or adds a container, as an edit would. */
function edited(random: Random, value: Json): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item) => edited(random, item));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'image' && typeof member === 'string' && random.chance(0.4)
        ? imageName(random)
        : edited(random, member),
    ]),
  );
}

/** The controller of some objects; also of Pods, where it changes nothing. */
const OWNER = {
  apiVersion: 'apps/v1',
  controller: true,
  kind: 'Deployment',
  name: 'thing',
  uid: '705ab4f5-6393-11e8-b7cc-42010a800003',
};

function newObject(random: Random, kind: GeneratedKind): JsonObject {
  const group = kind.group === '' ? '' : `${kind.group}/`;
  return {
    apiVersion: `${group}${kind.version}`,
    kind: kind.kind,
    metadata: {
      name: 'thing',
      ...(random.chance(0.1) && { labels: { team: 'a' } }),
      ...(random.chance(0.02) && { labels: { team: 1 } }),
      ...(random.chance(0.05) && { vendorField: 1 }),
      ...(random.chance(0.1) && { ownerReferences: [OWNER] }),
    },
    ...kind.wrap(podSpec(random)),
  };
}

/** An AdmissionRequest, as a host hands it to a policy. */
export function generateRequest(random: Random): JsonObject {
  const kind = random.chance(0.5)
    ? POD
    : random.pick(random.chance(0.85) ? KINDS : RARE_KINDS);
  const { group, version } = kind;
  const common = {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: { group, version, kind: kind.kind },
    resource: { group, version, resource: kind.resource },
    name: 'thing',
    namespace: 'default',
    userInfo: { username: 'alice' },
  };
  const object = newObject(random, kind);
  const roll = random.next();
  if (roll < 0.03) {
    return { ...common, operation: 'DELETE', oldObject: object };
  }
  if (roll < 0.65) {
    const odd = random.chance(0.01) ? { object: oddObject(random) } : {};
    return { ...common, operation: 'CREATE', object, ...odd };
  }
  return { ...common, ...updateOf(random, object, kind === POD) };
}

function updateOf(
  random: Random,
  oldObject: JsonObject,
  isPod: boolean,
): JsonObject {
  const object = random.chance(0.6) ? edited(random, oldObject) : oldObject;
  const subResource = random.chance(0.2)
    ? random.pick(isPod ? ['ephemeralcontainers', 'status'] : ['status'])
    : undefined;
  const terminating = random.chance(0.1);
  return {
    operation: 'UPDATE',
    object: terminating ? markedForDeletion(object) : object,
    oldObject: terminating ? markedForDeletion(oldObject) : oldObject,
    ...(subResource !== undefined && { subResource }),
  };
}

function markedForDeletion(object: Json): Json {
  if (!isObject(object)) return object;
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const deletionTimestamp = '2026-01-01T00:00:00Z';
  return { ...object, metadata: { ...metadata, deletionTimestamp } };
}

function oddObject(random: Random): Json {
  return random.pick<Json>([null, 'object', [], {}, { spec: null }]);
}

// SPDX-License-Identifier: Apache-2.0

/** A request of the demo. */
export interface DemoRequest {
  /** What it shows, in a few words. */
  readonly title: string;
  /** The images in it, in order. */
  readonly images: readonly string[];
  /** An AdmissionRequest. */
  readonly request: Readonly<Record<string, unknown>>;
}

const COMPANY = 'registry.example.org/project-safety';

/** Images of the fixtures, and one that no rule is about. */
export const IMAGES = {
  signed: `${COMPANY}/micro-svc-search:v1.2.0`,
  alsoSigned: `${COMPANY}/micro-svc-shopping-cart:v1.0.0`,
  byAlice: `${COMPANY}/alice-only:v1.0.0`,
  byMallory: `${COMPANY}/alice-and-mallory:v1.0.0`,
  unsigned: `${COMPANY}/unsigned:v1.0.0`,
  outside: 'docker.io/library/nginx:1.29',
} as const;

type PodSpec = Readonly<Record<string, unknown>>;

/** The requests in the order they are shown; `digest` is of `signed`. */
export function demoRequests(digest: string): DemoRequest[] {
  const { signed, alsoSigned, byAlice, byMallory, unsigned, outside } = IMAGES;
  const pinned = `${signed}@${digest}`;
  return [
    pod('Pod, signed by Alice and Bob', [signed]),
    pod('Pod, signed by Alice only', [byAlice]),
    pod('Pod, not signed', [unsigned]),
    pod('Pod, init container not by Bob', [signed], [byMallory]),
    workload('apps', 'Deployment', [signed, alsoSigned], (spec) => ({
      selector: { matchLabels: { app: 'shop' } },
      template: { spec },
    })),
    workload('batch', 'CronJob', [alsoSigned], (spec) => ({
      schedule: '@daily',
      jobTemplate: { spec: { template: { spec } } },
    })),
    pod('Pod, pinned already', [pinned]),
    pod('Pod, outside of the rule', [outside]),
  ];
}

function pod(
  title: string,
  images: readonly string[],
  init: readonly string[] = [],
): DemoRequest {
  const spec = {
    containers: containers('main', images),
    ...(init.length > 0 ? { initContainers: containers('init', init) } : {}),
  };
  return creation(title, [...images, ...init], '', 'Pod', spec);
}

function workload(
  group: string,
  kind: string,
  images: readonly string[],
  specOf: (spec: PodSpec) => PodSpec,
): DemoRequest {
  const spec = specOf({ containers: containers('main', images) });
  return creation(`${kind}, all signed by both`, images, group, kind, spec);
}

function containers(name: string, images: readonly string[]): PodSpec[] {
  return images.map((image, index) => ({ name: `${name}-${index}`, image }));
}

function creation(
  title: string,
  images: readonly string[],
  group: string,
  kind: string,
  spec: PodSpec,
): DemoRequest {
  const version = 'v1';
  const name = 'shop';
  const request = {
    uid: '1299d386-525b-4032-98ae-1949f69f9cfc',
    kind: { group, version, kind },
    resource: { group, version, resource: `${kind.toLowerCase()}s` },
    name,
    namespace: 'project-safety',
    operation: 'CREATE',
    userInfo: { username: 'developer' },
    object: {
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
      metadata: { name, namespace: 'project-safety' },
      spec,
    },
  };
  return { title, images, request };
}

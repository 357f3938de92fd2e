// SPDX-License-Identifier: Apache-2.0
import type { Json, JsonObject } from '../tests/support/json.js';

const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';
const POD_SPEC = ['spec', 'template', 'spec'];

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly path: readonly string[];
}

const KINDS = {
  Pod: { group: '', version: 'v1', resource: 'pods', path: ['spec'] },
  Deployment: {
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    path: POD_SPEC,
  },
  StatefulSet: {
    group: 'apps',
    version: 'v1',
    resource: 'statefulsets',
    path: POD_SPEC,
  },
  CronJob: {
    group: 'batch',
    version: 'v1',
    resource: 'cronjobs',
    path: ['spec', 'jobTemplate', ...POD_SPEC],
  },
} satisfies Record<string, Kind>;

/** What is put into a request. */
export interface RequestShape {
  readonly kind: keyof typeof KINDS;
  /** Images of the containers, one each. */
  readonly images: readonly string[];
  readonly initImages?: readonly string[];
  /** Variables with escapes in the environment of every container. */
  readonly env?: number;
  /** Annotations of 1,000 bytes each. */
  readonly annotations?: number;
}

function container(index: number, image: string, env = 0): JsonObject {
  const variable = (number: number): Json => ({
    name: `VAR_${number}`,
    value: `caf\u00e9 "quoted" \\ value ${number}${'x'.repeat(40)}`,
  });
  return {
    name: `c${index}`,
    image,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: 8080 + index, protocol: 'TCP' }],
    resources: {
      limits: { cpu: '500m', memory: '256Mi' },
      requests: { cpu: '50m', memory: '64Mi' },
    },
    livenessProbe: {
      httpGet: { path: '/healthz', port: 8080 },
      initialDelaySeconds: 5,
      periodSeconds: 10,
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
    },
    volumeMounts: [{ name: 'cfg', mountPath: '/etc/cfg', readOnly: true }],
    ...(env > 0 && {
      env: Array.from({ length: env }, (_, number) => variable(number)),
    }),
  };
}

function podSpec({ images, initImages = [], env }: RequestShape): JsonObject {
  return {
    containers: images.map((image, index) => container(index, image, env)),
    volumes: [{ name: 'cfg', configMap: { name: 'cfg', defaultMode: 420 } }],
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    ...(initImages.length > 0 && {
      initContainers: initImages.map((image, index) =>
        container(100 + index, image),
      ),
    }),
  };
}

function metadata(annotations: number): JsonObject {
  const note = (_: unknown, index: number): [string, Json] => [
    `example.org/note-${index}`,
    'n'.repeat(1000),
  ];
  return {
    name: 'shop',
    namespace: 'prod',
    labels: { app: 'shop' },
    annotations: Object.fromEntries(Array.from({ length: annotations }, note)),
    managedFields: [
      {
        manager: 'kubectl',
        operation: 'Apply',
        fieldsV1: { 'f:spec': { 'f:containers': { '.': {} } } },
      },
    ],
  };
}

/** An AdmissionRequest that creates a workload. */
export function admissionRequest(shape: RequestShape): JsonObject {
  const { group, version, resource, path } = KINDS[shape.kind];
  const spec = path.reduceRight<Json>(
    (inner, key) => ({ [key]: inner }),
    podSpec(shape),
  );
  const kind = { group, version, kind: shape.kind };
  return {
    uid: UID,
    kind,
    resource: { group, version, resource },
    requestKind: kind,
    requestResource: { group, version, resource },
    name: 'shop',
    namespace: 'prod',
    operation: 'CREATE',
    userInfo: {
      username: 'alice',
      uid: 'u1',
      groups: ['system:authenticated'],
    },
    object: {
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind: shape.kind,
      metadata: metadata(shape.annotations ?? 0),
      ...(spec as JsonObject),
    },
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
  };
}

/** The same as a deletion: hosts send oldObject, and no object at all. */
export function deletion(shape: RequestShape): JsonObject {
  const { object, ...rest } = admissionRequest(shape);
  return { ...rest, oldObject: object ?? null, operation: 'DELETE' };
}

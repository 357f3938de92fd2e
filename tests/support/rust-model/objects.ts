// SPDX-License-Identifier: Apache-2.0

/**
 * How the Rust policy sees objects: through typed structures of the eight
 * kinds it knows. What does not fit makes the whole object unreadable, and
 * fields that the structures lack are lost when an object is written again.
 */
import { isList, isObject, type Json, type JsonObject } from '../json.js';

/** A type of a structure's field. */
type Schema =
  | { readonly kind: 'scalar'; readonly of: 'string' | 'number' | 'boolean' }
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly of: Schema }
  | { readonly kind: 'map'; readonly of: Schema }
  | { readonly kind: 'struct'; readonly fields: Fields };

interface Fields {
  readonly [name: string]: Schema;
}

const ANY: Schema = { kind: 'any' };
const STRING: Schema = { kind: 'scalar', of: 'string' };
const NUMBER: Schema = { kind: 'scalar', of: 'number' };
const BOOLEAN: Schema = { kind: 'scalar', of: 'boolean' };
const list = (of: Schema): Schema => ({ kind: 'list', of });
const struct = (fields: Fields): Schema => ({ kind: 'struct', fields });

/** Only the fields that generated objects use; real structures know more. */
const METADATA = struct({
  name: STRING,
  namespace: STRING,
  uid: STRING,
  labels: { kind: 'map', of: STRING },
  annotations: { kind: 'map', of: STRING },
  deletionTimestamp: STRING,
  ownerReferences: list(ANY),
});

const CONTAINER = struct({
  name: STRING,
  image: STRING,
  args: list(STRING),
  env: list(ANY),
  imagePullPolicy: STRING,
});

const POD_SPEC = struct({
  containers: list(CONTAINER),
  initContainers: list(CONTAINER),
  ephemeralContainers: list(CONTAINER),
  volumes: list(struct({ name: STRING, emptyDir: ANY, image: ANY })),
  hostNetwork: BOOLEAN,
  nodeSelector: { kind: 'map', of: STRING },
  restartPolicy: STRING,
});

const TEMPLATE = struct({ metadata: METADATA, spec: POD_SPEC });

const WORKLOAD_SPEC = struct({
  replicas: NUMBER,
  selector: ANY,
  serviceName: STRING,
  template: TEMPLATE,
});

const CRON_JOB_SPEC = struct({
  schedule: STRING,
  jobTemplate: struct({ metadata: METADATA, spec: WORKLOAD_SPEC }),
});

/** A kind the policy knows: its API version, type and the way to its pods. */
interface KnownKind {
  readonly apiVersion: string;
  readonly spec: Schema;
  readonly path: readonly string[];
}

const workload = (apiVersion: string): KnownKind => ({
  apiVersion,
  spec: WORKLOAD_SPEC,
  path: ['spec', 'template', 'spec'],
});

/** The kinds that are verified; the API group of a request plays no part. */
export const KNOWN_KINDS: Readonly<Record<string, KnownKind>> = {
  Pod: { apiVersion: 'v1', spec: POD_SPEC, path: ['spec'] },
  ReplicationController: workload('v1'),
  Deployment: workload('apps/v1'),
  ReplicaSet: workload('apps/v1'),
  StatefulSet: workload('apps/v1'),
  DaemonSet: workload('apps/v1'),
  Job: workload('batch/v1'),
  CronJob: {
    apiVersion: 'batch/v1',
    spec: CRON_JOB_SPEC,
    path: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  },
};

/**
 * Reads an object as a kind.
 *
 * @returns the object without nulls and without fields the structure lacks, or
 * undefined when it does not fit
 */
export function readObject(kind: string, object: Json): JsonObject | undefined {
  const known = KNOWN_KINDS[kind];
  if (known === undefined || !isObject(object)) return undefined;
  const { apiVersion } = object;
  if (apiVersion !== undefined && apiVersion !== known.apiVersion) {
    return undefined;
  }
  if (object['kind'] !== undefined && object['kind'] !== kind) return undefined;
  const read = decode(
    struct({
      apiVersion: STRING,
      kind: STRING,
      metadata: METADATA,
      spec: known.spec,
      status: ANY,
    }),
    object,
  );
  return isObject(read) ? read : undefined;
}

/** A value in its type; undefined when it does not fit. */
function decode(schema: Schema, value: Json): Json | undefined {
  switch (schema.kind) {
    case 'any':
      return value;
    case 'scalar':
      return typeof value === schema.of ? value : undefined;
    case 'list': {
      if (!isList(value)) return undefined;
      const items = value.map((item) => decode(schema.of, item));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'map':
    case 'struct':
      return isObject(value) ? decodeMembers(schema, value) : undefined;
  }
}

function decodeMembers(
  schema: Extract<Schema, { kind: 'map' | 'struct' }>,
  value: JsonObject,
): JsonObject | undefined {
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const type = schema.kind === 'map' ? schema.of : schema.fields[key];
    if (type === undefined) continue;
    if (schema.kind === 'struct' && member === null) continue;
    const read = decode(type, member);
    if (read === undefined) return undefined;
    members.push([key, read]);
  }
  return Object.fromEntries(members);
}

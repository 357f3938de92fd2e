// SPDX-License-Identifier: Apache-2.0
import { Fields, asString } from '../json/serde.js';
import type { KubernetesRequest, ResourceKind } from './host-request.js';
import { parsePayload } from './payload.js';

const CODE = 'CAPABILITY';

/** Readers of the `kubernetes` namespace by operation. */
export const KUBERNETES_OPERATIONS: Readonly<
  Record<string, (payload: Uint8Array) => KubernetesRequest>
> = {
  list_resources_all: (payload) => {
    const fields = Fields.of(parsePayload(payload), CODE);
    return { kind: 'listAll', ...listOptions(fields) };
  },
  list_resources_by_namespace: (payload) => {
    const fields = Fields.of(parsePayload(payload), CODE);
    return {
      kind: 'listByNamespace',
      ...listOptions(fields),
      namespace: fields.string('namespace'),
    };
  },
  get_resource: (payload) => {
    const fields = Fields.of(parsePayload(payload), CODE);
    const namespace = fields.optionalString('namespace');
    return {
      kind: 'getResource',
      resource: resourceKind(fields),
      name: fields.string('name'),
      ...(namespace === undefined ? {} : { namespace }),
      disableCache: fields.boolean('disable_cache'),
      ...fieldMasks(fields),
    };
  },
  can_i: (payload) => {
    const fields = Fields.of(parsePayload(payload), CODE);
    const review = fields.nested('subject_access_review');
    const groups = review.optionalList('groups', (g) => asString(g, CODE));
    return {
      kind: 'canI',
      user: review.string('user'),
      ...(groups === undefined ? {} : { groups }),
      resourceAttributes: attributes(review.nested('resource_attributes')),
      disableCache: fields.boolean('disable_cache'),
    };
  },
};

function resourceKind(fields: Fields): ResourceKind {
  return {
    apiVersion: fields.string('api_version'),
    kind: fields.string('kind'),
  };
}

function listOptions(fields: Fields) {
  const labelSelector = fields.optionalString('label_selector');
  const fieldSelector = fields.optionalString('field_selector');
  return {
    resource: resourceKind(fields),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...fieldMasks(fields),
  };
}

function fieldMasks(fields: Fields) {
  const masks = fields.optionalList('field_masks', (m) => asString(m, CODE));
  return masks === undefined ? {} : { fieldMasks: masks };
}

function attributes(fields: Fields) {
  const optional = ['group', 'name', 'namespace', 'subresource', 'version'];
  return {
    resource: fields.string('resource'),
    verb: fields.string('verb'),
    ...Object.fromEntries(
      optional.flatMap((name) => {
        const value = fields.optionalString(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

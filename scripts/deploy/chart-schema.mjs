// SPDX-License-Identifier: Apache-2.0
// The schema of the chart's values: what the custom resources take, and the
// settings as docs/settings.schema.json has them.
const text = { type: 'string' };
const texts = { type: 'array', items: text };
const flag = { type: 'boolean' };
const textMap = { type: 'object', additionalProperties: text };
const seconds = { type: 'integer', minimum: 2, maximum: 30 };
const name = {
  type: 'string',
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  maxLength: 63,
};
const quantities = {
  type: 'object',
  additionalProperties: { type: ['string', 'number'] },
};
/** A number of Pods, or a percentage of them. */
const budget = {
  anyOf: [
    { type: 'null' },
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^(100|[0-9]{1,2})%$' },
  ],
};

/** An object with these members and no others. */
function object(properties, required = Object.keys(properties)) {
  return { type: 'object', additionalProperties: false, required, properties };
}

const rule = object({
  apiGroups: { ...texts, minItems: 1 },
  apiVersions: { ...texts, minItems: 1 },
  resources: { ...texts, minItems: 1 },
  operations: {
    type: 'array',
    minItems: 1,
    items: { enum: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'] },
  },
});

const policyServer = object(
  {
    create: flag,
    name,
    image: object({
      repository: { ...text, minLength: 1 },
      tag: { ...text, minLength: 1 },
    }),
    replicas: { type: 'integer', minimum: 1 },
    minAvailable: budget,
    maxUnavailable: budget,
    requests: quantities,
    limits: quantities,
    serviceAccountName: text,
    priorityClassName: text,
    namespacedPoliciesCapabilities: texts,
    imagePullSecret: text,
    insecureSources: texts,
    sourceAuthorities: {
      type: 'object',
      additionalProperties: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', pattern: '-----BEGIN CERTIFICATE-----' },
      },
    },
    sigstoreTrustConfig: object({ name: text, json: text }),
    env: { type: 'array', items: { type: 'object', required: ['name'] } },
    annotations: textMap,
    labels: textMap,
    affinity: { type: 'object' },
    tolerations: { type: 'array', items: { type: 'object' } },
  },
  [],
);

const policy = object(
  {
    name,
    namespaces: { type: 'array', items: name, uniqueItems: true },
    module: {
      type: 'string',
      pattern: '^((registry|https?|file)://.+)?$',
    },
    mode: { enum: ['protect', 'monitor'] },
    failurePolicy: { enum: ['Fail', 'Ignore'] },
    timeoutSeconds: seconds,
    timeoutEvalSeconds: seconds,
    backgroundAudit: flag,
    skipNamespaces: { type: 'array', items: name, uniqueItems: true },
    extraRules: { type: 'array', items: rule },
    verifyAfterMutation: flag,
  },
  [],
);

/** @param document docs/settings.schema.json, which stands one level deeper here */
export function valuesSchema(document) {
  const settings = JSON.parse(
    JSON.stringify(document).replaceAll(
      '"#/properties/',
      '"#/properties/settings/properties/',
    ),
  );
  const { $schema, definitions, title, ...own } = settings;
  return {
    $schema,
    title: 'Values of the chart verify-image-signatures',
    type: 'object',
    additionalProperties: false,
    required: ['settings'],
    properties: {
      global: { type: 'object' },
      policyServer,
      policy,
      settings: { title, ...own },
    },
    definitions,
  };
}

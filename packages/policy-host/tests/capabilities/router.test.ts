// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllowList } from '../../src/capabilities/allow-list.js';
import type { HostRequest } from '../../src/capabilities/host-request.js';
import { createRouter } from '../../src/capabilities/router.js';
import type { RouterOptions } from '../../src/capabilities/router.js';
import type { LogEvent } from '../../src/wapc/log-event.js';
import { PolicyHostError } from '../../src/errors.js';

const bytes = (text: string) => new TextEncoder().encode(text);

interface Rig {
  readonly requests: HostRequest[];
  readonly events: LogEvent[];
  call(path: string, payload: unknown, binding?: string): Promise<string>;
}

function rig(options: Partial<RouterOptions> = {}): Rig {
  const requests: HostRequest[] = [];
  const events: LogEvent[] = [];
  const router = createRouter({
    allowed: AllowList.all,
    contextAware: [{ apiVersion: 'v1', kind: 'Pod' }],
    log: (event) => events.push(event),
    backend: {
      async answer(request) {
        requests.push(request);
        return bytes('"answer"');
      },
    },
    ...options,
  });
  return {
    requests,
    events,
    async call(path, payload, binding = 'kubewarden') {
      const [namespace = '', ...operation] = path.split('/');
      const text = typeof payload === 'string' ? payload : undefined;
      const answer = await router.call({
        binding,
        namespace,
        operation: operation.join('/'),
        payload: bytes(text ?? JSON.stringify(payload)),
      });
      return new TextDecoder().decode(answer);
    },
  };
}

test('checks: binding, then grant, then namespace, then operation', async () => {
  const open = rig();
  const denied = rig({ allowed: AllowList.parse([]) });
  const refusals: [Promise<string>, string][] = [
    [denied.call('no/thing', '', 'other'), 'unknown binding: other'],
    [
      denied.call('no/thing', ''),
      "Policy has not been granted access to the 'no/thing' host capability. The violation has been reported.",
    ],
    [open.call('no/thing', ''), 'unknown namespace: no'],
    [open.call('oci/v9/verify', ''), 'unknown operation: v9/verify'],
    [open.call('tracing/other', ''), 'unknown operation: other'],
    [
      denied.call('oci/v2/verify', ''),
      "Policy has not been granted access to the 'oci/v2/verify' host capability. The violation has been reported.",
    ],
  ];
  for (const [call, message] of refusals) {
    await assert.rejects(call, { code: 'CAPABILITY', message });
  }
});

test('tracing is never gated and always succeeds', async () => {
  const { call, events } = rig({ allowed: AllowList.parse([]) });
  assert.equal(
    await call(
      'tracing/log',
      '{"level":"WARNING","message":"m","b":1,"a":"x"}',
    ),
    '',
  );
  assert.equal(await call('tracing/log', '{"level":"warn"}'), '');
  assert.equal(await call('tracing/log', 'no json'), '');
  assert.equal(await call('tracing/log', '{"level":"info"}'), '');
  assert.deepEqual(events, [
    {
      level: 'warning',
      target: 'policy_log',
      message: 'm',
      data: '{"a":"x","b":1}',
    },
    {
      level: 'error',
      target: 'host',
      message:
        'Cannot log event: unknown variant `warn`, expected one of `trace`, `debug`, `info`, `warning`, `error`',
    },
    {
      level: 'error',
      target: 'host',
      message: 'Cannot log event: expected ident at line 1 column 2',
    },
    { level: 'info', target: 'policy_log', message: '', data: '{}' },
  ]);
});

test('payload errors are bare texts', async () => {
  const { call } = rig();
  const image = 'x';
  const cases: [string, unknown, string][] = [
    ['oci/v2/verify', {}, 'missing field `type`'],
    ['oci/v2/verify', '[]', 'invalid type: sequence, expected a map'],
    [
      'oci/v2/verify',
      '{"type":"SigstorePubKeyVerify","image":"good","image":"x","pub_keys":[]}',
      'duplicate field `image`',
    ],
    [
      'oci/v2/verify',
      { type: 'SigstorePubKeyVerify', pub_keys: [] },
      'missing field `image`',
    ],
    [
      'oci/v2/verify',
      { type: 'toString' },
      'unknown variant `toString`, expected one of `SigstorePubKeyVerify`, `SigstoreKeylessVerify`, `SigstoreKeylessPrefixVerify`, `SigstoreGithubActionsVerify`, `SigstoreCertificateVerify`',
    ],
    [
      'oci/v2/verify',
      {
        type: 'SigstorePubKeyVerify',
        image,
        pub_keys: [],
        annotations: [{ key: 'a', value: 'b' }],
      },
      'invalid type: sequence, expected a map',
    ],
    [
      'oci/v2/verify',
      { type: 'SigstoreCertificateVerify', image, certificate: [1] },
      'missing field `require_rekor_bundle`',
    ],
    [
      'oci/v2/verify',
      {
        type: 'SigstoreCertificateVerify',
        image,
        certificate: [256],
        require_rekor_bundle: true,
      },
      'invalid value: integer `256`, expected u8',
    ],
    [
      'oci/v1/verify',
      { SigstoreCertificateVerify: {} },
      'unknown variant `SigstoreCertificateVerify`, expected `SigstorePubKeyVerify` or `SigstoreKeylessVerify`',
    ],
    [
      'oci/v1/manifest_digest',
      { image },
      'invalid type: map, expected a string',
    ],
    [
      'crypto/v1/is_certificate_trusted',
      { cert: { encoding: 'Pem', data: [] }, cert_chain: null },
      'missing field `not_after`',
    ],
    [
      'crypto/v1/is_certificate_trusted',
      { cert: { encoding: 'PEM', data: [] }, not_after: null },
      'unknown variant `PEM`, expected `Der` or `Pem`',
    ],
    [
      'kubernetes/get_resource',
      { api_version: 'v1', kind: 'Pod', name: 'p' },
      'missing field `disable_cache`',
    ],
  ];
  for (const [path, payload, message] of cases) {
    await assert.rejects(call(path, payload), { code: 'CAPABILITY', message });
  }
});

test('requests are decoded', async () => {
  const { call, requests } = rig();
  await call('oci/v1/verify', {
    SigstorePubKeyVerify: { image: 'x', pub_keys: ['k'], other: 1 },
  });
  await call('oci/v2/verify', {
    type: 'SigstoreCertificateVerify',
    image: 'x',
    certificate: [65],
    certificate_chain: [[66], [67]],
    require_rekor_bundle: true,
    annotations: { a: 'b' },
  });
  await call('oci/v2/verify', {
    type: 'SigstoreGithubActionsVerify',
    image: 'x',
    owner: 'o',
    repo: null,
  });
  await call('crypto/v1/is_certificate_trusted', {
    cert: { encoding: 'Der', data: [48] },
    cert_chain: null,
    not_after: '',
  });
  await call('net/v1/dns_lookup_host', '"localhost"');
  await call('kubernetes/can_i', {
    subject_access_review: {
      user: 'u',
      groups: ['g'],
      resource_attributes: { resource: 'pods', verb: 'get', namespace: null },
    },
    disable_cache: true,
  });
  assert.deepEqual(requests, [
    {
      kind: 'verify',
      request: { kind: 'pubKeys', image: 'x', pubKeys: ['k'] },
    },
    {
      kind: 'verify',
      request: {
        kind: 'certificate',
        image: 'x',
        annotations: { a: 'b' },
        certificate: Uint8Array.of(65),
        certificateChain: [Uint8Array.of(66), Uint8Array.of(67)],
        requireRekorBundle: true,
      },
    },
    {
      kind: 'verify',
      request: { kind: 'githubActions', image: 'x', owner: 'o' },
    },
    {
      kind: 'certificateTrust',
      notAfter: '',
      request: { certificate: { encoding: 'Der', data: Uint8Array.of(48) } },
    },
    { kind: 'dnsLookup', host: 'localhost' },
    {
      kind: 'kubernetes',
      request: {
        kind: 'canI',
        user: 'u',
        groups: ['g'],
        resourceAttributes: { resource: 'pods', verb: 'get' },
        disableCache: true,
      },
    },
  ]);
});

test('Kubernetes resources need an exact grant', async () => {
  const { call, requests } = rig();
  const list = { api_version: 'v1', kind: 'Pod', field_masks: ['a.b'] };
  await call('kubernetes/list_resources_all', list);
  await call('kubernetes/list_resources_by_namespace', {
    ...list,
    namespace: 'n',
    label_selector: 'a=b',
  });
  assert.equal(requests.length, 2);
  for (const [api_version, kind] of [
    ['v1', 'Secret'],
    ['apps/v1', 'Pod'],
    ['v1', 'pod'],
  ]) {
    await assert.rejects(
      call('kubernetes/get_resource', {
        api_version,
        kind,
        name: 'x',
        disable_cache: false,
      }),
      {
        message: `Policy has not been granted access to Kubernetes ${api_version}/${kind} resources. The violation has been reported.`,
      },
    );
  }
});

test('failures of the work are wrapped, with their causes', async () => {
  const failing = (error: unknown) =>
    rig({
      backend: {
        answer: async () => {
          throw error;
        },
      },
    });
  const one = new PolicyHostError('REGISTRY', 'inner');
  const cases: [unknown, string][] = [
    [new Error('broken', { cause: new Error('internal') }), 'broken'],
    [
      new PolicyHostError('VERIFICATION', 'outer', one),
      'outer\n\nCaused by:\n    inner',
    ],
    [
      new PolicyHostError(
        'VERIFICATION',
        'top',
        new PolicyHostError('REGISTRY', 'outer', one),
      ),
      'top\n\nCaused by:\n    0: outer\n    1: inner',
    ],
  ];
  for (const [error, text] of cases) {
    await assert.rejects(failing(error).call('oci/v1/manifest_digest', '"a"'), {
      message: `Callback evaluation failure: ${text}`,
    });
  }
});

// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import {
  TestPolicy,
  accepts,
  create,
  invalidSettings,
  pod,
  rejects,
} from '@kubewarden/policy-host/testing';

const policy = new TestPolicy(process.env.POLICY ?? 'policy.wasm');
const settings = { label: 'team' };
const request = create(pod({ containers: [] }, { name: 'web' }));

policy.table(test, {
  'accepts namespaces with the label': {
    request,
    settings,
    // As `policy-host run --record-host-capabilities-interactions` writes it.
    session: 'tests/session.yml',
    contextAware: [{ apiVersion: 'v1', kind: 'Namespace' }],
    expect: accepts(),
  },
  'rejects others': {
    request,
    settings,
    answers: { 'kubernetes/get_resource': { metadata: {} } },
    expect: rejects('namespace default has no label team'),
  },
  'rejects when the cluster does not answer': {
    request,
    settings,
    answers: {
      'kubernetes/get_resource': () => {
        throw new Error('the cluster is down');
      },
    },
    expect: rejects('the cluster is down'),
  },
  'tells what is wrong with settings': {
    settings: {},
    expect: invalidSettings('label: missing'),
  },
});

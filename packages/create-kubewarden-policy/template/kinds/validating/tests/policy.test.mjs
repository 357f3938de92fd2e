// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import {
  TestPolicy,
  accepts,
  create,
  invalidSettings,
  pod,
  rejects,
  validSettings,
} from '@kubewarden/policy-host/testing';

const policy = new TestPolicy(process.env.POLICY ?? 'policy.wasm');
const request = create(pod({ containers: [] }, { name: 'web' }));

policy.table(test, {
  'accepts other names': {
    request,
    settings: { deniedNames: ['db'] },
    expect: accepts(),
  },
  'rejects denied names': {
    request,
    settings: { deniedNames: ['web'] },
    expect: rejects('the name web is denied'),
  },
  'rejects names that are none': {
    request: { ...request, object: { metadata: { name: 5 } } },
    expect: rejects('object.metadata.name: expected a string, got a number'),
  },
  'accepts good settings': { settings: {}, expect: validSettings() },
  'tells what is wrong with others': {
    settings: { deniedNames: [1] },
    expect: invalidSettings('deniedNames[0]: expected a string, got a number'),
  },
});

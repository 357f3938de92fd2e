// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import {
  TestPolicy,
  accepts,
  create,
  invalidSettings,
  mutatesTo,
  pod,
  rejects,
  validSettings,
} from '@kubewarden/policy-host/testing';

const policy = new TestPolicy(process.env.POLICY ?? 'policy.wasm');
const settings = { labels: { team: 'web' } };
const request = (labels) =>
  create(pod({ containers: [] }, { name: 'web', labels }));

policy.table(test, {
  'adds missing labels': {
    request: request({ tier: 'front' }),
    settings,
    expect: mutatesTo(request({ tier: 'front', team: 'web' }).object),
  },
  'leaves labels that are there': {
    request: request({ team: 'shop' }),
    settings,
    expect: accepts(),
  },
  'rejects labels that are none': {
    request: { ...request(), object: { metadata: { labels: [] } } },
    settings,
    expect: rejects('object.metadata.labels: expected an object, got an array'),
  },
  'accepts good settings': { settings, expect: validSettings() },
  'tells what is wrong with others': {
    settings: { labels: { team: 1 } },
    expect: invalidSettings('labels.team: expected a string, got a number'),
  },
});

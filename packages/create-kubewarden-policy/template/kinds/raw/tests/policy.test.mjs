// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import {
  TestPolicy,
  accepts,
  invalidSettings,
  rejects,
} from '@kubewarden/policy-host/testing';

const policy = new TestPolicy(process.env.POLICY ?? 'policy.wasm');
const mode = 'raw';
const settings = { users: ['alice'] };

policy.table(test, {
  'accepts users of the list': {
    mode,
    request: { user: 'alice' },
    settings,
    expect: accepts(),
  },
  'rejects others': {
    mode,
    request: { user: 'mallory' },
    settings,
    expect: rejects('mallory may not ask', 403),
  },
  'rejects documents without a user': {
    mode,
    request: {},
    settings,
    expect: rejects('user: missing'),
  },
  'tells what is wrong with settings': {
    settings: { users: [] },
    expect: invalidSettings('users: must not be empty'),
  },
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeMetadata } from '../../src/metadata/describe.js';
import { decodeMetadata } from '../../src/metadata/read-metadata.js';
import { fixture } from '../support/fixture.js';

const SAMPLE = decodeMetadata(JSON.parse(fixture('metadata-section.json')));

/** The tables of kwctl are padded; the text is what counts. */
function trimmed(text: string): string {
  return text.replace(/[ ]+$/gm, '').trimEnd();
}

it('inspect shows what kwctl shows', () => {
  const { 'io.kubewarden.policy.usage': usage, ...annotations } =
    SAMPLE.annotations ?? {};
  assert.equal(
    trimmed(describeMetadata({ ...SAMPLE, annotations })),
    trimmed(fixture('inspect.txt')),
  );
  assert.ok(usage);
});

it('inspect ends with context-aware resources and usage', () => {
  const text = describeMetadata({
    ...SAMPLE,
    contextAwareResources: [{ apiVersion: 'v1', kind: 'Service' }],
  });
  assert.ok(
    text.endsWith(
      '\nContext Aware\nThe policy requires access to the following Kubernetes resources at evaluation time:\n- apiVersion: v1\n  kind: Service\nTo avoid abuses, review carefully what the policy requires access to.\n' +
        '\nUsage\n(the README)\n',
    ),
    text,
  );
});

it('inspect shows the minimum version', () => {
  const text = describeMetadata({
    ...SAMPLE,
    minimumKubewardenVersion: '1.36.0',
  });
  assert.match(
    text,
    /^protocol version: +1\nminimum kubewarden version: +1\.36\.0\n$/m,
  );
});

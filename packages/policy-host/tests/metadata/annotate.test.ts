// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { annotatePolicy } from '../../src/metadata/annotate.js';
import { readModuleMetadata } from '../../src/metadata/custom-section.js';
import { compile, guest } from '../support/guest.js';
import { METADATA_YML, smallPolicy } from '../support/policies.js';

const TOOL = { toolVersion: '9.9.9' };

describe('annotate', () => {
  it('writes version, usage and the tool into the module', async () => {
    const annotated = await annotatePolicy({
      module: await smallPolicy(),
      metadata: METADATA_YML,
      usage: '# How\n\nto use it\n',
      ...TOOL,
    });
    assert.deepEqual(annotated.warnings, []);
    const metadata = readModuleMetadata(annotated.module);
    assert.deepEqual(metadata, annotated.metadata);
    assert.equal(metadata?.protocolVersion, 'v1');
    assert.deepEqual(metadata?.annotations, {
      'io.kubewarden.policy-host': '9.9.9',
      'io.kubewarden.policy.source': 'https://git.example.org/small',
      'io.kubewarden.policy.title': 'small',
      'io.kubewarden.policy.usage': '# How\n\nto use it\n',
      'io.kubewarden.policy.version': '1.2.3',
    });
  });

  it('gives the same bytes again, also from its own output', async () => {
    const module = await smallPolicy();
    const input = { metadata: METADATA_YML, ...TOOL };
    const first = await annotatePolicy({ module, ...input });
    const second = await annotatePolicy({ module, ...input });
    const third = await annotatePolicy({ module: first.module, ...input });
    assert.deepEqual(second.module, first.module);
    assert.deepEqual(third.module, first.module);
  });

  it('does not believe a protocolVersion in the file', async () => {
    const input = {
      module: await smallPolicy('"Unknown"'),
      metadata: `${METADATA_YML}protocolVersion: v1\n`,
      ...TOOL,
    };
    await assert.rejects(annotatePolicy(input), {
      code: 'METADATA',
      message:
        'Metadata is invalid: protocolVersion: ' +
        'Must specify a valid protocol version',
    });
  });

  it('says when the module does not tell its version', async () => {
    const module = await guest(
      `function handle(op: string, msg: string): i32 { return fail('no'); }`,
    );
    await assert.rejects(
      annotatePolicy({ module, metadata: METADATA_YML, ...TOOL }),
      {
        code: 'METADATA',
        message: 'Error while detecting Kubewarden protocol version: no',
      },
    );
  });

  it('warns of capabilities used or declared in vain', async () => {
    const module = await guest(`
      const NAMES: StaticArray<u8> = [111, 99, 105, 0, 118, 50, 47, 118, 101, 114, 105, 102, 121];
      function handle(op: string, msg: string): i32 {
        return op == 'none' ? fail(NAMES.length.toString()) : reply('"v1"');
      }`);
    const metadata = `${METADATA_YML}hostCapabilities: [net/v1/dns_lookup_host]\n`;
    const { warnings } = await annotatePolicy({ module, metadata, ...TOOL });
    assert.deepEqual(warnings, [
      'host capabilities used by the policy but not declared in metadata: ' +
        'oci/v2/verify',
      'host capabilities declared in metadata but not detected in the ' +
        'policy: net/v1/dns_lookup_host',
    ]);
  });

  it('compares the execution mode with the exports', async () => {
    const rego = await compile('export function opa_eval(): void {}');
    await assert.rejects(
      annotatePolicy({ module: rego, metadata: METADATA_YML, ...TOOL }),
      {
        message:
          /^Wrong value inside of policy's metadata for 'executionMode'\. The policy has been created with Rego/,
      },
    );
    await assert.rejects(
      annotatePolicy({
        module: await smallPolicy(),
        metadata: `${METADATA_YML}executionMode: opa\n`,
        ...TOOL,
      }),
      {
        message:
          /The policy has not been created with Rego, but the value is 'opa'$/,
      },
    );
  });

  it('refuses what is no module', async () => {
    const module = new TextEncoder().encode('text');
    await assert.rejects(
      annotatePolicy({ module, metadata: METADATA_YML, ...TOOL }),
      { code: 'METADATA', message: /^Error parsing wasm module: / },
    );
  });
});

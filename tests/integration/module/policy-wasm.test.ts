// SPDX-License-Identifier: Apache-2.0

/** What the compiled module needs of a host, and what it offers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadGuest, POLICY_WASM } from '../../support/guest.js';

interface Entry {
  readonly module?: string;
  readonly name: string;
  readonly kind: string;
}

/** The part of the WebAssembly JavaScript API used here. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: {
      new (bytes: Uint8Array): object;
      imports(module: object): readonly Entry[];
      exports(module: object): readonly Entry[];
    };
  };
};

const module = new WebAssembly.Module(readFileSync(POLICY_WASM));
const call = (operation: string, payload = '') => {
  const { status, bytes } = loadGuest().call(operation, payload);
  return { status, text: Buffer.from(bytes).toString() };
};

describe('policy.wasm', () => {
  it('imports functions of wapc and nothing else', () => {
    assert.deepEqual(
      WebAssembly.Module.imports(module)
        .map((one) => `${one.module}.${one.name} ${one.kind}`)
        .sort(),
      [
        'wapc.__guest_error function',
        'wapc.__guest_request function',
        'wapc.__guest_response function',
        'wapc.__host_call function',
        'wapc.__host_error function',
        'wapc.__host_error_len function',
        'wapc.__host_response function',
        'wapc.__host_response_len function',
      ],
    );
  });

  it('exports its memory and the entry point', () => {
    const names = WebAssembly.Module.exports(module).map(
      ({ name, kind }) => `${name} ${kind}`,
    );
    assert.ok(names.includes('memory memory'));
    assert.ok(names.includes('__guest_call function'));
    assert.deepEqual(
      names.filter((name) => name.startsWith('opa_')),
      [],
    );
  });

  it('speaks version 1 of the protocol', () => {
    assert.deepEqual(call('protocol_version'), { status: 'ok', text: '"v1"' });
  });

  it('says which operation it does not know', () => {
    for (const operation of ['', 'validat', 'validate_', 'x'.repeat(5000)]) {
      assert.deepEqual(call(operation), {
        status: 'error',
        text: `No handler registered for function ${operation}`,
      });
    }
  });

  it('refuses bytes that are no UTF-8', () => {
    for (const operation of ['validate', 'validate_settings']) {
      const { status, bytes } = loadGuest().call(
        operation,
        new Uint8Array([0x22, 0xff, 0x22]),
      );
      assert.equal(status, 'error');
      assert.equal(Buffer.from(bytes).toString(), 'payload is not valid UTF-8');
    }
  });

  it('holds the capabilities it uses as plain text for scanners', () => {
    const text = readFileSync(POLICY_WASM).toString('latin1');
    for (const name of [
      'kubewarden',
      'oci',
      'v2/verify',
      'v1/manifest_digest',
      'v1/oci_manifest',
      'tracing',
    ]) {
      assert.ok(text.includes(name), name);
    }
    assert.ok(!text.includes('v1/verify'));
  });
});

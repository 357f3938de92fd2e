// SPDX-License-Identifier: Apache-2.0

/** What others send costs no more than its size, and leaves nothing behind. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCEPTING } from '../../../bench/answers.js';
import { findPython, meter } from '../../../bench/meter.js';
import { loadGuest, POLICY_WASM } from '../../support/guest.js';
import { wireJson } from '../../support/json.js';
import { containers, creation, pod } from '../../support/policy.js';
import { failure, okText } from '../../support/scripted-host.js';

const SETTINGS = {
  signatures: [
    {
      image: '*',
      keyless: [{ issuer: 'https://issuer.example.org', subject: 'a@b' }],
    },
  ],
};

/** A Pod of that many images, each in a repository of its own. */
function podOfImages(count: number): string {
  const images = Array.from({ length: count }, (_, i) => `ghcr.io/a/b${i}:1`);
  const request = creation(pod({ containers: containers(...images) }));
  return wireJson({ request, settings: SETTINGS });
}

const python = findPython();

describe('cost grows with what is read', () => {
  const skip = python === undefined && 'no Python with wasmtime';
  it('for signature manifests of many images', { skip }, () => {
    const cases = [1000, 4000].map((count) => ({
      name: `${count} images`,
      operation: 'validate',
      payload: podOfImages(count),
      answers: ACCEPTING,
    }));
    const [result] = meter(python ?? '', [{ path: POLICY_WASM, cases }]);
    const [few, many] = result?.cases ?? [];
    assert.ok(few?.ok && many?.ok);
    assert.equal(few.hostCalls['oci/v1/oci_manifest'], 1000);
    assert.equal(many.hostCalls['oci/v1/oci_manifest'], 4000);
    const ratio = many.fuel / few.fuel;
    assert.ok(ratio < 4.4, `${few.fuel} and ${many.fuel}`);
  });
});

describe('errors of the host', () => {
  const MIB = 1 << 20;

  it('of 15 MiB leave 4 KiB each', () => {
    const guest = loadGuest();
    const error = failure('e'.repeat(15 * MIB));
    const host = ({ namespace }: { namespace: string }) =>
      namespace === 'oci' ? error : okText('');
    const reply = guest.call('validate', podOfImages(20), host);
    assert.equal(reply.status, 'ok');
    assert.equal(reply.calls.filter((c) => c.namespace === 'oci').length, 20);
    assert.ok(guest.memoryBytes < 18 * MIB, String(guest.memoryBytes));
  });

  it('are cut where a character ends', () => {
    const guest = loadGuest();
    for (const start of ['', 'x', 'xx', 'xxx']) {
      const error = failure(start + '\u{1f600}'.repeat(2000));
      const host = ({ namespace }: { namespace: string }) =>
        namespace === 'oci' ? error : okText('');
      const { bytes } = guest.call('validate', podOfImages(1), host);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      const reply = JSON.parse(text) as { message: string };
      assert.match(reply.message, /: x{0,3}\u{1f600}+\.\.\.$/u);
    }
  });
});

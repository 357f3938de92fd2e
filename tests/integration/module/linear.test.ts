// SPDX-License-Identifier: Apache-2.0

/** What others send costs no more than its size, and leaves nothing behind. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCEPTING } from '../../../bench/answers.js';
import { type CaseResult, findPython, meter } from '../../../bench/meter.js';
import { loadGuest, POLICY_WASM } from '../../support/guest.js';
import { readFixture } from '../../support/fixture-files.js';
import { type JsonObject, wireJson } from '../../support/json.js';
import { containers, creation, pod, podOf } from '../../support/policy.js';
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

/** A Pod under one rule. */
function podUnder(rule: JsonObject): string {
  const request = creation(podOf('nginx:1'));
  const settings = { signatures: [{ image: '*', ...rule }] };
  return wireJson({ request, settings });
}

/** A rule of that many certificates, all of which must have signed. */
function certificates(count: number): JsonObject {
  const pem = readFixture('pki/alice.pem').toString('utf8');
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const texts = Array.from({ length: count }, (_, i) => {
    // They differ where certificates do: in their signatures.
    der.writeUInt32BE(i, der.length - 8);
    const lines = der.toString('base64').replace(/(.{64})/g, '$1\n');
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  });
  return { certificates: texts, requireRekorBundle: false };
}

/** A rule of that many identities, two of which must have signed. */
function identities(count: number): JsonObject {
  const issuer = 'https://issuer.example.org';
  const keyless = Array.from({ length: count }, (_, i) => ({
    issuer,
    subject: `dev${i}@acme.example`,
  }));
  return { keyless, minimumMatches: 2 };
}

/** Four times as much costs no more than a tenth beyond four times. */
function assertLinear(few: CaseResult, many: CaseResult): void {
  const text = `${few.fuel} and ${many.fuel}`;
  assert.ok(many.fuel < 4.4 * few.fuel, text);
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
    assertLinear(few, many);
  });

  it('for many signers of one rule', { skip }, () => {
    for (const rule of [certificates, identities]) {
      const cases = [1000, 4000].map((count) => ({
        name: `${count} signers`,
        operation: 'validate',
        payload: podUnder(rule(count)),
        answers: ACCEPTING,
      }));
      const [result] = meter(python ?? '', [{ path: POLICY_WASM, cases }]);
      const [few, many] = result?.cases ?? [];
      assert.ok(few?.ok && many?.ok);
      assert.match(many.response, /^\{"accepted":true/);
      assertLinear(few, many);
    }
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
      const { calls } = guest.call('validate', podOfImages(1), host);
      const log = calls.find(({ namespace }) => namespace === 'tracing');
      const { cause } = JSON.parse(log?.payload ?? '') as { cause: string };
      assert.match(cause, /^x{0,3}\u{1f600}+$/u);
      assert.ok(Buffer.byteLength(cause) <= 4096);
      assert.ok(Buffer.byteLength(cause) > 4092);
    }
  });
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostCall } from '../../src/wapc/host-call.js';
import { encodeJson } from '../../src/json/stringify.js';
import type { JsonValue } from '../../src/json/value.js';
import { replayedCapabilities } from '../../src/replay/replayed-capabilities.js';
import { readRequest, readSession } from '../../src/replay/session-file.js';
import { fixture } from '../support/fixture.js';

/** The host call that led to a recorded request. */
async function callOf(request: string): Promise<HostCall> {
  const { tag, fields } = await readRequest(request);
  const binding = 'kubewarden';
  if (tag === 'CryptoIsCertificateTrusted') {
    return {
      binding,
      namespace: 'crypto',
      operation: 'v1/is_certificate_trusted',
      payload: encodeJson(fields.get('request') ?? null),
    };
  }
  return {
    binding,
    namespace: 'oci',
    operation: 'v2/verify',
    payload: encodeJson(new Map<string, JsonValue>([['type', tag], ...fields])),
  };
}

test('a session of kwctl answers the calls it was recorded from', async () => {
  const text = fixture('session-certificates.yml');
  const capabilities = await replayedCapabilities(text);
  for (const { request, response } of await readSession(text)) {
    const answer = await capabilities.call(await callOf(request));
    assert.equal(response.kind, 'success');
    assert.equal(
      new TextDecoder().decode(answer),
      response.kind === 'success' ? response.payload : '',
    );
  }
  assert.equal(capabilities.remaining, 0);
});

test('a recorded failure has the text the policy saw under kwctl', async () => {
  const text = fixture('session-key-rejected.yml');
  const [exchange] = await readSession(text);
  assert.ok(exchange);
  const { status } = JSON.parse(fixture('reject-key.stdout.json')) as {
    status: { message: string };
  };
  // The Rust SDK puts `Host error: ` in front of what the host says.
  const [, expected] = status.message.split('Host error: ');
  const capabilities = await replayedCapabilities(text);
  await assert.rejects(capabilities.call(await callOf(exchange.request)), {
    message: expected ?? 'missing',
  });
});

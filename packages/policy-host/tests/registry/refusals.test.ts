// SPDX-License-Identifier: Apache-2.0
// What a registry's refusal is called: the very words of kwctl's client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, startRegistry } from '../support/fake-registry.js';

const IMAGE = 'registry.test/app:v1';

/** Status, body, what is said of both: kwctl's own words. */
const ANSWERS: Readonly<
  Record<string, readonly [number, string, (url: string) => string]>
> = {
  'without a way to authenticate': [
    401,
    '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
    (url) => `Not authorized: url ${url}`,
  ],
  'access denied': [
    403,
    '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}',
    (url) =>
      `Registry error: url ${url}, envelope: OCI API errors: ` +
      '[OCI API error: requested access to the resource is denied]',
  ],
  'no such manifest': [
    404,
    '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}',
    (url) =>
      `Registry error: url ${url}, envelope: OCI API errors: ` +
      '[OCI API error: manifest unknown]',
  ],
  'no such repository': [
    404,
    '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}',
    (url) =>
      `Registry error: url ${url}, envelope: OCI API errors: ` +
      '[OCI API error: repository name not known to registry]',
  ],
  'several errors, one without a message': [
    400,
    '{"errors":[{"code":"TAG_INVALID","message":"a"},{"code":"DENIED"}]}',
    (url) =>
      `Registry error: url ${url}, envelope: OCI API errors: ` +
      '[OCI API error: a\nOCI API error: ]',
  ],
  'an empty 404': [
    404,
    '',
    (url) => `Server error: url ${url}, code: 404, message: `,
  ],
  'a 404 for people': [
    404,
    '<html><body><h1>404 Not Found</h1></body></html>',
    (url) =>
      `Server error: url ${url}, code: 404, message: ` +
      '<html><body><h1>404 Not Found</h1></body></html>',
  ],
  'a code of its own making': [
    404,
    '{"errors":[{"code":"GONE","message":"manifest unknown"}]}',
    (url) =>
      `Server error: url ${url}, code: 404, message: ` +
      '{"errors":[{"code":"GONE","message":"manifest unknown"}]}',
  ],
  'too many requests': [
    429,
    '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}',
    (url) =>
      `Registry error: url ${url}, envelope: OCI API errors: ` +
      '[OCI API error: You have reached your pull rate limit.]',
  ],
  'a fault, whatever its body says': [
    500,
    '{"errors":[{"code":"UNKNOWN","message":"internal error"}]}',
    (url) =>
      `Server error: url ${url}, code: 500, message: ` +
      '{"errors":[{"code":"UNKNOWN","message":"internal error"}]}',
  ],
  'a fault that says not found': [
    503,
    'backend not found',
    (url) => `Server error: url ${url}, code: 503, message: backend not found`,
  ],
  'control characters': [
    500,
    'a\r\n\u001b[31mb\u2028c',
    (url) => `Server error: url ${url}, code: 500, message: a [31mb c`,
  ],
};

for (const [name, [status, body, text]] of Object.entries(ANSWERS)) {
  test(`${status}: ${name}`, async (t) => {
    const fake = await startRegistry(t, (_request, response) => {
      response.writeHead(status, { 'www-authenticate': 'Basic realm="x"' });
      response.end(body);
    });
    const expected = {
      code: status === 404 ? 'NOT_FOUND' : 'REGISTRY',
      message:
        'Fail to interact with OCI registry: ' +
        text(`http://${fake.address}/v2/app/manifests/v1`),
    };
    // A digest is asked for with HEAD, whose answer has no words.
    await assert.rejects(clientOf(fake).resolveDigest(IMAGE), expected);
    await assert.rejects(clientOf(fake).manifest(IMAGE), expected);
  });
}

test('what a registry says is not repeated without end', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(400).end('x'.repeat(1_000_000));
  });
  await assert.rejects(clientOf(fake).manifest(IMAGE), {
    message:
      'Fail to interact with OCI registry: Server error: ' +
      `url http://${fake.address}/v2/app/manifests/v1, code: 400, ` +
      `message: ${'x'.repeat(4096)}`,
  });
});

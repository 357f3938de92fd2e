// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { test } from 'node:test';
import { readSources } from '../../src/registry/sources.js';
import { temporaryPath } from '../support/temporary-path.js';

const folder = temporaryPath('sources');
const PEM = rootCertificates[0] ?? '';

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('insecure sources and authorities, by path and as data', async () => {
  const ca = file('ca.pem', PEM);
  const der = join(folder, 'ca.der');
  writeFileSync(
    der,
    Buffer.from(PEM.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64'),
  );
  const path = file(
    'full.yaml',
    [
      'insecure_sources: ["localhost:5000"]',
      'source_authorities:',
      '  "registry.test:443":',
      `  - {type: Path, path: ${ca}}`,
      `  - {type: Path, path: ${der}}`,
      `  - {type: Data, data: ${JSON.stringify(PEM)}}`,
      'unknown: ignored',
    ].join('\n'),
  );
  const sources = await readSources(path);
  assert.deepEqual(sources.insecureSources, ['localhost:5000']);
  const pems = sources.sourceAuthorities['registry.test:443'] ?? [];
  assert.deepEqual(
    pems.map((pem) => new X509Certificate(pem).fingerprint256),
    Array(3).fill(new X509Certificate(PEM).fingerprint256),
  );
});

test('a file that says nothing is refused, an empty mapping is not', async () => {
  for (const text of ['', 'null', '---\n']) {
    await assert.rejects(readSources(file('empty.yaml', text)), {
      code: 'ARGUMENT',
      message: /^Malformed sources file .*: the document must be a mapping$/,
    });
  }
  assert.deepEqual(await readSources(file('empty.yaml', '{}')), {
    insecureSources: [],
    sourceAuthorities: {},
  });
});

test('proxies', async () => {
  const text = 'proxies: {http_proxy: "http://p:1", no_proxy: a.test}';
  const { proxies } = await readSources(file('proxies.yaml', text));
  assert.deepEqual(proxies, {
    http: 'http://p:1',
    https: undefined,
    no: 'a.test',
  });
});

const MALFORMED: readonly (readonly [string, string])[] = [
  ['[1]', 'the document must be a mapping'],
  ['insecure_sources: x', 'insecure_sources must be a list of strings'],
  ['source_authorities: []', 'source_authorities must be a mapping'],
  ['source_authorities: {a: 1}', 'source_authorities.a must be a list'],
  [
    'source_authorities: {a: [{type: Path}]}',
    'source_authorities.a: expected {type: Path, path} or {type: Data, data}',
  ],
  ['proxies: {no_proxy: 1}', 'proxies.no_proxy must be a string'],
  ['a: [', 'not valid YAML'],
];

for (const [text, reason] of MALFORMED) {
  test(`malformed sources: ${reason}`, async () => {
    const path = file('bad.yaml', text);
    await assert.rejects(readSources(path), {
      code: 'ARGUMENT',
      message: `Malformed sources file ${path}: ${reason}`,
    });
  });
}

test('certificates that cannot be used', async () => {
  const data = file(
    'd.yaml',
    'source_authorities: {a: [{type: Data, data: x}]}',
  );
  await assert.rejects(readSources(data), {
    code: 'ARGUMENT',
    message:
      'Invalid certificate: Raw certificate is not in PEM nor in DER encoding',
  });
  const missing = file(
    'p.yaml',
    'source_authorities: {a: [{type: Path, path: /nonexistent}]}',
  );
  await assert.rejects(readSources(missing), {
    code: 'ARGUMENT',
    message: /^Cannot read certificate from file: \/nonexistent: /,
  });
  await assert.rejects(readSources('/nonexistent/sources.yaml'), {
    code: 'ARGUMENT',
    message: /^Cannot read sources file \/nonexistent\/sources\.yaml: /,
  });
});

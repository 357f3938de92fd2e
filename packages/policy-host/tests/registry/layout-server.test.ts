// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRegistry } from '../../src/registry/client.js';
import {
  type LayoutServerOptions,
  serveLayout,
} from '../../src/registry/layout-server.js';
import { digestOf } from '../support/fake-registry.js';
import { temporaryPath } from '../support/temporary-path.js';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

interface Layout {
  readonly folder: string;
  readonly image: string;
  readonly referrer: string;
}

function makeLayout(names: readonly string[]): Layout {
  const folder = temporaryPath('layout');
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
  const put = (text: string) => {
    const hex = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(folder, 'blobs', 'sha256', hex), text);
    return { mediaType: MANIFEST, digest: `sha256:${hex}`, size: text.length };
  };
  const image = put('{"schemaVersion":2}');
  const referrer = put(
    JSON.stringify({ artifactType: 'a/b', subject: image, layers: [] }),
  );
  const tagged = (entry: object, name: string) => ({
    ...entry,
    annotations: { 'org.opencontainers.image.ref.name': name },
  });
  const manifests = [
    ...names.map((name, i) => tagged(i === 0 ? image : referrer, name)),
    tagged(referrer, 'registry.test/team/app:ref'),
  ];
  const index = JSON.stringify({ schemaVersion: 2, manifests });
  writeFileSync(join(folder, 'index.json'), index);
  return { folder, image: image.digest, referrer: referrer.digest };
}

async function withServer(
  options: LayoutServerOptions,
  use: (address: string, layout: Layout) => Promise<void>,
): Promise<void> {
  const layout = makeLayout(['registry.test/team/app:v1']);
  const server = await serveLayout(layout.folder, options);
  try {
    await use(server.address, layout);
  } finally {
    await server.close();
  }
}

test('a client reads images through a mirror', async () => {
  await withServer({}, async (address, layout) => {
    const registry = createRegistry({ mirrors: { 'registry.test': address } });
    const image = 'registry.test/team/app:v1';
    assert.equal(await registry.resolveDigest(image), layout.image);
    const manifest = await registry.manifest(image);
    assert.equal(manifest.mediaType, MANIFEST);
    assert.deepEqual(await registry.referrers(image, layout.image), [
      {
        mediaType: MANIFEST,
        digest: layout.referrer,
        size: Buffer.byteLength(
          (await registry.manifest(`registry.test/team/app@${layout.referrer}`))
            .bytes,
        ),
        artifactType: 'a/b',
      },
    ]);
    await assert.rejects(registry.manifest('registry.test/team/app:v2'), {
      code: 'NOT_FOUND',
    });
    await assert.rejects(registry.manifest('registry.test/other:v1'), {
      code: 'NOT_FOUND',
    });
  });
});

test('the API answers by status and code', async () => {
  await withServer({ referrersApi: false }, async (address) => {
    const get = (path: string, method = 'GET') =>
      fetch(`http://${address}${path}`, { method });
    assert.equal((await get('/v2/')).status, 200);
    const tags = await (await get('/v2/team/app/tags/list')).json();
    assert.deepEqual(tags, { name: 'team/app', tags: ['ref', 'v1'] });
    for (const [path, code] of [
      ['/v2/team/app/manifests/none', 'MANIFEST_UNKNOWN'],
      [`/v2/team/app/blobs/${digestOf('none')}`, 'BLOB_UNKNOWN'],
      ['/v2/team/app/blobs/sha256:..%2F..%2Findex.json', 'BLOB_UNKNOWN'],
      ['/v2/nobody/manifests/v1', 'NAME_UNKNOWN'],
      [`/v2/team/app/referrers/${digestOf('x')}`, 'UNSUPPORTED'],
      ['/index.json', 'UNSUPPORTED'],
    ] as const) {
      const response = await get(path);
      assert.equal(response.status, 404, path);
      const body = (await response.json()) as { errors: { code: string }[] };
      assert.equal(body.errors[0]?.code, code, path);
    }
    assert.equal((await get('/v2/team/app/manifests/v1', 'PUT')).status, 405);
  });
});

test('a folder that is no layout, or an ambiguous one', async () => {
  await assert.rejects(serveLayout('/nonexistent'), {
    code: 'ARGUMENT',
    message: /^Cannot read OCI layout \/nonexistent: /,
  });
  const { folder } = makeLayout(['a.test/app:v1', 'b.test/app:v1']);
  await assert.rejects(serveLayout(folder), {
    code: 'ARGUMENT',
    message: `OCI layout ${folder} names app:v1 in two registries`,
  });
});

// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { installed, type InstallOptions } from '../src/install.js';
import { KWCTL_VERSION, RELEASE_ISSUER } from '../src/release.js';
import { rejects } from './support/rejects.js';
import {
  ASSET,
  RELEASE,
  SCRIPT,
  StandIn,
  ZIP_PATH,
  zipOf,
} from './support/stand-in.js';

const UNTRUSTED = 'the downloaded kwctl is not trusted: ';
const SIGNED_BY_OTHERS = `${UNTRUSTED}signed by somebody else (`;

describe('installing kwctl into the cache', () => {
  let standIn: StandIn;
  let caches = 0;

  /** Options with a cache folder of their own. */
  const fresh = (changes: Partial<InstallOptions> = {}): InstallOptions => {
    caches += 1;
    const folder = join(standIn.folder, `cache-${caches}`);
    return standIn.options({ folder, ...changes });
  };

  /** The zip requests that the server saw since the test began. */
  const downloads = (): number =>
    standIn.server.requests.filter((path) => path === ZIP_PATH).length;

  before(async () => {
    standIn = await StandIn.create();
  });
  beforeEach(() => {
    standIn.server.requests.length = 0;
  });
  after(() => standIn.close());

  it('downloads, verifies and keeps a genuine release', async () => {
    await standIn.publishSigned();
    const options = fresh();
    const path = await installed(options);
    assert.equal(path, join(options.folder, ASSET.binary));
    assert.deepEqual(await readFile(path), SCRIPT);
    assert.equal((await stat(path)).mode & 0o777, 0o755);
    assert.equal((await stat(options.folder)).mode & 0o777, 0o700);
    assert.deepEqual((await readdir(options.folder)).sort(), [
      ASSET.binary,
      'sigstore',
    ]);
  });

  it('asks nobody when the cache holds the version', async () => {
    await standIn.publishSigned();
    const options = fresh();
    const first = await installed(options);
    standIn.server.requests.length = 0;
    assert.equal(await installed(options), first);
    assert.deepEqual(standIn.server.requests, []);
  });

  it('downloads once when many start at the same time', async () => {
    await standIn.publishSigned();
    const options = fresh();
    const paths = await Promise.all(
      Array.from({ length: 8 }, () => installed(options)),
    );
    assert.equal(new Set(paths).size, 1);
    assert.equal(downloads(), 1);
    assert.deepEqual(await readFile(paths[0] ?? ''), SCRIPT);
  });

  it('takes over the lock of a process that died', async () => {
    await standIn.publishSigned();
    const options = fresh();
    mkdirSync(options.folder, { recursive: true });
    const lock = join(options.folder, `${ASSET.binary}.lock`);
    await writeFile(lock, '');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await installed(options);
    assert.equal(downloads(), 1);
    await assert.rejects(stat(lock), { code: 'ENOENT' });
  });

  it('reports progress with the size that the server announced', async () => {
    await standIn.publishSigned();
    const seen: (readonly [number, number | undefined])[] = [];
    await installed(
      fresh({ onProgress: (received, total) => seen.push([received, total]) }),
    );
    const last = seen.at(-1);
    assert.ok(last !== undefined && last[0] > 0);
    assert.equal(last[0], last[1]);
  });

  describe('rejects, and installs nothing', () => {
    const rejectsCleanly = async (
      options: InstallOptions,
      code: string,
      message: string,
    ): Promise<void> => {
      await rejects(installed(options), code, message);
      const left = await readdir(options.folder).catch(() => []);
      assert.deepEqual(
        left.filter((name) => name !== 'sigstore'),
        [],
      );
    };

    it('a binary that is not the signed one', async () => {
      await standIn.publishSigned(
        Buffer.from('#!/bin/sh\nevil\n'),
        RELEASE,
        SCRIPT,
      );
      await rejectsCleanly(
        fresh(),
        'VERIFICATION',
        `${UNTRUSTED}its signature does not verify (`,
      );
    });

    it('a damaged signature', async () => {
      const bundle = JSON.parse(await standIn.bundle(SCRIPT)) as {
        messageSignature: { signature: string };
      };
      const bytes = Buffer.from(bundle.messageSignature.signature, 'base64');
      bytes.writeUInt8(bytes.readUInt8(12) ^ 1, 12);
      bundle.messageSignature.signature = bytes.toString('base64');
      standIn.publish(
        await zipOf([
          [ASSET.binary, SCRIPT],
          [ASSET.bundle, Buffer.from(JSON.stringify(bundle))],
        ]),
      );
      await rejectsCleanly(
        fresh(),
        'VERIFICATION',
        `${UNTRUSTED}its signature does not verify (`,
      );
    });

    const workflows = 'https://github.com/kubewarden/adm-controller/.github';
    const tag = `refs/tags/v${KWCTL_VERSION}`;
    const strangers: readonly (readonly [string, string])[] = [
      ['another workflow', `${workflows}/workflows/ci.yml@${tag}`],
      ['another tag', `${workflows}/workflows/release.yml@refs/tags/v1.35.0`],
      ['a branch', `${workflows}/workflows/release.yml@refs/heads/main`],
      ['a longer tag', `${workflows}/workflows/release.yml@${tag}-evil`],
      [
        'an address that only contains the right one',
        `https://evil.example/?${RELEASE.uri}`,
      ],
      [
        'a look-alike of a dot',
        RELEASE.uri.replace('build-kwctl.yml', 'build-kwctl-yml'),
      ],
      [
        'another repository',
        RELEASE.uri.replace('adm-controller', 'adm-controller1'),
      ],
      ['another owner', RELEASE.uri.replace('/kubewarden/', '/mallory/')],
    ];
    for (const [name, uri] of strangers) {
      it(`the signature of ${name}`, async () => {
        await standIn.publishSigned(SCRIPT, { uri, issuer: RELEASE_ISSUER });
        await rejectsCleanly(fresh(), 'VERIFICATION', SIGNED_BY_OTHERS);
      });
    }

    it('the right workflow certified by another issuer', async () => {
      await standIn.publishSigned(SCRIPT, {
        uri: RELEASE.uri,
        issuer: 'https://accounts.example.org',
      });
      await rejectsCleanly(fresh(), 'VERIFICATION', SIGNED_BY_OTHERS);
    });

    it('a bundle of an authority outside of the trust root', async () => {
      const other = await StandIn.create();
      try {
        const bundle = await other.bundle(SCRIPT);
        standIn.publish(
          await zipOf([
            [ASSET.binary, SCRIPT],
            [ASSET.bundle, Buffer.from(bundle)],
          ]),
        );
      } finally {
        await other.close();
      }
      await rejectsCleanly(
        fresh(),
        'VERIFICATION',
        `${UNTRUSTED}its signature does not verify (CERTIFICATE_ERROR: `,
      );
    });

    for (const [name, text] of [
      ['that is not JSON', '{'],
      ['that is no bundle', '{}'],
    ] as const) {
      it(`a bundle ${name}`, async () => {
        standIn.publish(
          await zipOf([
            [ASSET.binary, SCRIPT],
            [ASSET.bundle, Buffer.from(text)],
          ]),
        );
        await rejectsCleanly(
          fresh(),
          'VERIFICATION',
          `${UNTRUSTED}its Sigstore bundle is malformed (`,
        );
      });
    }

    it('everything while the trust root cannot be loaded', async () => {
      await standIn.publishSigned();
      const options = fresh();
      assert.ok(options.trust !== undefined);
      const trust = {
        ...options.trust,
        mirrorUrl: `${standIn.server.url}/nowhere`,
      };
      await rejectsCleanly(
        { ...options, trust },
        'TRUST_ROOT',
        "cannot load Sigstore's trust root: ",
      );
    });
  });
});

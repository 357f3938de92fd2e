// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import type { InstallOptions } from '../../src/install.js';
import {
  KWCTL_VERSION,
  RELEASE_IDENTITIES,
  RELEASE_ISSUER,
  type ReleaseAsset,
} from '../../src/release.js';
import { Authority, type Identity } from './authority.js';
import { serve, type Route, type TestServer } from './release-server.js';
import { tufRepository } from './tuf-repository.js';

/** The release files the stand-in publishes. */
export const ASSET: ReleaseAsset = {
  zip: 'kwctl-linux-x86_64.zip',
  binary: 'kwctl-linux-x86_64',
  bundle: 'kwctl-linux-x86_64.bundle.sigstore',
};

/** The path of the zip on the release server. */
export const ZIP_PATH = `/v${KWCTL_VERSION}/${ASSET.zip}`;

/** The identity that the real release workflow signs kwctl with. */
export const RELEASE: Identity = {
  uri: RELEASE_IDENTITIES[0] ?? '',
  issuer: RELEASE_ISSUER,
};

/** A script that stands in for kwctl: prints its arguments, exits with 7. */
export const SCRIPT = Buffer.from('#!/bin/sh\necho "stand-in $*"\nexit 7\n');

/** Packs files into a zip, in this order. */
export async function zipOf(
  files: readonly (readonly [name: string, bytes: Buffer])[],
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A release server, a trust root and an empty cache, all temporary. */
export class StandIn {
  readonly server: TestServer;
  readonly folder: string;
  readonly #routes: Map<string, Route>;
  readonly #authority: Authority;
  readonly #rootPath: string;

  private constructor(
    server: TestServer,
    folder: string,
    routes: Map<string, Route>,
    authority: Authority,
    rootPath: string,
  ) {
    this.server = server;
    this.folder = folder;
    this.#routes = routes;
    this.#authority = authority;
    this.#rootPath = rootPath;
  }

  static async create(): Promise<StandIn> {
    const authority = await Authority.create();
    const { files, root } = tufRepository(authority.trustedRoot());
    const routes = new Map<string, Route>(files);
    const server = await serve(routes);
    const folder = await mkdtemp(join(tmpdir(), 'kwctl-test-'));
    const rootPath = join(folder, 'root.json');
    await writeFile(rootPath, root);
    return new StandIn(server, folder, routes, authority, rootPath);
  }

  /** Publishes whatever answers for the zip. */
  publish(route: Route): void {
    this.#routes.set(ZIP_PATH, route);
  }

  /** Publishes a binary with a bundle of this authority over `signed`. */
  async publishSigned(
    binary: Buffer = SCRIPT,
    identity: Identity = RELEASE,
    signed: Buffer = binary,
  ): Promise<void> {
    const bundle = await this.bundle(signed, identity);
    this.publish(
      await zipOf([
        [ASSET.binary, binary],
        [ASSET.bundle, Buffer.from(bundle)],
      ]),
    );
  }

  bundle(blob: Buffer, identity: Identity = RELEASE): Promise<string> {
    return this.#authority.sign(blob, identity);
  }

  /** Options that install from this server into an own, empty cache. */
  options(changes: Partial<InstallOptions> = {}): InstallOptions {
    return {
      folder: join(this.folder, 'cache'),
      env: { KWCTL_MIRROR: this.server.url },
      asset: ASSET,
      trust: { mirrorUrl: `${this.server.url}/tuf`, rootPath: this.#rootPath },
      ...changes,
    };
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { readModuleFile } from '../../src/cli/module-file.js';
import { issue, type Issued } from '../support/authority.js';
import { temporaryFolder, type Folder } from '../support/cli.js';

const MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const noRegistry = () => Promise.reject(new Error('not asked'));

describe('a module by https', () => {
  let root: Issued;
  let server: Server;
  let origin: string;
  let folder: Folder;

  before(async () => {
    folder = await temporaryFolder();
    root = await issue({ subject: 'CN=Root', ca: {} });
    const leaf = await issue({
      subject: 'CN=Server',
      issuer: root,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    });
    const key = leaf.privateKey.export({ format: 'pem', type: 'pkcs8' });
    server = createServer({ key, cert: leaf.pem }, (request, response) => {
      const found = request.url === '/policy.wasm';
      response.writeHead(found ? 200 : 404).end(found ? MODULE : '');
    });
    await new Promise<void>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await folder.remove();
  });

  const host = () => new URL(origin).host;
  const trusting = () =>
    folder.write(
      'authority.yaml',
      JSON.stringify({
        source_authorities: { [host()]: [{ type: 'Data', data: root.pem }] },
      }),
    );

  test('the authority of the sources file is trusted', async () => {
    const uri = `${origin}/policy.wasm`;
    const bytes = await readModuleFile(uri, noRegistry, await trusting());
    assert.deepEqual(Buffer.from(bytes), MODULE);
  });

  test('an insecure source needs no authority', async () => {
    const sources = JSON.stringify({ insecure_sources: [host()] });
    const path = await folder.write('insecure.yaml', sources);
    const uri = `${origin}/policy.wasm`;
    const bytes = await readModuleFile(uri, noRegistry, path);
    assert.deepEqual(Buffer.from(bytes), MODULE);
  });

  test('other answers are errors', async () => {
    const uri = `${origin}/other.wasm`;
    await assert.rejects(readModuleFile(uri, noRegistry, await trusting()), {
      code: 'MODULE',
      message: `${uri} answered 404`,
    });
  });

  test('a certificate nobody vouches for is refused', async () => {
    const path = await folder.write('none.yaml', '{}');
    await assert.rejects(
      readModuleFile(`${origin}/policy.wasm`, noRegistry, path),
      { code: 'REGISTRY', message: /error sending request for url \(https:/ },
    );
  });
});

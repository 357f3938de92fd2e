// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readModuleFile } from '../../src/cli/module-file.js';
import { issue, type Issued } from '../support/authority.js';
import { temporaryFolder, type Folder } from '../support/cli.js';
import { startTls, type TlsServer } from '../support/tls-server.js';

const MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const noRegistry = () => Promise.reject(new Error('not asked'));

describe('a module by https', () => {
  let root: Issued;
  let server: TlsServer;
  let origin: string;
  let folder: Folder;

  before(async () => {
    folder = await temporaryFolder();
    root = await issue({ subject: 'CN=Root', ca: {} });
    server = await startTls(root, (request, response) => {
      const found = request.url === '/policy.wasm';
      response.writeHead(found ? 200 : 404).end(found ? MODULE : '');
    });
    origin = `https://${server.address}`;
  });
  after(async () => {
    server.close();
    await folder.remove();
  });

  const trusting = () =>
    folder.write(
      'authority.yaml',
      JSON.stringify({
        source_authorities: {
          [server.address]: [{ type: 'Data', data: root.pem }],
        },
      }),
    );

  test('the authority of the sources file is trusted', async () => {
    const uri = `${origin}/policy.wasm`;
    const bytes = await readModuleFile(uri, noRegistry, await trusting());
    assert.deepEqual(Buffer.from(bytes), MODULE);
  });

  test('an insecure source needs no authority', async () => {
    const sources = JSON.stringify({ insecure_sources: [server.address] });
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

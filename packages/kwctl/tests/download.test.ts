// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { download } from '../src/download.js';
import { installed } from '../src/install.js';
import type { Environment } from '../src/locate.js';
import { networkFailure } from '../src/network.js';
import { rejects } from './support/rejects.js';
import {
  serve,
  serveProxy,
  type Route,
  type TestServer,
} from './support/release-server.js';
import { ASSET, StandIn } from './support/stand-in.js';

const CONTENT = Buffer.alloc(100_000, 'kwctl');
const ADVICE =
  '. Check the network, set HTTPS_PROXY if there is a proxy, ' +
  'set KWCTL_MIRROR to a mirror of the releases, ' +
  'or set KWCTL_PATH to a kwctl that is already on this machine';

describe('downloading', () => {
  let folder: string;
  let server: TestServer;
  const open: TestServer[] = [];
  const routes = new Map<string, Route>([
    ['/zip', CONTENT],
    ['/moved', (_request, response) => redirect(response, '/zip')],
    ['/loop', (_request, response) => redirect(response, '/loop')],
    ['/broken', (_request, response) => response.writeHead(503).end()],
    [
      '/endless',
      (_request, response) => {
        const timer = setInterval(() => response.write(CONTENT), 1);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      '/cut',
      (_request, response) => {
        response.writeHead(200, { 'content-length': CONTENT.length });
        response.write(CONTENT.subarray(0, 10), () => response.destroy());
      },
    ],
    ['/silent', () => undefined],
  ]);

  const fetchFrom = (
    url: string,
    env: Environment = {},
    limits = { maxBytes: 1_000_000, totalMs: 20_000 },
    path = join(folder, 'file'),
  ): Promise<void> => download({ url: new URL(url), path, env, limits });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kwctl-download-'));
    server = await serve(routes);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((proxy) => proxy.close()));
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('saves the bytes, also after a redirect', async () => {
    for (const path of ['/zip', '/moved']) {
      await fetchFrom(server.url + path);
      assert.deepEqual(await readFile(join(folder, 'file')), CONTENT);
    }
  });

  it('says what to check when the release is missing', async () => {
    const failure = await rejects(fetchFrom(`${server.url}/no`), 'HTTP', '');
    assert.equal(
      failure.message,
      `${server.url}/no answered 404 Not Found: ` +
        'the release or the mirror has no such file: check KWCTL_MIRROR',
    );
  });

  it('says what to do when the server fails', async () => {
    const failure = await rejects(
      fetchFrom(`${server.url}/broken`),
      'HTTP',
      '',
    );
    assert.equal(
      failure.message,
      `${server.url}/broken answered 503 Service Unavailable: ` +
        'try again later, or set KWCTL_MIRROR to a mirror of the releases',
    );
  });

  it('ends redirect loops', async () => {
    await rejects(
      fetchFrom(`${server.url}/loop`),
      'NETWORK',
      `cannot reach 127.0.0.1:${server.port}: redirect count exceeded`,
    );
  });

  it('refuses more bytes than the limit, announced or not', async () => {
    await rejects(
      fetchFrom(`${server.url}/zip`, {}, { maxBytes: 99_999, totalMs: 20_000 }),
      'LIMIT',
      `${server.url}/zip is larger than the limit of 99999 bytes`,
    );
    await rejects(
      fetchFrom(`${server.url}/endless`),
      'LIMIT',
      `${server.url}/endless is larger than the limit of 1000000 bytes`,
    );
  });

  it('gives up on a server that does not answer', async () => {
    await rejects(
      fetchFrom(
        `${server.url}/silent`,
        {},
        { maxBytes: 1_000_000, totalMs: 200 },
      ),
      'LIMIT',
      `${server.url}/silent was not downloaded within 0.2 s`,
    );
  });

  it('notices a connection that is cut', async () => {
    await rejects(
      fetchFrom(`${server.url}/cut`),
      'NETWORK',
      `cannot reach 127.0.0.1:${server.port}: `,
    );
  });

  it('says that the machine may be offline', async () => {
    const gone = await serve(new Map());
    await gone.close();
    const failure = await rejects(fetchFrom(`${gone.url}/zip`), 'NETWORK', '');
    assert.equal(
      failure.message,
      `cannot reach 127.0.0.1:${gone.port}: ` +
        `connect ECONNREFUSED 127.0.0.1:${gone.port}${ADVICE}`,
    );
    const unresolved = Object.assign(new Error('getaddrinfo ENOTFOUND'), {
      code: 'ENOTFOUND',
    });
    assert.equal(
      networkFailure(unresolved, new URL('https://github.com/x'), {}).message,
      'cannot resolve github.com: this machine seems to be offline' + ADVICE,
    );
  });

  it('names the variable that helps with a certificate', () => {
    const error = Object.assign(new Error('unable to verify'), {
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
    });
    assert.equal(
      networkFailure(error, new URL('https://github.com/x'), {}).message,
      'the TLS certificate of github.com is not trusted (unable to verify). ' +
        'If a proxy replaces certificates, set NODE_EXTRA_CA_CERTS to its ' +
        'CA certificate',
    );
  });

  describe('through a proxy', () => {
    const target = 'http://releases.example.org/zip';
    const start = async (
      to: Parameters<typeof serveProxy>[0],
    ): Promise<TestServer> => {
      const proxy = await serveProxy(to);
      open.push(proxy);
      return proxy;
    };

    it('reaches hosts that only the proxy can resolve', async () => {
      const proxy = await start(server);
      await fetchFrom(target, { http_proxy: proxy.url });
      assert.deepEqual(await readFile(join(folder, 'file')), CONTENT);
      assert.deepEqual(proxy.requests, ['releases.example.org:80']);
    });

    it('goes around it for the hosts of NO_PROXY', async () => {
      const proxy = await start({ status: '502 Bad Gateway' });
      for (const list of ['127.0.0.1', '*', `x, 127.0.0.1:${server.port}`]) {
        await fetchFrom(`${server.url}/zip`, {
          HTTP_PROXY: proxy.url,
          NO_PROXY: list,
        });
      }
      assert.deepEqual(proxy.requests, []);
    });

    it('says that it asks for a login, without its password', async () => {
      const proxy = await start({
        status: '407 Proxy Authentication Required',
      });
      const failure = await rejects(
        fetchFrom(target, {
          HTTP_PROXY: `http://me:secret@127.0.0.1:${proxy.port}`,
        }),
        'NETWORK',
        '',
      );
      assert.equal(
        failure.message,
        `the proxy http://127.0.0.1:${proxy.port} asks for a login (407)` +
          ADVICE,
      );
    });

    it('says that it refuses', async () => {
      const proxy = await start({ status: '403 Forbidden' });
      const failure = await rejects(
        fetchFrom(target, { HTTP_PROXY: proxy.url }),
        'NETWORK',
        '',
      );
      assert.equal(
        failure.message,
        `the proxy ${proxy.url} refuses to reach releases.example.org (403)` +
          ADVICE,
      );
    });

    it('says that it is down', async () => {
      const proxy = await serveProxy({ status: '200 OK' });
      await proxy.close();
      await rejects(
        fetchFrom(target, { HTTP_PROXY: proxy.url }),
        'NETWORK',
        `cannot reach releases.example.org through the proxy ${proxy.url}: ` +
          'connect ECONNREFUSED',
      );
    });

    it('rejects an address that is no URL', async () => {
      await rejects(
        fetchFrom(target, { HTTP_PROXY: 'proxy' }),
        'ARGUMENT',
        'the proxy address is not a valid URL',
      );
    });
  });

  describe('to a disk that fails', () => {
    const full =
      'the disk of the cache is full: free about 200 MB, or set ' +
      'XDG_CACHE_HOME to a folder on another disk';

    it('says that the disk is full', async (test) => {
      if (!existsSync('/dev/full')) return test.skip('no /dev/full here');
      const failure = await rejects(
        fetchFrom(`${server.url}/zip`, {}, undefined, '/dev/full'),
        'DISK',
        '',
      );
      assert.equal(failure.message, full);
    });

    it('says that the folder cannot be written', async () => {
      await rejects(
        fetchFrom(
          `${server.url}/zip`,
          {},
          undefined,
          join(folder, 'missing', 'file'),
        ),
        'DISK',
        'cannot write the cache: ENOENT',
      );
    });

    it('leaves nothing behind on a full file system', async (test) => {
      const mount = join(folder, 'tiny');
      await mkdir(mount);
      if (!mountTiny(mount)) return test.skip('cannot mount a tmpfs here');
      const standIn = await StandIn.create();
      try {
        await standIn.publishSigned(Buffer.alloc(1_000_000, 'incompressible'));
        const options = standIn.options({ folder: join(mount, 'cache') });
        const failure = await rejects(installed(options), 'DISK', '');
        assert.equal(failure.message, full);
        const left = await readdir(options.folder);
        assert.ok(!left.includes(ASSET.binary));
        assert.ok(!left.some((name) => name.endsWith('.part')));
      } finally {
        await standIn.close();
        execFileSync('umount', [mount]);
      }
    });
  });
});

function redirect(
  response: Parameters<Extract<Route, (...args: never[]) => void>>[1],
  location: string,
): void {
  response.writeHead(302, { location }).end();
}

function mountTiny(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

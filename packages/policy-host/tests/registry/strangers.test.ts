// SPDX-License-Identifier: Apache-2.0
// Where a registry may lead to. No test connects to anything but loopback:
// look-ups are answered from a table, and sockets go to servers of the test.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Network } from '../../src/registry/endpoints.js';
import { requirePublicHost } from '../../src/registry/public-addresses.js';
import type { Sources } from '../../src/registry/types.js';
import {
  clientOf,
  type FakeRegistry,
  sendManifest,
  startRegistry,
} from '../support/fake-registry.js';

const IMAGE = 'registry.test/team/app:v1';
const PREFIX = 'Fail to interact with OCI registry: ';
const PUBLIC = '203.0.113.7';
const SECRET = `Basic ${Buffer.from('u:p').toString('base64')}`;

/** Names with their addresses, and what was connected to. */
interface Wires {
  readonly network: Network;
  /** `host:port` of every socket that was asked for. */
  readonly connections: string[];
}

/**
 * Every name is looked up in the table; every socket ends at the server,
 * whatever the address, if it is asked for at all.
 */
function wires(
  server: FakeRegistry,
  table: Readonly<Record<string, readonly string[]>>,
): Wires {
  const connections: string[] = [];
  const [, port = ''] = server.address.split(':');
  const lookup: LookupFunction = (hostname, _options, callback) => {
    const found = (table[hostname] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    callback(null, found);
  };
  const network: Network = {
    lookup,
    buildConnector: (options) => {
      const { lookup: resolve } = options as { lookup: LookupFunction };
      return (target, callback) => {
        const host = target.hostname;
        const open = (error: Error | null) => {
          if (error !== null) return callback(error, null);
          connections.push(`${host}:${target.port || '443'}`);
          const socket = connect(Number(port), '127.0.0.1', () =>
            callback(null, socket),
          );
          socket.once('error', (cause) => callback(cause, null));
        };
        if (/^[\d.]+$|:/.test(host)) return open(null);
        return resolve(host, { all: true }, (error) => open(error));
      };
    },
  };
  return { network, connections };
}

/** Docker's configuration with credentials for the registry. */
function dockerConfig(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'docker-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const auth = Buffer.from('u:p').toString('base64');
  const config = { auths: { 'registry.test': { auth } } };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

/** A registry that always sends its visitors to a token server. */
function challenging(t: TestContext, realm: string): Promise<FakeRegistry> {
  return startRegistry(t, (_request, response) => {
    const challenge = `Bearer realm="${realm}"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  });
}

/** A registry that sends its visitors elsewhere. */
function redirecting(t: TestContext, location: string): Promise<FakeRegistry> {
  return startRegistry(t, (_request, response) => {
    response.writeHead(307, { location }).end();
  });
}

/** Spellings of hosts that are not public, with what is said of each. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['127.0.0.1', '127.0.0.1 is'],
  ['127.0.0.1:5000', '127.0.0.1 is'],
  ['127.0.0.1.', '127.0.0.1 is'],
  ['127.1', '127.0.0.1 is'],
  ['2130706433', '127.0.0.1 is'],
  ['0x7f000001', '127.0.0.1 is'],
  ['0x7f.0.0.1', '127.0.0.1 is'],
  ['0177.0.0.1', '127.0.0.1 is'],
  ['%31%32%37.0.0.1', '127.0.0.1 is'],
  ['%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1', '127.0.0.1 is'],
  ['0', '0.0.0.0 is'],
  ['169.254.169.254', '169.254.169.254 is'],
  ['2852039166', '169.254.169.254 is'],
  ['10.1.2.3', '10.1.2.3 is'],
  ['172.16.0.1', '172.16.0.1 is'],
  ['172.31.255.255', '172.31.255.255 is'],
  ['192.168.1.1', '192.168.1.1 is'],
  ['100.64.0.1', '100.64.0.1 is'],
  ['[::1]', '::1 is'],
  ['[::]', ':: is'],
  ['[::ffff:127.0.0.1]', '::ffff:7f00:1 is'],
  ['[::ffff:a9fe:a9fe]', '::ffff:a9fe:a9fe is'],
  ['[::127.0.0.1]', '::7f00:1 is'],
  ['[64:ff9b::169.254.169.254]', '64:ff9b::a9fe:a9fe is'],
  ['[2002:7f00:1::]', '2002:7f00:1:: is'],
  ['[fe80::1]', 'fe80::1 is'],
  ['[fd00::1]', 'fd00::1 is'],
  ['localhost', 'localhost is this machine,'],
  ['LocalHost.', 'localhost is this machine,'],
  ['a.localhost', 'a.localhost is this machine,'],
];

/** Names that only a look-up tells about. */
const LOOKED_UP: Readonly<Record<string, readonly string[]>> = {
  'metadata.test': ['169.254.169.254'],
  'inside.test': ['10.0.0.1'],
  'both.test': [PUBLIC, '127.0.0.1'],
  'six.test': ['2606:4700::1', '::1'],
  'mapped.test': ['::ffff:10.0.0.1'],
  'zone.test': ['fe80::1%eth0'],
};

describe('token servers', () => {
  const refusal = (realm: string, reason: string) => ({
    code: 'REGISTRY',
    message: `${PREFIX}Authentication failure: refused token server ${realm}${reason}`,
  });

  for (const [host, said] of REFUSED) {
    test(`${host} is refused before any connection`, async (t) => {
      const realm = `https://${host}/token`;
      const fake = await challenging(t, realm);
      const { network, connections } = wires(fake, {});
      const registry = clientOf(fake, {
        network,
        dockerConfigDir: dockerConfig(t),
      });
      const place = new URL(realm);
      await assert.rejects(
        registry.manifest(IMAGE),
        refusal(
          place.origin + place.pathname,
          `: ${said} not a public address`,
        ),
      );
      assert.deepEqual(connections, [fake.address]);
    });
  }

  for (const [host, addresses] of Object.entries(LOOKED_UP)) {
    test(`${host} at ${addresses.join(' and ')} is refused`, async (t) => {
      const fake = await challenging(t, `https://${host}/token`);
      const { network, connections } = wires(fake, LOOKED_UP);
      await assert.rejects(clientOf(fake, { network }).manifest(IMAGE), {
        code: 'REGISTRY',
        message:
          `${PREFIX}refused address: url https://${host}/token: ` +
          `${host} is ${addresses.at(-1)}, not a public address`,
      });
      assert.deepEqual(connections, [fake.address]);
    });
  }

  for (const realm of [
    'http://auth.test/token',
    'ftp://auth.test/token',
    'file:///token',
    '/token',
    'https://registry.test@auth.test/token',
    'https://u:p@auth.test/token',
  ]) {
    test(`${realm} is refused`, async (t) => {
      const fake = await challenging(t, realm);
      const { network, connections } = wires(fake, { 'auth.test': [PUBLIC] });
      const registry = clientOf(fake, { network });
      await assert.rejects(registry.manifest(IMAGE), refusal(realm, ''));
      assert.deepEqual(connections, [fake.address]);
    });
  }

  test('a port of the registry that is not its own is refused', async (t) => {
    const other = await startRegistry(t, (_q, response) => response.end());
    const realm = `http://${other.address}/token`;
    const fake = await challenging(t, realm);
    const registry = clientOf(fake, { dockerConfigDir: dockerConfig(t) });
    await assert.rejects(registry.manifest(IMAGE), refusal(realm, ''));
    assert.deepEqual(other.requests, []);
  });

  test('a public one gets the credentials, what it leads to does not', async (t) => {
    const seen: string[] = [];
    const fake = await startRegistry(t, (request, response) => {
      const { authorization = '-', host = '' } = request.headers;
      seen.push(`${host} ${authorization}`);
      if (host === 'auth.test') {
        const location = 'https://other.test/token';
        response.writeHead(307, { location }).end();
      } else if (host === 'other.test') {
        response.end('{"token":"t"}');
      } else if (authorization === 'Bearer t') {
        sendManifest(response, '{}');
      } else {
        const challenge = 'Bearer realm="https://auth.test/token"';
        response.writeHead(401, { 'www-authenticate': challenge }).end();
      }
    });
    const { network, connections } = wires(fake, {
      'auth.test': [PUBLIC, '2606:4700::1'],
      'other.test': [PUBLIC],
    });
    const dockerConfigDir = dockerConfig(t);
    await clientOf(fake, { network, dockerConfigDir }).manifest(IMAGE);
    assert.deepEqual(seen, [
      `${fake.address} -`,
      `auth.test ${SECRET}`,
      'other.test -',
      `${fake.address} Bearer t`,
    ]);
    assert.deepEqual(connections, [
      fake.address,
      'auth.test:443',
      'other.test:443',
    ]);
  });
});

describe('redirects', () => {
  for (const [host, said] of REFUSED) {
    test(`to ${host} are refused before any connection`, async (t) => {
      const location = `https://${host}/blob`;
      const fake = await redirecting(t, location);
      const { network, connections } = wires(fake, {});
      await assert.rejects(clientOf(fake, { network }).manifest(IMAGE), {
        code: 'REGISTRY',
        message:
          `${PREFIX}refused redirect: ` +
          `url http://${fake.address}/v2/team/app/manifests/v1 ` +
          `to https://${new URL(location).host}: ${said} not a public address`,
      });
      assert.deepEqual(connections, [fake.address]);
    });
  }

  for (const [host, addresses] of Object.entries(LOOKED_UP)) {
    test(`to ${host} at ${addresses.join(' and ')} are refused`, async (t) => {
      const fake = await redirecting(t, `https://${host}/blob`);
      const { network, connections } = wires(fake, LOOKED_UP);
      await assert.rejects(clientOf(fake, { network }).manifest(IMAGE), {
        code: 'REGISTRY',
        message:
          `${PREFIX}refused address: url https://${host}/blob: ` +
          `${host} is ${addresses.at(-1)}, not a public address`,
      });
      assert.deepEqual(connections, [fake.address]);
    });
  }

  test('with a user in the address are refused', async (t) => {
    const fake = await redirecting(t, 'https://registry.test@cdn.test/blob');
    const { network, connections } = wires(fake, { 'cdn.test': [PUBLIC] });
    await assert.rejects(clientOf(fake, { network }).manifest(IMAGE), {
      message:
        `${PREFIX}refused redirect: ` +
        `url http://${fake.address}/v2/team/app/manifests/v1 to https://cdn.test`,
    });
    assert.deepEqual(connections, [fake.address]);
  });

  test('to a public host are followed', async (t) => {
    const fake = await startRegistry(t, (request, response) => {
      if (request.headers.host === 'cdn.test') sendManifest(response, '{}');
      else response.writeHead(307, { location: 'https://cdn.test/m' }).end();
    });
    const { network, connections } = wires(fake, { 'cdn.test': [PUBLIC] });
    await clientOf(fake, { network }).manifest(IMAGE);
    assert.deepEqual(connections, [fake.address, 'cdn.test:443']);
  });

  test('to a host that the user has named are followed', async (t) => {
    const store = await startRegistry(t, (_q, r) => sendManifest(r, '{}'));
    const fake = await redirecting(t, `http://${store.address}/m`);
    const sources: Sources = {
      insecureSources: [store.address],
      sourceAuthorities: {},
    };
    await clientOf(fake, { sources }).manifest(IMAGE);
    assert.deepEqual(store.requests, ['GET /m']);
  });
});

test('places for uploads are strangers too', async (t) => {
  const fake = await startRegistry(t, (request, response) => {
    if (request.method === 'HEAD') response.writeHead(404).end();
    else {
      const location = 'https://169.254.169.254/upload';
      response.writeHead(202, { location }).end();
    }
  });
  const { network, connections } = wires(fake, {});
  const registry = clientOf(fake, { network });
  await assert.rejects(registry.pushBlob(IMAGE, Buffer.from('x')), {
    code: 'REGISTRY',
    message:
      `${PREFIX}refused upload location: https://169.254.169.254/upload: ` +
      '169.254.169.254 is not a public address',
  });
  assert.deepEqual(new Set(connections), new Set([fake.address]));
});

test('public hosts are not refused', () => {
  for (const host of [
    'auth.docker.io',
    PUBLIC,
    '[2606:4700::1]',
    '172.32.0.1',
  ]) {
    requirePublicHost(host);
  }
});

// SPDX-License-Identifier: Apache-2.0
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as x509 from '@peculiar/x509';
import { issue, type Issued } from './authority.js';

/** A server on loopback, whose certificate an authority of the test issued. */
export interface TlsServer {
  /** `host:port` */
  readonly address: string;
  close(): void;
}

/** Starts a server; only who trusts the authority believes that it is it. */
export async function startTls(
  issuer: Issued,
  answer: RequestListener,
): Promise<TlsServer> {
  const name = new x509.SubjectAlternativeNameExtension([
    { type: 'ip', value: '127.0.0.1' },
  ]);
  const leaf = await issue({
    subject: 'CN=Server',
    issuer,
    extensions: [name],
  });
  const key = leaf.privateKey.export({ format: 'pem', type: 'pkcs8' });
  const server = createServer({ key, cert: leaf.pem }, answer);
  await new Promise<void>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

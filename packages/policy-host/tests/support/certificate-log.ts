// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import { createHash, createPublicKey, sign } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { X509Certificate } from '@sigstore/core';
import { issue, type Issued, type Profile } from './authority.js';
import type { TestLog } from './log.js';

const SCT_LIST = '1.3.6.1.4.1.11129.2.4.2';

/**
 * Issues a certificate with an embedded signed certificate timestamp
 * (RFC 6962): the log signs the certificate as it is without the extension.
 */
export async function issueLogged(
  profile: Profile & { readonly issuer: Issued },
  log: TestLog,
  time: Date,
): Promise<Issued> {
  const bare = await issue(profile);
  const timestamp = timestampFor(bare, profile.issuer, log, time);
  return issue({
    ...profile,
    keys: bare.keys,
    more: [...(profile.more ?? []), timestamp],
  });
}

function timestampFor(
  bare: Issued,
  issuer: Issued,
  log: TestLog,
  time: Date,
): x509.Extension {
  const tbs = X509Certificate.parse(
    Buffer.from(bare.der),
  ).tbsCertificate.toDER();
  const issuerKey = createPublicKey(issuer.privateKey).export({
    format: 'der',
    type: 'spki',
  });
  const at = Buffer.alloc(8);
  at.writeBigUInt64BE(BigInt(time.getTime()));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(tbs.length);
  const signed = Buffer.concat([
    Buffer.from([0, 0]),
    at,
    Buffer.from([0, 1]),
    createHash('sha256').update(issuerKey).digest(),
    length.subarray(1),
    tbs,
    Buffer.from([0, 0]),
  ]);
  const signature = sign('sha256', signed, log.privateKey);
  const sct = Buffer.concat([
    Buffer.from([0]),
    log.id,
    at,
    Buffer.from([0, 0, 4, 3]),
    sized(signature),
  ]);
  const list = sized(sized(sct));
  const octets = Buffer.concat([Buffer.from([0x04, list.length]), list]);
  return new x509.Extension(SCT_LIST, false, new Uint8Array(octets));
}

function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

// SPDX-License-Identifier: Apache-2.0
import { createHash, type KeyObject, sign } from 'node:crypto';
import { X509Certificate } from '@sigstore/core';
import * as x509 from '@peculiar/x509';
import { issue, type Issued } from './authority.js';
import { der } from './der.js';

const OID = {
  signedData: '2a864886f70d010702',
  timeStampInfo: '2a864886f70d0109100104',
  contentType: '2a864886f70d010903',
  messageDigest: '2a864886f70d010904',
  sha256: '608648016503040201',
  ecdsaWithSha256: '2a8648ce3d040302',
  policy: '2a0304',
} as const;

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** A certificate that signs times. */
export function issueClock(
  issuer: Issued,
  serialNumber = '0102',
): Promise<Issued> {
  const purpose = new x509.ExtendedKeyUsageExtension([TIME_STAMPING], true);
  return issue({
    subject: 'CN=Clock',
    issuer,
    serialNumber,
    extensions: [purpose],
  });
}

/** A time-stamp response, its parts open to forgery. */
export interface Response {
  /** What the time is about: the bytes of a signature. */
  readonly signature: Buffer;
  readonly time: Date;
  /** Whom the response names as its signer. */
  readonly signer: Issued;
  /** Whose key has signed it; default the signer's. */
  readonly key?: KeyObject;
  /** What it carries, in this order; default the signer's. */
  readonly certificates?: readonly Issued[];
}

/** A response of RFC 3161, as the text of cosign's annotation. */
export function timestampOf(response: Response): string {
  const bytes = timestampResponse(response).toString('base64');
  return JSON.stringify({ SignedRFC3161Timestamp: bytes });
}

/** A response of RFC 3161 in DER. */
export function timestampResponse(response: Response): Buffer {
  const { signature, time, signer } = response;
  const { certificates = [signer], key = signer.privateKey } = response;
  const info = sequence(
    integer(1),
    oid('policy'),
    sequence(sequence(oid('sha256')), octets(sha256(signature))),
    integer(7),
    der(0x18, Buffer.from(generalizedTime(time))),
  );
  const attributes = [
    sequence(oid('contentType'), der(0x31, oid('timeStampInfo'))),
    sequence(oid('messageDigest'), der(0x31, octets(sha256(info)))),
  ];
  const { issuer, serialNumber } = X509Certificate.parse(
    Buffer.from(signer.der),
  );
  const signerInfo = sequence(
    integer(1),
    sequence(sequence(issuer), der(0x02, serialNumber)),
    sequence(oid('sha256')),
    der(0xa0, ...attributes),
    sequence(oid('ecdsaWithSha256')),
    octets(sign('sha256', der(0x31, ...attributes), key)),
  );
  const signedData = sequence(
    integer(3),
    der(0x31, sequence(oid('sha256'))),
    sequence(oid('timeStampInfo'), der(0xa0, octets(info))),
    der(0xa0, ...certificates.map((one) => one.der)),
    der(0x31, signerInfo),
  );
  return sequence(
    sequence(integer(0)),
    sequence(oid('signedData'), der(0xa0, signedData)),
  );
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const octets = (content: Uint8Array) => der(0x04, content);
const integer = (value: number) => der(0x02, Buffer.from([value]));
const oid = (name: keyof typeof OID) =>
  der(0x06, Buffer.from(OID[name], 'hex'));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

/** `20250601000000Z` */
function generalizedTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
}

// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  webcrypto,
} from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const FULCIO_ISSUER = '1.3.6.1.4.1.57264.1.1';

/** A certificate with its private key. */
export interface Issued {
  readonly pem: string;
  readonly der: Buffer;
  readonly privateKey: KeyObject;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly subject: string;
}

/** What a test certificate says; defaults make a good signing leaf. */
export interface Profile {
  readonly subject: string;
  readonly issuer?: Issued;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Present: a CA, with that path length or none. */
  readonly ca?: { readonly pathLength?: number };
  /** Extensions in place of those of the profile. */
  readonly extensions?: readonly x509.Extension[];
  /** Appended to the extensions of the profile. */
  readonly more?: readonly x509.Extension[];
  readonly serialNumber?: string;
  readonly keys?: webcrypto.CryptoKeyPair;
}

/** Issues a certificate on a fresh P-256 key. */
export async function issue(profile: Profile): Promise<Issued> {
  const keys =
    profile.keys ??
    (await webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']));
  const issuer = profile.issuer;
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: profile.serialNumber ?? '0102',
      subject: profile.subject,
      issuer: issuer?.subject ?? profile.subject,
      notBefore: new Date(profile.notBefore ?? '2020-01-01T00:00:00Z'),
      notAfter: new Date(profile.notAfter ?? '2070-01-01T00:00:00Z'),
      publicKey: keys.publicKey,
      signingKey: (issuer?.keys ?? keys).privateKey,
      signingAlgorithm: ECDSA,
      extensions: [
        ...(profile.extensions ?? defaultExtensions(profile)),
        ...(profile.more ?? []),
      ],
    },
    webcrypto as unknown as Crypto,
  );
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    pem: certificate.toString('pem') + '\n',
    der: Buffer.from(certificate.rawData),
    privateKey: createPrivateKey({
      key: Buffer.from(der),
      format: 'der',
      type: 'pkcs8',
    }),
    keys,
    subject: profile.subject,
  };
}

/** Digital signature, code signing, an e-mail address as the name. */
export function leafExtensions(
  name: { type: 'email' | 'url' | 'dns'; value: string } = {
    type: 'email',
    value: 'alice@example.org',
  },
): x509.Extension[] {
  return [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([CODE_SIGNING]),
    new x509.SubjectAlternativeNameExtension([name]),
  ];
}

/** An extension of that type, not critical. */
export function extension(oid: string, value: string | Buffer): x509.Extension {
  return new x509.Extension(oid, false, new Uint8Array(Buffer.from(value)));
}

/** Fulcio's extension with the issuer of the identity. */
export function identityIssuer(url: string): x509.Extension {
  return extension(FULCIO_ISSUER, url);
}

/** The public key of a certificate. */
export function publicKeyPem({ privateKey }: Issued): string {
  const key = createPublicKey(privateKey);
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

function defaultExtensions(profile: Profile): readonly x509.Extension[] {
  if (profile.ca === undefined) return leafExtensions();
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  return [
    new x509.BasicConstraintsExtension(true, profile.ca.pathLength, true),
    new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
  ];
}

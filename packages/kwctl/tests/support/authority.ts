// SPDX-License-Identifier: Apache-2.0

/**
 * A Sigstore instance of three keys for tests: a Fulcio-like CA, a certificate
 * transparency log and a Rekor-like log of one entry. What it signs is genuine.
 */
import {
  createHash,
  generateKeyPairSync,
  sign,
  webcrypto,
  type KeyObject,
} from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as never);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const OID_SCTS = '1.3.6.1.4.1.11129.2.4.2';
const OID_FULCIO_ISSUER = '1.3.6.1.4.1.57264.1.1';
const OID_CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const LOG_ORIGIN = 'rekor.example.org';
const CT_ORIGIN = 'ctlog.example.org';
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** A log: its key, and its id, which is the hash of the public key. */
interface Log {
  readonly privateKey: KeyObject;
  readonly publicKeyDer: Buffer;
  readonly id: Buffer;
}

/** The workflow identity that a certificate is issued for. */
export interface Identity {
  readonly uri: string;
  readonly issuer: string;
}

/** A signing certificate with its key. */
interface Signer {
  readonly certificate: Buffer;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** Signs blobs as `cosign sign-blob --bundle` does, against its own roots. */
export class Authority {
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #root: x509.X509Certificate;
  readonly #ctLog = newLog();
  readonly #tlog = newLog();

  private constructor(
    keys: webcrypto.CryptoKeyPair,
    root: x509.X509Certificate,
  ) {
    this.#keys = keys;
    this.#root = root;
  }

  static async create(): Promise<Authority> {
    const keys = await newKeys();
    const root = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=Test Fulcio, O=example.org',
      notBefore: new Date(Date.now() - YEAR_MS),
      notAfter: new Date(Date.now() + YEAR_MS),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 1, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new Authority(keys, root);
  }

  /** The `trusted_root.json` that trusts this authority and nobody else. */
  trustedRoot(): object {
    const start = new Date(Date.now() - YEAR_MS).toISOString();
    const log = (baseUrl: string, { publicKeyDer, id }: Log): object => ({
      baseUrl: `https://${baseUrl}`,
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: publicKeyDer.toString('base64'),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor: { start },
      },
      logId: { keyId: id.toString('base64') },
    });
    const rawBytes = Buffer.from(this.#root.rawData).toString('base64');
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [log(LOG_ORIGIN, this.#tlog)],
      certificateAuthorities: [
        {
          subject: { organization: 'example.org', commonName: 'Test Fulcio' },
          uri: 'https://fulcio.example.org',
          certChain: { certificates: [{ rawBytes }] },
          validFor: { start },
        },
      ],
      ctlogs: [log(CT_ORIGIN, this.#ctLog)],
      timestampAuthorities: [],
    };
  }

  /** A Sigstore bundle v0.3, as JSON, over these bytes by this identity. */
  async sign(blob: Buffer, identity: Identity): Promise<string> {
    const signer = await this.#issue(identity);
    const digest = createHash('sha256').update(blob).digest();
    const signature = sign('sha256', blob, {
      key: Buffer.from(
        await webcrypto.subtle.exportKey('pkcs8', signer.keys.privateKey),
      ),
      format: 'der',
      type: 'pkcs8',
    });
    return JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: signer.certificate.toString('base64') },
        tlogEntries: [this.#logEntry(digest, signature, signer.certificate)],
      },
      messageSignature: {
        messageDigest: {
          algorithm: 'SHA2_256',
          digest: digest.toString('base64'),
        },
        signature: signature.toString('base64'),
      },
    });
  }

  async #issue({ uri, issuer }: Identity): Promise<Signer> {
    const keys = await newKeys();
    const now = Date.now();
    const certify = async (
      scts: readonly x509.Extension[],
    ): Promise<x509.X509Certificate> =>
      x509.X509CertificateGenerator.create({
        serialNumber: '2a',
        subject: '',
        issuer: this.#root.subject,
        notBefore: new Date(Math.floor(now / 1000) * 1000 - 60_000),
        notAfter: new Date(Math.floor(now / 1000) * 1000 + 540_000),
        publicKey: keys.publicKey,
        signingKey: this.#keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.KeyUsagesExtension(
            x509.KeyUsageFlags.digitalSignature,
            true,
          ),
          new x509.ExtendedKeyUsageExtension([OID_CODE_SIGNING]),
          await x509.AuthorityKeyIdentifierExtension.create(
            this.#keys.publicKey,
          ),
          new x509.SubjectAlternativeNameExtension(
            [{ type: 'url', value: uri }],
            true,
          ),
          new x509.Extension(OID_FULCIO_ISSUER, false, Buffer.from(issuer)),
          ...scts,
        ],
      });
    const precertificate = await certify([]);
    const certificate = await certify([this.#scts(precertificate)]);
    return { certificate: Buffer.from(certificate.rawData), keys };
  }

  /** RFC 6962: the log signs the certificate as it is without this extension. */
  #scts(precertificate: x509.X509Certificate): x509.Extension {
    const timestamp = uint(Date.now(), 8);
    const issuer = createHash('sha256')
      .update(Buffer.from(this.#root.publicKey.rawData))
      .digest();
    const tbs = tbsCertificate(Buffer.from(precertificate.rawData));
    const signed = Buffer.concat([
      Buffer.from([0, 0]),
      timestamp,
      uint(1, 2),
      issuer,
      uint(tbs.length, 3),
      tbs,
      uint(0, 2),
    ]);
    const signature = sign('sha256', signed, this.#ctLog.privateKey);
    const sct = Buffer.concat([
      Buffer.from([0]),
      this.#ctLog.id,
      timestamp,
      uint(0, 2),
      Buffer.from([4, 3]),
      uint(signature.length, 2),
      signature,
    ]);
    const list = Buffer.concat([
      uint(sct.length + 2, 2),
      uint(sct.length, 2),
      sct,
    ]);
    return new x509.Extension(
      OID_SCTS,
      false,
      // An OCTET STRING; one P-256 SCT is always shorter than 128 bytes.
      Buffer.concat([Buffer.from([0x04, list.length]), list]),
    );
  }

  #logEntry(digest: Buffer, signature: Buffer, certificate: Buffer): object {
    const body = Buffer.from(
      JSON.stringify({
        apiVersion: '0.0.1',
        kind: 'hashedrekord',
        spec: {
          data: {
            hash: { algorithm: 'sha256', value: digest.toString('hex') },
          },
          signature: {
            content: signature.toString('base64'),
            publicKey: {
              content: Buffer.from(pem(certificate)).toString('base64'),
            },
          },
        },
      }),
    );
    const integratedTime = Math.floor(Date.now() / 1000);
    const logId = this.#tlog.id;
    const promise = JSON.stringify({
      body: body.toString('base64'),
      integratedTime,
      logID: logId.toString('hex'),
      logIndex: 0,
    });
    const set = sign('sha256', Buffer.from(promise), this.#tlog.privateKey);
    // The log holds one entry, so its root is that entry's leaf hash.
    const rootHash = createHash('sha256')
      .update(Buffer.concat([Buffer.from([0]), body]))
      .digest();
    const note = `${LOG_ORIGIN}\n1\n${rootHash.toString('base64')}\n`;
    const noteSignature = Buffer.concat([
      logId.subarray(0, 4),
      sign('sha256', Buffer.from(note), this.#tlog.privateKey),
    ]).toString('base64');
    return {
      logIndex: '0',
      logId: { keyId: logId.toString('base64') },
      kindVersion: { kind: 'hashedrekord', version: '0.0.1' },
      integratedTime: String(integratedTime),
      inclusionPromise: { signedEntryTimestamp: set.toString('base64') },
      inclusionProof: {
        logIndex: '0',
        rootHash: rootHash.toString('base64'),
        treeSize: '1',
        hashes: [],
        checkpoint: {
          envelope: `${note}\n\u2014 ${LOG_ORIGIN} ${noteSignature}\n`,
        },
      },
      canonicalizedBody: body.toString('base64'),
    };
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
}

function newLog(): Log {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const publicKeyDer = publicKey.export({ type: 'spki', format: 'der' });
  const id = createHash('sha256').update(publicKeyDer).digest();
  return { privateKey, publicKeyDer, id };
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer.subarray(8 - bytes);
}

/** The first element of the outer sequence, with its header. */
function tbsCertificate(certificate: Buffer): Buffer {
  const start = headerLength(certificate, 0);
  const header = headerLength(certificate, start);
  const lengthBytes = header - 2;
  const length =
    lengthBytes === 0
      ? certificate.readUInt8(start + 1)
      : certificate.readUIntBE(start + 2, lengthBytes);
  return certificate.subarray(start, start + header + length);
}

function headerLength(der: Buffer, offset: number): number {
  const first = der.readUInt8(offset + 1);
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [
    '-----BEGIN CERTIFICATE-----',
    ...lines,
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
}

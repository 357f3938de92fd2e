// SPDX-License-Identifier: Apache-2.0
import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';

/** A transparency log that signs entry timestamps, nothing more. */
export class TestLog {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly der = this.keys.publicKey.export({
    format: 'der',
    type: 'spki',
  });
  private readonly logId = createHash('sha256').update(this.der).digest();

  /** The Rekor bundle cosign attaches; `signer` is PEM. */
  bundle(
    payload: string,
    signature: Buffer,
    signer: string,
    time: Date,
  ): string {
    const body = {
      apiVersion: '0.0.1',
      kind: 'hashedrekord',
      spec: {
        data: { hash: { algorithm: 'sha256', value: hex(payload) } },
        signature: {
          content: signature.toString('base64'),
          publicKey: { content: Buffer.from(signer).toString('base64') },
        },
      },
    };
    const Payload = {
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
      integratedTime: Math.floor(time.getTime() / 1000),
      logID: this.logId.toString('hex'),
      logIndex: 5,
    };
    const set = sign(
      'sha256',
      Buffer.from(JSON.stringify(Payload)),
      this.keys.privateKey,
    );
    return JSON.stringify({
      SignedEntryTimestamp: set.toString('base64'),
      Payload,
    });
  }

  /** The log's entry in a trusted root. */
  trusted(end?: string): object {
    const start = '2019-01-01T00:00:00Z';
    return {
      baseUrl: 'https://log.example.org',
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: this.der.toString('base64'),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor: end === undefined ? { start } : { start, end },
      },
      logId: { keyId: this.logId.toString('base64') },
    };
  }

  /** Identifier of the log: SHA-256 of its key. */
  get id(): Buffer {
    return this.logId;
  }

  /** For signed certificate timestamps. */
  get privateKey(): KeyObject {
    return this.keys.privateKey;
  }
}

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

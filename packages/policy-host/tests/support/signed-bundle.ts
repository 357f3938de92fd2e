// SPDX-License-Identifier: Apache-2.0
import { createHash, sign } from 'node:crypto';
import { dsse } from '@sigstore/core';
import type { Issued } from './authority.js';
import type { TestLog } from './log.js';
import { IMAGE_DIGEST } from './signed-image.js';

const IN_TOTO = 'application/vnd.in-toto+json';
const LOG_NAME = 'log.example.org';

/** A Sigstore bundle whose verification material is open to changes. */
export interface SignedBundle {
  readonly mediaType: string;
  readonly verificationMaterial: Readonly<Record<string, unknown>>;
  readonly dsseEnvelope: object;
  /** The bytes of the signature, for time stamps. */
  readonly signature: Buffer;
}

/**
 * A signature of the image as cosign 3 makes it, with an entry in a log of
 * that version of Rekor; the entries of the second have no time.
 */
export function signedBundle(
  by: Issued,
  log: TestLog,
  time: Date,
  rekor: 1 | 2 = 1,
): SignedBundle {
  const [algorithm = '', digest = ''] = IMAGE_DIGEST.split(':');
  const payload = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { [algorithm]: digest } }],
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
      predicate: {},
    }),
  );
  const message = dsse.preAuthEncoding(IN_TOTO, payload);
  const signature = sign('sha256', message, by.privateKey);
  const entry =
    rekor === 1
      ? firstEntry(entryBody(payload, signature, by), log, time)
      : unpromised(entryBodyV2(payload, signature, by), log);
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: by.der.toString('base64') },
      tlogEntries: [entry],
    },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: IN_TOTO,
      signatures: [{ sig: signature.toString('base64') }],
    },
    signature,
  };
}

/** The text of a bundle with changes of its verification material. */
export function bundleText(bundle: SignedBundle, changes: object = {}): string {
  const { mediaType, dsseEnvelope } = bundle;
  const verificationMaterial = { ...bundle.verificationMaterial, ...changes };
  return JSON.stringify({ mediaType, dsseEnvelope, verificationMaterial });
}

interface EntryBody {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: object;
}

function entryBody(payload: Buffer, signature: Buffer, by: Issued): EntryBody {
  const value = createHash('sha256').update(payload).digest('hex');
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      payloadHash: { algorithm: 'sha256', value },
      signatures: [
        {
          signature: signature.toString('base64'),
          verifier: Buffer.from(by.pem).toString('base64'),
        },
      ],
    },
  };
}

function entryBodyV2(
  payload: Buffer,
  signature: Buffer,
  by: Issued,
): EntryBody {
  const digest = createHash('sha256').update(payload).digest('base64');
  const verifier = {
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    x509Certificate: { rawBytes: by.der.toString('base64') },
  };
  const content = signature.toString('base64');
  return {
    apiVersion: '0.0.2',
    kind: 'dsse',
    spec: {
      dsseV002: {
        payloadHash: { algorithm: 'SHA2_256', digest },
        signatures: [{ content, verifier }],
      },
    },
  };
}

/** The first and only entry of a log, with the log's promise of a time. */
function firstEntry(entry: EntryBody, log: TestLog, time: Date): object {
  const integratedTime = Math.floor(time.getTime() / 1000);
  const promised = JSON.stringify({
    body: Buffer.from(JSON.stringify(entry)).toString('base64'),
    integratedTime,
    logID: log.id.toString('hex'),
    logIndex: 0,
  });
  return {
    ...unpromised(entry, log),
    integratedTime: String(integratedTime),
    inclusionPromise: {
      signedEntryTimestamp: signed(promised, log).toString('base64'),
    },
  };
}

/** The same with its proof of inclusion alone. */
function unpromised(entry: EntryBody, log: TestLog): object {
  const body = Buffer.from(JSON.stringify(entry));
  return {
    logIndex: '0',
    logId: { keyId: log.id.toString('base64') },
    kindVersion: { kind: entry.kind, version: entry.apiVersion },
    inclusionProof: inclusionProof(body, log),
    canonicalizedBody: body.toString('base64'),
  };
}

/** A tree of one leaf has the leaf's hash as its root. */
function inclusionProof(body: Buffer, log: TestLog): object {
  const leaf = Buffer.concat([Buffer.from([0]), body]);
  const rootHash = createHash('sha256').update(leaf).digest('base64');
  const note = `${LOG_NAME}\n1\n${rootHash}\n`;
  const line = Buffer.concat([log.id.subarray(0, 4), signed(note, log)]);
  const envelope = `${note}\n\u2014 ${LOG_NAME} ${line.toString('base64')}\n`;
  return {
    logIndex: '0',
    treeSize: '1',
    rootHash,
    hashes: [],
    checkpoint: { envelope },
  };
}

function signed(text: string, log: TestLog): Buffer {
  return sign('sha256', Buffer.from(text), log.privateKey);
}

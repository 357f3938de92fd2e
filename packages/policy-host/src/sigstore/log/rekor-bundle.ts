// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import {
  type Bundle,
  BUNDLE_V01_MEDIA_TYPE,
  bundleFromJSON,
} from '@sigstore/bundle';
import { verificationError } from '../../errors.js';
import { decodeBase64 } from '../keys/signature-check.js';

const HASHES: Readonly<Record<string, string>> = {
  sha256: 'SHA2_256',
  sha384: 'SHA2_384',
  sha512: 'SHA2_512',
};

/** A cosign 2 layer with its log entry, timestamp or both. */
export interface LoggedLayer {
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** Text of `dev.sigstore.cosign/bundle`. */
  readonly rekor?: string | undefined;
  /** Text of `dev.sigstore.cosign/rfc3161timestamp`. */
  readonly timestamp?: string | undefined;
}

/**
 * Expresses a cosign 2 layer as a Sigstore bundle of version 0.1, the form
 * Sigstore's libraries verify.
 *
 * @throws PolicyHostError VERIFICATION when an annotation is malformed.
 */
export function layerToBundle(layer: LoggedLayer): Bundle {
  const entry = layer.rekor === undefined ? undefined : readEntry(layer.rekor);
  const hash = entry?.hash ?? 'sha256';
  const digest = createHash(hash).update(layer.payload).digest('base64');
  try {
    return bundleFromJSON({
      mediaType: BUNDLE_V01_MEDIA_TYPE,
      verificationMaterial: {
        publicKey: { hint: 'signer' },
        tlogEntries: entry === undefined ? [] : [entry.tlogEntry],
        timestampVerificationData: {
          rfc3161Timestamps:
            layer.timestamp === undefined
              ? []
              : [{ signedTimestamp: readTimestamp(layer.timestamp) }],
        },
      },
      messageSignature: {
        messageDigest: { algorithm: HASHES[hash], digest },
        signature: layer.signature.toString('base64'),
      },
    });
  } catch (cause) {
    throw verificationError('malformed Rekor bundle', cause);
  }
}

/**
 * `{SignedEntryTimestamp, Payload: {body, integratedTime, logIndex, logID}}`
 * with the logID in hex, everything else binary in base64.
 */
function readEntry(text: string): { hash: string; tlogEntry: object } {
  const bundle = parseObject(text, 'Rekor bundle');
  const payload = bundle['Payload'] as Record<string, unknown> | null;
  const promise = decodeBase64(bundle['SignedEntryTimestamp']);
  const body = decodeBase64(payload?.['body']);
  const { integratedTime, logIndex, logID } = payload ?? {};
  if (
    promise === undefined ||
    body === undefined ||
    !isCount(integratedTime) ||
    !isCount(logIndex) ||
    typeof logID !== 'string' ||
    !/^(?:[0-9a-f]{2})+$/.test(logID)
  ) {
    throw verificationError('malformed Rekor bundle');
  }
  const entry = parseObject(body.toString('utf8'), 'log entry');
  const spec = entry['spec'] as {
    data?: { hash?: { algorithm?: unknown } };
  } | null;
  const hash = spec?.data?.hash?.algorithm;
  const { kind, apiVersion } = entry;
  if (typeof hash !== 'string' || !Object.hasOwn(HASHES, hash)) {
    throw verificationError('log entry names no known hash');
  }
  return {
    hash,
    tlogEntry: {
      logIndex: String(logIndex),
      logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
      kindVersion: { kind, version: apiVersion },
      integratedTime: String(integratedTime),
      inclusionPromise: { signedEntryTimestamp: promise.toString('base64') },
      canonicalizedBody: body.toString('base64'),
    },
  };
}

function readTimestamp(text: string): string {
  const parsed = parseObject(text, 'timestamp');
  const timestamp = decodeBase64(parsed['SignedRFC3161Timestamp']);
  if (timestamp === undefined) throw verificationError('malformed timestamp');
  return timestamp.toString('base64');
}

function parseObject(text: string, what: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) {
      return parsed as Record<string, unknown>;
    }
  } catch (cause) {
    throw verificationError(`malformed ${what}`, cause);
  }
  throw verificationError(`malformed ${what}`);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

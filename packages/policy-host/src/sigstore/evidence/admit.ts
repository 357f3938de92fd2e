// SPDX-License-Identifier: Apache-2.0
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { type SignedEntity, toSignedEntity } from '@sigstore/verify';
// The library's comparison of an entry with a signature, without its log.
import { verifyTLogBody } from '@sigstore/verify/dist/tlog/index.js';
import { sameCertificate } from '../certificates/certificate.js';
import type { Candidate, Evidence } from './evidence.js';
import { verificationError } from '../../errors.js';
import { checkCheckpoint } from '../log/checkpoint.js';
import { type LoggedSigner, readLoggedSigner } from '../log/log-entry.js';
import { sameKey, signatureVerifies } from '../keys/signature-check.js';
import {
  type TrustRoot,
  verifierFor,
  withSigner,
} from '../trust/trust-material.js';

/** How far the clocks of logs and authorities may be ahead. */
const CLOCK_SKEW_MS = 10 * 60_000;

/**
 * Verifies that the parts of a candidate belong together, whoever signed it:
 * a certificate must be that of the signature's key; a log entry must be
 * vouched for by a trusted log and be about this message, this signature and
 * this certificate. Log entries and timestamps are ignored where the trust
 * root knows no log or no timestamp authority, as kwctl does.
 *
 * @throws Error from this package or Sigstore's; the candidate then counts
 * for nothing.
 */
export function admit(
  candidate: Candidate,
  trust: TrustRoot | undefined,
  now: Date,
): Evidence {
  const { certificate, message, signature } = candidate;
  if (
    certificate !== undefined &&
    !signatureVerifies(certificate.native.publicKey, message, signature)
  ) {
    throw verificationError('signature is not by the certificate beside it');
  }
  const whole = wholeEntity(candidate);
  // An entry must be about this signature, whether or not its log is believed.
  const [entry] = whole?.tlogEntries ?? [];
  const signer =
    whole === undefined || entry === undefined
      ? undefined
      : checkEntry(candidate, whole, entry);
  const entity = whole && trust && relevantEntity(whole, trust);
  if (trust === undefined || entity === undefined) {
    return { ...candidate, logged: false, loggedKey: signer?.key, times: [] };
  }
  const key = signer?.key ?? certificate?.native.publicKey;
  // A timestamp of a bare key's signature proves nothing anyone asks for.
  if (key === undefined) return { ...candidate, logged: false, times: [] };
  verifierFor(entity, withSigner(trust.material, key)).verify({
    ...entity,
    key: { $case: 'public-key', hint: 'signer' },
  });
  return {
    ...candidate,
    entity,
    logged: entity.tlogEntries.length > 0,
    loggedKey: signer?.key,
    times: pastTimes(entity, now),
  };
}

/** The candidate as Sigstore's libraries see it. */
function wholeEntity(candidate: Candidate): SignedEntity | undefined {
  if (candidate.bundle === undefined) return undefined;
  const { message, signature, artifact } = candidate;
  const entity = toSignedEntity(candidate.bundle, artifact);
  if (entity.tlogEntries.length > 1) {
    throw verificationError('more than one log entry');
  }
  const content = entity.signature;
  return {
    ...entity,
    signature: {
      signature: content.signature,
      compareSignature: (other) => content.compareSignature(other),
      compareDigest: (digest) => content.compareDigest(digest),
      // The library assumes one hash for all keys; cosign does not.
      verifySignature: (key) => signatureVerifies(key, message, signature),
    },
  };
}

/** What the trust root can judge of it; undefined if nothing is left. */
function relevantEntity(
  entity: SignedEntity,
  trust: TrustRoot,
): SignedEntity | undefined {
  const useLog = trust.material.tlogs.length > 0;
  const useTimestamps = trust.material.timestampAuthorities.length > 0;
  const relevant: SignedEntity = {
    ...entity,
    tlogEntries: useLog ? entity.tlogEntries : [],
    timestamps: entity.timestamps.filter((timestamp) =>
      timestamp.$case === 'transparency-log' ? useLog : useTimestamps,
    ),
  };
  const empty =
    relevant.tlogEntries.length === 0 && relevant.timestamps.length === 0;
  return empty ? undefined : relevant;
}

/** An entry must be about this message, this signature and its signer. */
function checkEntry(
  candidate: Candidate,
  entity: SignedEntity,
  entry: TransparencyLogEntry,
): LoggedSigner {
  const signer = readLoggedSigner(entry);
  const { certificate } = candidate;
  if (certificate !== undefined) {
    const same =
      signer.certificate === undefined
        ? sameKey(signer.key, certificate.native.publicKey)
        : sameCertificate(signer.certificate, certificate);
    if (!same)
      throw verificationError('log entry is about another certificate');
  }
  verifyTLogBody(entry, entity.signature);
  checkCheckpoint(entry);
  return signer;
}

/** A signing time to come says that somebody's clock is not to be believed. */
function pastTimes(entity: SignedEntity, now: Date): readonly Date[] {
  const times = vouchedTimes(entity);
  const future = times.find(
    (time) => time.getTime() > now.getTime() + CLOCK_SKEW_MS,
  );
  if (future === undefined) return times;
  throw verificationError(`signed in the future: ${future.toISOString()}`);
}

/** Only an entry with a promise has a time its log has signed. */
function vouchedTimes(entity: SignedEntity): readonly Date[] {
  return entity.timestamps.flatMap((timestamp) => {
    if (timestamp.$case === 'timestamp-authority') {
      return [timestamp.timestamp.signingTime];
    }
    const { inclusionPromise, integratedTime } = timestamp.tlogEntry;
    return inclusionPromise === undefined
      ? []
      : [new Date(Number(integratedTime) * 1000)];
  });
}

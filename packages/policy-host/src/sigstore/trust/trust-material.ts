// SPDX-License-Identifier: Apache-2.0
import type { KeyObject } from 'node:crypto';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import {
  type SignedEntity,
  toTrustMaterial,
  type TrustMaterial,
  Verifier,
} from '@sigstore/verify';
import { type Certificate, fromDer } from '../certificates/certificate.js';

/** What this host believes in: logs, authorities and their keys. */
export interface TrustRoot {
  /** In the form Sigstore's verifier takes; `publicKey` finds none. */
  readonly material: TrustMaterial;
  /** Fulcio's authorities, as chains of leaf-issuer to root. */
  readonly authorities: readonly CertificateAuthority[];
}

/** One Fulcio instance and the time it may issue in. */
export interface CertificateAuthority {
  readonly certificates: readonly Certificate[];
  readonly start: Date;
  readonly end: Date;
}

const BEGINNING = new Date(0);
const END = new Date(8.64e15);

/**
 * Prepares a trusted root for verification. As in kwctl, log keys out of
 * their validity now are dropped, and authorities that start later too.
 */
export function toTrustRoot(root: TrustedRoot, now: Date): TrustRoot {
  const tlogs = root.tlogs.filter((log) => {
    const { start, end } = log.publicKey?.validFor ?? {};
    return (start ?? BEGINNING) <= now && now <= (end ?? END);
  });
  const certificateAuthorities = root.certificateAuthorities.filter(
    (authority) => (authority.validFor?.start ?? BEGINNING) <= now,
  );
  const material = toTrustMaterial({ ...root, tlogs, certificateAuthorities });
  return {
    material: {
      ...material,
      tlogs: [...material.tlogs, ...byLogId({ ...root, tlogs })],
    },
    authorities: certificateAuthorities.map((authority) => ({
      certificates: (authority.certChain?.certificates ?? []).map(
        ({ rawBytes }) => fromDer(Buffer.from(rawBytes)),
      ),
      start: authority.validFor?.start ?? BEGINNING,
      end: authority.validFor?.end ?? END,
    })),
  };
}

/** Trust material in which every key hint finds the given key. */
export function withSigner(
  material: TrustMaterial,
  key: KeyObject,
): TrustMaterial {
  const signer = { publicKey: key, validFor: () => true };
  return { ...material, publicKey: () => signer };
}

/** A verifier that wants every log entry the entity has, no more. */
export function verifierFor(
  entity: SignedEntity,
  material: TrustMaterial,
): Verifier {
  return new Verifier(material, {
    ctlogThreshold: 0,
    tlogThreshold: entity.tlogEntries.length,
    timestampThreshold: 0,
  });
}

/**
 * The library files a log under its checkpoint key id where it has one, but
 * entry timestamps name the log id: such logs are listed under both.
 */
function byLogId(root: TrustedRoot): TrustMaterial['tlogs'] {
  const tlogs = root.tlogs
    .filter((log) => log.checkpointKeyId !== undefined)
    .map((log) => ({ ...log, checkpointKeyId: undefined }));
  return toTrustMaterial({ ...root, tlogs }).tlogs;
}

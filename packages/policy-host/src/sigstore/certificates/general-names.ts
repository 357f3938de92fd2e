// SPDX-License-Identifier: Apache-2.0
import type { ASN1Obj } from '@sigstore/core';

/** Kinds of names by their context-specific tag (RFC 5280, 4.2.1.6). */
export const NAME_KIND = {
  otherName: 0,
  email: 1,
  dns: 2,
  directory: 4,
  uri: 6,
  ip: 7,
} as const;

/** The highest tag of a general name, `registeredID`. */
const LAST_KIND = 8;

/** One name of a certificate or of a name constraint. */
export interface GeneralName {
  /** One of `NAME_KIND`, or another tag that nothing here understands. */
  readonly kind: number;
  readonly bytes: Buffer;
}

/** Reads `GeneralNames`. @throws Error for anything else */
export function readGeneralNames(sequence: ASN1Obj): readonly GeneralName[] {
  return sequence.subs.map(readGeneralName);
}

/** Reads one `GeneralName`. @throws Error for anything else */
export function readGeneralName({ tag, value }: ASN1Obj): GeneralName {
  const kind = tag.number;
  if (!tag.isContextSpecific() || kind > LAST_KIND) {
    throw new Error('not a general name');
  }
  return { kind, bytes: Buffer.from(value) };
}

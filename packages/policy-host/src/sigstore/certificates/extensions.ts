// SPDX-License-Identifier: Apache-2.0
import { type ASN1Obj, X509Certificate } from '@sigstore/core';
import { type GeneralName, readGeneralNames } from './general-names.js';

const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EXTENDED_KEY_USAGE = '2.5.29.37';

// Bits of a key usage (RFC 5280, 4.2.1.3).
const DIGITAL_SIGNATURE = 0;
const KEY_CERT_SIGN = 5;

/** What the extensions of a certificate say; undefined for those it lacks. */
export interface Extensions {
  readonly basicConstraints?: BasicConstraints | undefined;
  readonly keyUsage?: KeyUsage | undefined;
  /** Object identifiers of the purposes. */
  readonly extendedKeyUsage?: readonly string[] | undefined;
  readonly alternativeNames?: readonly GeneralName[] | undefined;
  /** Identifiers of the critical ones. */
  readonly critical: readonly string[];
  /** The content of any extension, its octet string opened. */
  readonly values: ReadonlyMap<string, ASN1Obj>;
}

/** Whether a certificate may issue others, and how long a path below it. */
export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number | undefined;
}

/** The bits that matter here. */
export interface KeyUsage {
  readonly digitalSignature: boolean;
  readonly keyCertSign: boolean;
}

/**
 * Reads the extensions of a certificate.
 *
 * @param parsed a certificate whose signature need not be verified yet.
 * @throws Error when one is malformed or given twice.
 */
export function readExtensions(parsed: X509Certificate): Extensions {
  const values = new Map<string, ASN1Obj>();
  const critical: string[] = [];
  for (const { subs } of parsed.extensions) {
    const oid = subs[0]!.toOID();
    // Which of two would hold? RFC 5280 forbids it.
    if (values.has(oid)) throw new Error(`extension ${oid} is given twice`);
    values.set(oid, subs[subs.length - 1]!);
    if (subs.length === 3 && subs[1]!.toBoolean()) critical.push(oid);
  }
  return {
    basicConstraints: read(values, BASIC_CONSTRAINTS, readConstraints),
    keyUsage: read(values, KEY_USAGE, readUsage),
    extendedKeyUsage: read(values, EXTENDED_KEY_USAGE, ({ subs }) =>
      subs.map((purpose) => purpose.toOID()),
    ),
    alternativeNames: read(values, SUBJECT_ALTERNATIVE_NAME, readGeneralNames),
    critical,
    values,
  };
}

function read<T>(
  values: ReadonlyMap<string, ASN1Obj>,
  oid: string,
  reader: (content: ASN1Obj) => T,
): T | undefined {
  const value = values.get(oid);
  if (value === undefined) return undefined;
  const [content] = value.subs;
  if (content === undefined) throw new Error(`extension ${oid} is empty`);
  return reader(content);
}

/** `SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }` */
function readConstraints({ subs }: ASN1Obj): BasicConstraints {
  return {
    ca: subs[0]?.toBoolean() ?? false,
    pathLength: subs[1] === undefined ? undefined : Number(subs[1].toInteger()),
  };
}

function readUsage(content: ASN1Obj): KeyUsage {
  const bits = content.toBitString();
  return {
    digitalSignature: bits[DIGITAL_SIGNATURE] === 1,
    keyCertSign: bits[KEY_CERT_SIGN] === 1,
  };
}

// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import {
  type Certificate,
  fromDer,
  readSoleCertificate,
} from '../certificates/certificate.js';
import { verificationError } from '../../errors.js';
import { decodeBase64, readPublicKey } from '../keys/signature-check.js';

// Names end up in a regular expression inside the Sigstore library; plain
// characters keep a hostile one from costing exponential time.
const NOTE_NAME = /^[\w.:/+=@-]+$/;
const NOTE_LINE = /\u2014 (\S+) /g;

/** Whom a log entry names as the signer. */
export interface LoggedSigner {
  readonly key: KeyObject;
  /** Present when the entry holds the certificate, not the bare key. */
  readonly certificate?: Certificate;
}

/**
 * Reads the signer's key or certificate from the body of a log entry; kinds
 * hashedrekord and dsse of Rekor v1 (0.0.1) and v2 (0.0.2).
 *
 * @throws PolicyHostError VERIFICATION
 */
export function readLoggedSigner(entry: TransparencyLogEntry): LoggedSigner {
  checkNoteNames(entry);
  const { kind, version } = entry.kindVersion;
  let body: unknown;
  try {
    body = JSON.parse(entry.canonicalizedBody.toString('utf8'));
  } catch (cause) {
    throw verificationError('log entry is not valid JSON', cause);
  }
  switch (`${kind} ${version}`) {
    case 'hashedrekord 0.0.1':
      return fromPem(at(body, 'spec', 'signature', 'publicKey', 'content'));
    case 'dsse 0.0.1':
      return fromPem(at(body, 'spec', 'signatures', '0', 'verifier'));
    case 'hashedrekord 0.0.2':
      return fromRaw(
        at(body, 'spec', 'hashedRekordV002', 'signature', 'verifier'),
      );
    case 'dsse 0.0.2':
      return fromRaw(
        at(body, 'spec', 'dsseV002', 'signatures', '0', 'verifier'),
      );
    default:
      throw verificationError(
        `unsupported log entry ${printable(kind)} ${printable(version)}`,
      );
  }
}

function fromPem(encoded: unknown): LoggedSigner {
  const pem = decodeBase64(encoded)?.toString('latin1') ?? '';
  if (pem.includes('-----BEGIN CERTIFICATE-----')) {
    const certificate = readSoleCertificate(pem);
    if (certificate === undefined) {
      throw verificationError('log entry names more than one signer');
    }
    return fromCertificate(certificate);
  }
  return { key: readPublicKey(pem) };
}

function fromRaw(verifier: unknown): LoggedSigner {
  const der = decodeBase64(at(verifier, 'x509Certificate', 'rawBytes'));
  if (der !== undefined) {
    return fromCertificate(fromDer(der));
  }
  const raw = decodeBase64(at(verifier, 'publicKey', 'rawBytes'));
  if (raw === undefined) throw verificationError('log entry names no signer');
  try {
    return { key: createPublicKey({ key: raw, format: 'der', type: 'spki' }) };
  } catch (cause) {
    throw verificationError('log entry names no usable key', cause);
  }
}

function fromCertificate(certificate: Certificate): LoggedSigner {
  return { key: certificate.native.publicKey, certificate };
}

function checkNoteNames(entry: TransparencyLogEntry): void {
  const envelope = entry.inclusionProof?.checkpoint?.envelope ?? '';
  for (const [, name = ''] of envelope.matchAll(NOTE_LINE)) {
    if (!NOTE_NAME.test(name)) throw verificationError('malformed checkpoint');
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, name)
        ? (node as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

function printable(text: string): string {
  return /^[\w.-]{1,40}$/.test(text) ? text : '(unprintable)';
}

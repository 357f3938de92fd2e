// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../json/value.js';
import { readPemCertificates } from '../sigstore/certificates/certificate.js';
import type { ExpiringCertificate } from './types.js';

const SOON_MS = 90 * 24 * 3600 * 1000;
const KEYS = ['certificates', 'certificateChain'];

/** Certificates of rules that end within 90 days, or have ended. */
export function expiringCertificates(
  rules: readonly JsonObject[],
  now: Date,
): ExpiringCertificate[] {
  return rules.flatMap((rule, i) =>
    KEYS.flatMap((key) => {
      const list = rule.get(key);
      return (Array.isArray(list) ? list : []).flatMap((pem, j) =>
        typeof pem === 'string'
          ? expiringIn(pem, `signatures[${i}].${key}[${j}]`, now)
          : [],
      );
    }),
  );
}

function expiringIn(
  pem: string,
  place: string,
  now: Date,
): ExpiringCertificate[] {
  return readPemCertificates(pem)
    .filter(({ notAfter }) => notAfter.getTime() < now.getTime() + SOON_MS)
    .map(({ native, notAfter }) => ({
      place,
      subject: native.subject.replaceAll('\n', ', '),
      notAfter: notAfter.toISOString(),
      expired: notAfter < now,
    }));
}

// SPDX-License-Identifier: Apache-2.0
import { Fields } from '../json/serde.js';
import type { JsonValue } from '../json/value.js';
import type { CertificateBytes } from '../sigstore/certificates/types.js';
import type { HostRequest } from './host-request.js';
import { bytesOf, parsePayload, unknownVariant } from './payload.js';

const CODE = 'CAPABILITY';

/**
 * `crypto` `v1/is_certificate_trusted`. `not_after` must be present; null and
 * the empty string mean now.
 *
 * @throws PolicyHostError CAPABILITY with serde's text
 */
export function decodeCertificateTrust(payload: Uint8Array): HostRequest {
  const fields = Fields.of(parsePayload(payload), CODE);
  const certificate = readCertificate(fields.present('cert'));
  const chain = fields.optionalList('cert_chain', readCertificate);
  fields.present('not_after');
  const notAfter = fields.optionalString('not_after') ?? null;
  return {
    kind: 'certificateTrust',
    notAfter,
    request: {
      certificate,
      ...(chain === undefined ? {} : { chain }),
      ...(notAfter === null || notAfter === '' ? {} : { at: notAfter }),
    },
  };
}

function readCertificate(value: JsonValue): CertificateBytes {
  const fields = Fields.of(value, CODE, 'struct Certificate');
  const encoding = fields.string('encoding');
  if (encoding !== 'Pem' && encoding !== 'Der') {
    throw unknownVariant(encoding, ['Der', 'Pem']);
  }
  return { encoding, data: bytesOf(fields.present('data')) };
}

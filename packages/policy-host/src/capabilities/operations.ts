// SPDX-License-Identifier: Apache-2.0
import { decodeCertificateTrust } from './certificate-request.js';
import type { HostRequest } from './host-request.js';
import { KUBERNETES_OPERATIONS } from './kubernetes-request.js';
import { stringPayload } from './payload.js';
import { decodeVerifyV1, decodeVerifyV2 } from './verify-request.js';

/**
 * Decodes the payload of one operation.
 *
 * @throws PolicyHostError CAPABILITY with the bare text the guest sees
 */
export type Decode = (payload: Uint8Array) => HostRequest;

/** Every operation but those of `tracing`, by namespace and name. */
export const OPERATIONS: ReadonlyMap<
  string,
  ReadonlyMap<string, Decode>
> = new Map([
  [
    'oci',
    new Map<string, Decode>([
      ['v1/verify', verify(decodeVerifyV1)],
      ['v2/verify', verify(decodeVerifyV2)],
      ['v1/manifest_digest', image('manifestDigest')],
      ['v1/oci_manifest', image('manifest')],
      ['v1/oci_manifest_config', image('manifestWithConfig')],
    ]),
  ],
  [
    'net',
    new Map<string, Decode>([
      [
        'v1/dns_lookup_host',
        (payload) => ({ kind: 'dnsLookup', host: stringPayload(payload) }),
      ],
    ]),
  ],
  [
    'crypto',
    new Map<string, Decode>([
      ['v1/is_certificate_trusted', decodeCertificateTrust],
    ]),
  ],
  [
    'kubernetes',
    new Map(
      Object.entries(KUBERNETES_OPERATIONS).map(
        ([name, decode]): [string, Decode] => [
          name,
          (payload) => ({ kind: 'kubernetes', request: decode(payload) }),
        ],
      ),
    ),
  ],
]);

function verify(decode: typeof decodeVerifyV2): Decode {
  return (payload) => ({ kind: 'verify', request: decode(payload) });
}

function image(
  kind: 'manifestDigest' | 'manifest' | 'manifestWithConfig',
): Decode {
  return (payload) => ({ kind, image: stringPayload(payload) });
}

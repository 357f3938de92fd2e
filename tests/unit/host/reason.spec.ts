// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { readError } from '../../../assembly/host/reason';
import { codeName } from '../../../assembly/rejections/code';

/** The code of an error, and behind a bar its detail. */
function read(text: string): string {
  const failure = readError(Slice.of(text));
  expect<string>(failure.hostText.toString()).toBe(text);
  return codeName(failure.code).toString() + '|' + failure.detail.toString();
}

const CALL = 'Callback evaluation failure: ';
const FETCH =
  CALL +
  'failed to get image trusted layers: Cannot fetch manifest of r.io/a:1: ';
const READ = CALL + 'Fail to interact with OCI registry: ';
const URL = 'url https://r.io/v2/a/manifests/1';
const ENVELOPE = `Registry error: ${URL}, envelope: OCI API errors: [OCI API error: `;

describe('readError', () => {
  it('knows what hosts say of signatures', () => {
    expect<string>(
      read(CALL + 'no signatures found for image: r.io/a:1 '),
    ).toBe('not-signed|');
    expect<string>(
      read(
        CALL +
          'Image verification failed: missing signatures\nThe following constraints were not satisfied:\nkind: pubKey',
      ),
    ).toBe('not-signed-by|');
    expect<string>(
      read(
        CALL +
          'verification failed: Several Signature Layers failed verification',
      ),
    ).toBe('not-signed-by|');
    expect<string>(
      read(
        CALL +
          'failed to get image trusted layers: No Signature Layer passed verification',
      ),
    ).toBe('not-signed-by|');
    expect<string>(
      read(
        CALL +
          'CertExpired { time: UnixTime(1795658520), not_after: UnixTime(1609459200) }',
      ),
    ).toBe('certificate-expired|');
    expect<string>(
      read(
        CALL + 'Certificate validity check failed: cannot be used before 2073',
      ),
    ).toBe('certificate-not-yet-valid|');
    expect<string>(read(CALL + 'UnknownIssuer')).toBe('certificate-untrusted|');
    expect<string>(
      read(
        CALL +
          'Certificate is being used after its expiration date (CertExpired)',
      ),
    ).toBe('certificate-expired|');
    expect<string>(
      read(
        CALL +
          'Certificate is not trusted by the provided cert chain (UnknownIssuer)',
      ),
    ).toBe('certificate-untrusted|');
  });

  it('knows what becomes of requests to registries', () => {
    const rows: string[] = [
      FETCH + 'error sending request for url (https://r.io/v2/)',
      'registry-unreachable|',
      FETCH + 'error sending request for url (https://r.io/v2/certificate/SSL)',
      'registry-unreachable|',
      FETCH +
        'cannot reach registry: url https://r.io/v2/certificate/manifests/Timeout: connect ECONNREFUSED',
      'registry-unreachable|',
      FETCH + `cannot reach registry: ${URL}: connect ECONNREFUSED`,
      'registry-unreachable|',
      FETCH + `cannot reach registry: ${URL}: self-signed certificate`,
      'tls|',
      FETCH + `cannot reach registry: ${URL}: Connect Timeout Error`,
      'timed-out|',
      FETCH + `no complete answer within 10000 ms: ${URL}`,
      'timed-out|',
      FETCH + `Not authorized: ${URL}`,
      'not-authorized|',
      FETCH + ENVELOPE + 'requested access to the resource is denied]',
      'not-authorized|requested access to the resource is denied',
      FETCH + ENVELOPE + 'manifest unknown]',
      'image-unknown|manifest unknown',
      FETCH + ENVELOPE + 'You have reached your pull rate limit.]',
      'registry-error|You have reached your pull rate limit.',
      FETCH + `Server error: ${URL}, code: 500, message: {}`,
      'registry-error|500',
      READ + `Server error: ${URL}, code: 503, message: backend not found`,
      'registry-error|503',
      READ +
        `Server error: ${URL}, code: 503, message: x, code: 404, message: `,
      'registry-error|503',
      READ + `Server error: ${URL}, code: `,
      'registry-error|',
      READ + `Server error: ${URL}, code: 404, message: `,
      'image-unknown|404',
      READ + `Server error: ${URL}, code: 404, message: <h1>Not here</h1>`,
      'image-unknown|404',
      READ + `Server error: ${URL}, code: 403, message: `,
      'not-authorized|403',
      READ + ENVELOPE + ']',
      'image-unknown|',
      READ + ENVELOPE + 'artifact library/x:sha256-00.sig not found]',
      'image-unknown|artifact library/x:sha256-00.sig not found',
      READ + ENVELOPE + 'The named manifest is not known to the registry.]',
      'image-unknown|The named manifest is not known to the registry.',
    ];
    for (let i = 0; i < rows.length; i += 2) {
      const parts = rows[i + 1].split('|');
      const found = read(rows[i]);
      expect<string>(found.split('|')[0]).toBe(parts[0], rows[i]);
      if (parts[1] != '') expect<string>(found).toBe(rows[i + 1], rows[i]);
    }
  });

  it('knows what hosts keep, or are too old for', () => {
    expect<string>(
      read(
        "Policy has not been granted access to the 'oci/v1/oci_manifest' host capability. The violation has been reported.",
      ),
    ).toBe('capability-not-granted|oci/v1/oci_manifest');
    expect<string>(read('unknown operation: v1/oci_manifest')).toBe(
      'capability-unknown|',
    );
    expect<string>(read('unknown namespace: oci')).toBe('capability-unknown|');
  });

  it('takes known words elsewhere for nothing', () => {
    const rows: string[] = [
      '',
      'unknown',
      'manifest unknown',
      'MANIFEST_UNKNOWN',
      'operation timed out',
      'x'.repeat(5000) + 'not found',
      CALL + 'r.io/not found/unknown operation: ',
      READ + `Registry error: ${URL}/manifest unknown`,
      'Cannot fetch manifest of manifest unknown',
      'Server error: manifest unknown, 404',
      '404',
      '404 page not found',
      CALL + '401',
    ];
    for (let i = 0; i < rows.length; i++)
      expect<string>(read(rows[i]).split('|')[0]).toBe('not-verified', rows[i]);
  });

  it('keeps the words of a reason that nobody knows', () => {
    expect<string>(read(CALL + 'out of cheese')).toBe(
      'not-verified|out of cheese',
    );
  });
});

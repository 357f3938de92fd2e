// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Absence, readAbsence } from '../../../assembly/host/unavailable';

const READ =
  'Callback evaluation failure: Fail to interact with OCI registry: ';
const URL = 'url https://r.io/v2/a/manifests/sha256-1.sig, ';
const ENVELOPE =
  READ +
  'Registry error: ' +
  URL +
  'envelope: OCI API errors: [OCI API error: ';
const STATUS = READ + 'Server error: ' + URL + 'code: ';

function expectAll(texts: string[], absence: Absence): void {
  for (let i = 0; i < texts.length; i++)
    expect<i32>(readAbsence(Slice.of(texts[i]))).toBe(absence, texts[i]);
}

describe('readAbsence', () => {
  it('knows what registries say of a missing manifest', () => {
    const texts = [
      ENVELOPE + 'manifest unknown]',
      ENVELOPE + 'MANIFEST_UNKNOWN]',
      ENVELOPE + 'Manifest Unknown: it is gone]',
      ENVELOPE + 'repository name unknown]',
      ENVELOPE + 'Requested entity was Not Found.]',
      ENVELOPE + ']',
      STATUS + '404, message: ',
      STATUS + '404, message: <html>oops</html>',
    ];
    expectAll(texts, Absence.None);
    // Our own host tells its registry's errors twice.
    const twice = 'Fail to interact with OCI registry: ';
    expectAll([ENVELOPE.replace(twice, twice + twice) + ']'], Absence.None);
    expectAll([texts[0].replace(READ, '')], Absence.None);
  });

  it('knows hosts that are too old', () => {
    expectAll(
      ['unknown operation: v1/oci_manifest', 'unknown namespace: oci'],
      Absence.None,
    );
  });

  it('knows capabilities that are kept back', () => {
    const denied =
      "Policy has not been granted access to the 'oci/v1/oci_manifest' host capability. The violation has been reported.";
    expectAll([denied], Absence.NotGranted);
  });

  it('takes everything else for a fault, whatever words are in it', () => {
    expectAll(
      [
        '',
        'unknown',
        'manifest unknown',
        'not found',
        'operation timed out',
        'connection refused',
        'x unknown operation: v1/oci_manifest',
        STATUS + '503, message: backend not found',
        STATUS + '500, message: {"errors":[{"code":"MANIFEST_UNKNOWN"}]}',
        STATUS + '4040, message: ',
        STATUS + '503, message: x, code: 404, message: ',
        STATUS,
        READ + 'Server error: ' + URL,
        READ + 'Server error: manifest unknown, 404',
        ENVELOPE + 'requested access to the resource is denied]',
        ENVELOPE + 'unknown]',
        READ + 'Registry error: ' + URL + 'envelope: not found',
        READ + 'Not authorized: ' + URL + 'not found',
        READ + 'error sending request for url (https://r.io/not found)',
        READ + 'Failed to parse manifest: not found',
        READ + 'dns error: Name or service not known',
      ],
      Absence.Unknown,
    );
  });
});

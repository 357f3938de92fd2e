// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { isUnavailable } from '../../../assembly/host/unavailable';

function unavailable(text: string): bool {
  return isUnavailable(Slice.of(text));
}

describe('isUnavailable', () => {
  it('knows missing capabilities and manifests', () => {
    const texts = [
      "Policy has not been granted access to the 'oci/v1/oci_manifest' host capability. The violation has been reported.",
      'unknown operation: v1/oci_manifest',
      'unknown namespace: oci',
      'Callback evaluation failure: Fail to interact with OCI registry: Registry error: url https://r/v2/x, envelope: OCI API errors: [OCI API error: manifest unknown]',
      'MANIFEST_UNKNOWN',
      'Image manifest not found: registry.example.org/x',
      'Requested entity was Not Found.',
      'repository name unknown',
    ];
    for (let i = 0; i < texts.length; i++) {
      expect<bool>(unavailable(texts[i])).toBe(true, texts[i]);
    }
  });

  it('takes nothing else for it', () => {
    const texts = [
      '',
      'unknown',
      'operation timed out',
      'connection refused',
      'Authentication failure: unauthorized',
      'dns error: failed to lookup address information: Name or service not known',
      'toomanyrequests',
      'error sending request for url (https://r.io/v2/a/manifest_unknown/manifests/sha256-1.sig): operation timed out',
      'expected value at line 1 column 1',
    ];
    for (let i = 0; i < texts.length; i++) {
      expect<bool>(unavailable(texts[i])).toBe(false, texts[i]);
    }
  });

  it('reads no more than the start of a long text', () => {
    expect<bool>(unavailable('x'.repeat(5000) + 'not found')).toBe(false);
    expect<bool>(unavailable('x'.repeat(1 << 20))).toBe(false);
  });
});

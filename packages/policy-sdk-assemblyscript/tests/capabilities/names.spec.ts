// SPDX-License-Identifier: Apache-2.0
import {
  Operation,
  Slice,
  accept,
  register,
} from '@kubewarden/policy-sdk-assemblyscript';
import * as names from '@kubewarden/policy-sdk-assemblyscript/assembly/capabilities/names';

describe('names of capabilities', () => {
  it('are UTF-8 of their own length', () => {
    expect(names.tracingNamespace().toString()).toBe('tracing');
    expect(names.logOperation().toString()).toBe('log');
    expect(names.ociNamespace().toString()).toBe('oci');
    expect(names.verifyV1Operation().toString()).toBe('v1/verify');
    expect(names.verifyV2Operation().toString()).toBe('v2/verify');
    expect(names.manifestDigestOperation().toString()).toBe(
      'v1/manifest_digest',
    );
    expect(names.ociManifestOperation().toString()).toBe('v1/oci_manifest');
    expect(names.ociManifestConfigOperation().toString()).toBe(
      'v1/oci_manifest_config',
    );
    expect(names.netNamespace().toString()).toBe('net');
    expect(names.dnsLookupHostOperation().toString()).toBe(
      'v1/dns_lookup_host',
    );
    expect(names.cryptoNamespace().toString()).toBe('crypto');
    expect(names.isCertificateTrustedOperation().toString()).toBe(
      'v1/is_certificate_trusted',
    );
    expect(names.kubernetesNamespace().toString()).toBe('kubernetes');
    expect(names.getResourceOperation().toString()).toBe('get_resource');
    expect(names.listResourcesByNamespaceOperation().toString()).toBe(
      'list_resources_by_namespace',
    );
    expect(names.listResourcesAllOperation().toString()).toBe(
      'list_resources_all',
    );
    expect(names.canIOperation().toString()).toBe('can_i');
  });
});

function handler(_payload: Slice): Slice {
  return accept();
}

describe('register', () => {
  it('takes a handler of each operation', () => {
    register(Operation.Validate, handler);
    register(Operation.ValidateSettings, handler);
    expect(handler(Slice.of('')).toString()).toBe('{"accepted":true}');
  });
});

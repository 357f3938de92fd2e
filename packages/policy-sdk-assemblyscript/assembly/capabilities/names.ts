// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';

// The names of host capabilities as UTF-8 data of the module. kwctl finds out
// which capabilities a policy needs by looking for these bytes, and string
// literals are UTF-16. The data stand inside the functions because the compiler
// leaves out a function nobody calls, but never a file's constants. The slices
// are data as well, an address and a length, so that no call makes one.

/** The namespace `tracing`. */
export function tracingNamespace(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([0x74, 0x72, 0x61, 0x63, 0x69, 0x6e, 0x67]),
      7,
    ]),
  );
}

/** The operation `log` of `tracing`. */
export function logOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([memory.data<u8>([0x6c, 0x6f, 0x67]), 3]),
  );
}

/** The namespace `oci`. */
export function ociNamespace(): Slice {
  return changetype<Slice>(
    memory.data<usize>([memory.data<u8>([0x6f, 0x63, 0x69]), 3]),
  );
}

/** The operation `v1/verify` of `oci`. */
export function verifyV1Operation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([0x76, 0x31, 0x2f, 0x76, 0x65, 0x72, 0x69, 0x66, 0x79]),
      9,
    ]),
  );
}

/** The operation `v2/verify` of `oci`. */
export function verifyV2Operation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([0x76, 0x32, 0x2f, 0x76, 0x65, 0x72, 0x69, 0x66, 0x79]),
      9,
    ]),
  );
}

/** The operation `v1/manifest_digest` of `oci`. */
export function manifestDigestOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x76, 0x31, 0x2f, 0x6d, 0x61, 0x6e, 0x69, 0x66, 0x65, 0x73, 0x74, 0x5f,
        0x64, 0x69, 0x67, 0x65, 0x73, 0x74,
      ]),
      18,
    ]),
  );
}

/** The operation `v1/oci_manifest` of `oci`. */
export function ociManifestOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x76, 0x31, 0x2f, 0x6f, 0x63, 0x69, 0x5f, 0x6d, 0x61, 0x6e, 0x69, 0x66,
        0x65, 0x73, 0x74,
      ]),
      15,
    ]),
  );
}

/** The operation `v1/oci_manifest_config` of `oci`. */
export function ociManifestConfigOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x76, 0x31, 0x2f, 0x6f, 0x63, 0x69, 0x5f, 0x6d, 0x61, 0x6e, 0x69, 0x66,
        0x65, 0x73, 0x74, 0x5f, 0x63, 0x6f, 0x6e, 0x66, 0x69, 0x67,
      ]),
      22,
    ]),
  );
}

/** The namespace `net`. */
export function netNamespace(): Slice {
  return changetype<Slice>(
    memory.data<usize>([memory.data<u8>([0x6e, 0x65, 0x74]), 3]),
  );
}

/** The operation `v1/dns_lookup_host` of `net`. */
export function dnsLookupHostOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x76, 0x31, 0x2f, 0x64, 0x6e, 0x73, 0x5f, 0x6c, 0x6f, 0x6f, 0x6b, 0x75,
        0x70, 0x5f, 0x68, 0x6f, 0x73, 0x74,
      ]),
      18,
    ]),
  );
}

/** The namespace `crypto`. */
export function cryptoNamespace(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([0x63, 0x72, 0x79, 0x70, 0x74, 0x6f]),
      6,
    ]),
  );
}

/** The operation `v1/is_certificate_trusted` of `crypto`. */
export function isCertificateTrustedOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x76, 0x31, 0x2f, 0x69, 0x73, 0x5f, 0x63, 0x65, 0x72, 0x74, 0x69, 0x66,
        0x69, 0x63, 0x61, 0x74, 0x65, 0x5f, 0x74, 0x72, 0x75, 0x73, 0x74, 0x65,
        0x64,
      ]),
      25,
    ]),
  );
}

/** The namespace `kubernetes`. */
export function kubernetesNamespace(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x6b, 0x75, 0x62, 0x65, 0x72, 0x6e, 0x65, 0x74, 0x65, 0x73,
      ]),
      10,
    ]),
  );
}

/** The operation `get_resource` of `kubernetes`. */
export function getResourceOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x67, 0x65, 0x74, 0x5f, 0x72, 0x65, 0x73, 0x6f, 0x75, 0x72, 0x63, 0x65,
      ]),
      12,
    ]),
  );
}

/** The operation `list_resources_by_namespace` of `kubernetes`. */
export function listResourcesByNamespaceOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x6c, 0x69, 0x73, 0x74, 0x5f, 0x72, 0x65, 0x73, 0x6f, 0x75, 0x72, 0x63,
        0x65, 0x73, 0x5f, 0x62, 0x79, 0x5f, 0x6e, 0x61, 0x6d, 0x65, 0x73, 0x70,
        0x61, 0x63, 0x65,
      ]),
      27,
    ]),
  );
}

/** The operation `list_resources_all` of `kubernetes`. */
export function listResourcesAllOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([
      memory.data<u8>([
        0x6c, 0x69, 0x73, 0x74, 0x5f, 0x72, 0x65, 0x73, 0x6f, 0x75, 0x72, 0x63,
        0x65, 0x73, 0x5f, 0x61, 0x6c, 0x6c,
      ]),
      18,
    ]),
  );
}

/** The operation `can_i` of `kubernetes`. */
export function canIOperation(): Slice {
  return changetype<Slice>(
    memory.data<usize>([memory.data<u8>([0x63, 0x61, 0x6e, 0x5f, 0x69]), 5]),
  );
}

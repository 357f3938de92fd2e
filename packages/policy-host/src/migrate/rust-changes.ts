// SPDX-License-Identifier: Apache-2.0
// This file is generated: npm run generate

/** Verdicts that differ from the Rust policy, by their names in docs/differences.md. */
export const RUST_CHANGES = [
  "rejected here (D10): An image under another spelling than the pattern's: nginx under a rule for docker.io/*",
  'rejected here (D11): Image strings that are no valid references',
  'rejected here (D12): Containers whose image is missing, empty or no string',
  'rejected here (D13): Image volumes (volumes[].image.reference) without the required signatures',
  'rejected here (D14): Unsigned images in objects that the Rust policy cannot read, such as a label that is a number',
  'rejected here (D15): Unsigned images in PodTemplate and in the extensions group',
  'rejected here (D16): Images for which the host answers is_trusted: false',
  'rejected here (D17): A successful answer without a well-formed digest',
  'rejected here (D18): An image whose verifications end at different digests',
  'rejected here (D23): Objects of known kinds that are null, or without a usable pod spec',
  'rejected here (S01): Images that the host accepts, but whose evidence does not bind or cannot be read, and with evidence: strict those of which it holds no signer',
  'rejected here (S02): githubActions owners and repositories that are no single names, such as acme/shop as owner',
  'rejected here (S03): annotations with empty keys or values, or with one key twice',
  'rejected here (S04): A urlPrefix that the WHATWG parser of hosts would write otherwise: dot segments (%2e too), capitals, default or odd ports, addresses that are not plain; user names, queries',
  'rejected here (S05): Objects and settings in which a key that matters is given twice, however it is written',
  'rejected here (S06): Beside a certificateChain: certificates of a CA, not for code signing, or not for digital signatures',
  'rejected here (S07): Settings that could never do anything: excludeImages that are no full names, URLs and .* as images, * in an exact issuer or subject, keys of kinds that no host verifies',
  'rejected here (S08): A public key given twice in different spellings, its point compressed or not',
  'accepted here (L01): keylessPrefix[].urlPrefix, as documented',
  'accepted here (L02): Deprecated spellings such as pub_keys',
  'accepted here (L03): certificates without requireRekorBundle',
  'accepted here (L04): certificates without certificateChain, whoever issued them',
  'accepted here (L05): Certificates that are expired, or not valid yet, in the settings',
  'accepted here (L06): Requests for the status and scale subresources',
  'accepted here (L07): Updates of terminating objects whose images do not change',
  'accepted here (L08): Updates whose images and spec (in a PodTemplate: template) are the same bytes as before, but for a lower spec.replicas',
] as const;

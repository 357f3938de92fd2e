// SPDX-License-Identifier: Apache-2.0

// What may change a verdict, in the words of whoever runs the cluster.

/** Of whatever is converted from another project. */
export const ALWAYS = [
  'a pattern covers every spelling of an image here, so more images may need signatures',
  'init containers, ephemeral containers and image volumes are verified as containers are',
  'Pods, workloads, Jobs, CronJobs and PodTemplates are verified, when they are created and when they change',
  'what cannot be parsed or understood is rejected',
  'the policy compares the evidence it can see itself, and rejects what does not bind (evidence: off does without)',
];

export const GRANTS =
  'a policy for one namespace may call only what namespacedPoliciesCapabilities of its PolicyServer grants; without oci/v2/verify every image that needs a signature is rejected';

export const UNLOGGED_KEYS =
  'signatures by a key count here without an entry in the transparency log: an image that is signed but not logged is accepted';

export const LOGGED_IDENTITIES =
  'signatures by an identity need an entry in the transparency log here: an image without one is rejected';

export const TRUST_CONFIG =
  'put it into sigstoreTrustConfig of the PolicyServer; before that, what it vouches for is rejected';

export const PULL_SECRET =
  'set imagePullSecret of the PolicyServer; without access to the registry images are rejected';

export const SOURCES =
  'set sourceAuthorities or insecureSources of the PolicyServer; without access to the registry images are rejected';

export const NO_ATTESTATIONS =
  'attestations have no equivalent: the policy verifies signatures of images only';

export const NO_KMS =
  'keys in a KMS or a Secret cannot be read by the policy: write the public key (cosign public-key --key ...)';

export const NO_REPOSITORY = 'signatures are looked for beside the image only';

// SPDX-License-Identifier: Apache-2.0

const SIGN = 'sign the image with the signers that the rule asks for.';
const ASK = 'show the message to whoever runs the cluster.';
const REGISTRY =
  'look at the log for what the registry said, and at its state and logs.';

/** Why each code is told, and what to do about it. */
export const ADVICE = {
  'not-signed': {
    cause: 'The image has no signature.',
    developer: SIGN,
    operator: 'a rule is about the image; `excludeImages` frees images.',
  },
  'not-signed-by': {
    cause: 'The image lacks signatures of these signers.',
    developer: SIGN,
    operator:
      'compare the signers of the rule with those who release the image.',
  },
  'unsigned-or-unreadable': {
    cause:
      'The host found no signature that counts. Hosts since 1.36 say the same of images without signatures and of registries that do not let them read signatures.',
    developer: SIGN,
    operator:
      'see that the host may read the tags `sha256-...` and `sha256-....sig` of the repository. With `oci/v1/manifest_digest` granted the message says more.',
  },
  'other-annotations': {
    cause: 'The signers signed, but not with these annotations.',
    developer: 'sign with `cosign sign -a KEY=VALUE`.',
    operator: 'compare `annotations` of the rule with those of the release.',
  },
  'certificate-expired': {
    cause: 'The certificate in the settings is not valid any more.',
    developer: ASK,
    operator: 'put the renewed certificate into the settings.',
  },
  'certificate-not-yet-valid': {
    cause: 'The certificate in the settings is not valid yet.',
    developer: ASK,
    operator: 'wait for that day, or look at the clock of the host.',
  },
  'certificate-untrusted': {
    cause: 'The certificate does not link to `certificateChain`.',
    developer: ASK,
    operator: 'give the chain that issued the certificate, the root last.',
  },
  'no-log-entry': {
    cause:
      'A signature is there, but no transparency log has it, and the rule wants that.',
    developer: 'sign without `--tlog-upload=false`.',
    operator:
      'for certificates, `requireRekorBundle: false` does without a log.',
  },
  'evidence-mismatch': {
    cause:
      'Payload, signature, certificate and log entry of a signature are not of one another: see [evidence.md](evidence.md).',
    developer: 'sign the image again; tell whoever runs the registry.',
    operator:
      'somebody may have put signatures together: look at the `.sig` tag.',
  },
  'evidence-unavailable': {
    cause:
      'The host counted a signer whom the policy cannot find in the signature manifest, and `evidence` is `strict`.',
    developer: 'sign with cosign 2, or with its format.',
    operator:
      '`strict` suits clusters whose images are all signed by cosign 2.',
  },
  'bundle-not-verified': {
    cause:
      'Nothing verified, and the image carries a Sigstore bundle, as cosign 3 writes it, that this host does not use: an attestation, a signature by a key, or any bundle on hosts before 1.36.',
    developer: 'sign with cosign 2, or with `--new-bundle-format=false`.',
    operator: 'a newer host verifies keyless bundles.',
  },
  'registry-unreachable': {
    cause: 'No connection: the name, the network, the port or TLS.',
    developer: 'see that the name of the registry is right.',
    operator: 'the host, not the node, must reach the registry.',
  },
  'not-authorized': {
    cause: 'The registry wants credentials that the host does not have.',
    developer: 'see that the repository is right.',
    operator: 'give the policy server `imagePullSecret` for the registry.',
  },
  'image-unknown': {
    cause: 'The registry has no such repository or tag.',
    developer: 'see that the image is pushed and spelled right.',
    operator: REGISTRY,
  },
  'registry-error': {
    cause: 'The registry answered with an error, such as a rate limit.',
    developer: 'try again later.',
    operator: REGISTRY,
  },
  tls: {
    cause: 'The certificate of the registry is not trusted.',
    developer: ASK,
    operator: 'list its authority in `sourceAuthorities` of the policy server.',
  },
  'timed-out': {
    cause: 'The registry did not answer in time.',
    developer: 'try again.',
    operator: REGISTRY,
  },
  'capability-not-granted': {
    cause: 'The policy needs a host capability that it is not granted.',
    developer: ASK,
    operator:
      'add the capability to `namespacedPoliciesCapabilities` of the PolicyServer, or deploy the policy for the whole cluster.',
  },
  'capability-unknown': {
    cause: 'The host is older than the capability.',
    developer: ASK,
    operator: 'update the policy server.',
  },
  'other-digest': {
    cause:
      'The host verified another image than the one that is written, or than the one it verified before: a tag has moved.',
    developer: 'try again; write the digest.',
    operator: 'look at who moves tags in the registry.',
  },
  'invalid-reference': {
    cause:
      'The image string is not a reference: `[REGISTRY/]NAME[:TAG][@DIGEST]`.',
    developer: 'correct it: repositories are in small letters.',
    operator: 'nothing.',
  },
  'no-rule': {
    cause: 'No rule is about the image, and `unmatchedImages` is `reject`.',
    developer: 'use an image that a rule is about.',
    operator: 'add a rule, or the image to `excludeImages`.',
  },
  'not-pinned': {
    cause: '`requireDigest` wants images with a digest.',
    developer: 'write `IMAGE@sha256:...`.',
    operator: 'nothing.',
  },
  'object-malformed': {
    cause:
      'The object is not as Kubernetes knows it, at the path that is told.',
    developer: 'correct the object.',
    operator: 'for custom resources, compare `podSpecPaths` with the object.',
  },
  'request-malformed': {
    cause: 'The request of the host is not an admission request.',
    developer: ASK,
    operator: 'look at what sends requests to the policy.',
  },
  'kind-unknown': {
    cause:
      'No images are looked for in this kind, and `unknownResources` is `reject`.',
    developer: ASK,
    operator:
      'declare the kind in `podSpecPaths`, or take it out of the rules.',
  },
  'settings-invalid': {
    cause:
      'The settings cannot be used; hosts refuse them when they are loaded.',
    developer: ASK,
    operator: 'correct them: the message has the path.',
  },
  'host-answer-malformed': {
    cause: 'The answer of the host is not what the capability answers.',
    developer: ASK,
    operator: 'look at the version of the policy server.',
  },
  'not-verified': {
    cause: 'The host failed with words that the policy does not know.',
    developer: ASK,
    operator: 'the log has all of them.',
  },
};

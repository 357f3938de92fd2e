// SPDX-License-Identifier: Apache-2.0

/**
 * What to look at first when a code is told, in the order of the table in
 * docs/guide/15-troubleshooting.md. `explain` is `policy-host explain IMAGE`,
 * `log` the line of policy-server with that code.
 */
export const FIRST_LOOK = {
  'not-signed': '`explain`: has the registry any signature of this digest?',
  'not-signed-by': '`explain`: who signed, and which requirement is missed',
  'unsigned-or-unreadable':
    '`explain` from where policy-server runs; may its account read the `sha256-...` tags?',
  'other-annotations': '`explain`: the annotations of each signature',
  'bundle-not-verified':
    '`explain`: the format of the signatures, and the release of Kubewarden',
  'certificate-expired': '`explain`, last lines: the certificate and its date',
  'certificate-not-yet-valid':
    '`explain`: the first day of the certificate; the clock of the nodes',
  'certificate-untrusted': '`openssl verify` of certificate and chain',
  'no-log-entry': '`explain`: `logged`; `requireRekorBundle` of the rule',
  'evidence-mismatch':
    'the `.sig` manifest in the registry, and who wrote it; treat it as an attack',
  'evidence-unavailable': '`evidence` of the settings: `strict` wants cosign 2',
  'registry-unreachable':
    'a Pod beside policy-server: name, network, proxy, and the authority of the registry',
  'not-authorized':
    '`imagePullSecret` of the PolicyServer, and the repositories its account may read',
  'image-unknown': '`oras manifest fetch` of the image, as it is written',
  'registry-error': 'log: what the registry said; its rate limits',
  tls: '`sourceAuthorities` of the PolicyServer; `openssl s_client` to the registry',
  'timed-out':
    'log: the time between question and answer; `timeoutEvalSeconds`',
  'capability-not-granted':
    '`namespacedPoliciesCapabilities` of the PolicyServer',
  'capability-unknown': 'the release of policy-server',
  'other-digest': 'who moves that tag, and when',
  'invalid-reference': 'the image in the object: capitals, spaces, two colons',
  'no-rule': '`explain`: the rules that nearly match; `unmatchedImages`',
  'not-pinned': 'the pipeline that should write the digest; `requireDigest`',
  'object-malformed': 'the path in the message, in the object',
  'request-malformed': 'who sends requests to policy-server: not an API server',
  'kind-unknown': '`rules` of the policy, `podSpecPaths`, `unknownResources`',
  'settings-invalid':
    '`policy-host run` with the policy: it tells all problems, with their paths',
  'host-answer-malformed':
    'log; is a proxy or another host between policy and registry?',
  'not-verified': "log: the host's own words behind `cause`",
};

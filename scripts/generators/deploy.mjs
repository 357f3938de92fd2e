// SPDX-License-Identifier: Apache-2.0
// deploy/*.yaml: example policies with the rules and version of metadata.yml
// and the certificates of the fixtures, so that they can be run as they are.
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { OTHER_NAMESPACES } from '../deploy/system-namespaces.mjs';

export const NAME = 'verify-image-signatures';
const PROTECTED = 'registry.example.org/project-safety/*';
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

const metadata = parse(readFileSync('metadata.yml', 'utf8'));
const pem = (name) => readFileSync(`tests/fixtures/pki/${name}.pem`, 'utf8');

/** A policy resource with what all have. */
export function policy({
  kind = 'ClusterAdmissionPolicy',
  name,
  namespace,
  ...spec
}) {
  const { annotations, rules, mutating } = metadata;
  const of = (key) => annotations[`io.kubewarden.policy.${key}`];
  return {
    apiVersion: 'policies.kubewarden.io/v1',
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      annotations: {
        'io.kubewarden.policy.category': of('category'),
        'io.kubewarden.policy.severity': of('severity'),
      },
    },
    spec: {
      module: `registry://${of('ociUrl')}:v${of('version')}`,
      rules,
      mutating,
      ...spec,
    },
  };
}

/** The rule of the announcement: Alice and Bob have signed, and it is logged. */
function certificatesRule() {
  return {
    image: PROTECTED,
    certificates: [pem('alice'), pem('bob')],
    certificateChain: [pem('intermediate'), pem('root')],
    requireRekorBundle: true,
  };
}

const githubRule = {
  image: 'ghcr.io/kubewarden/*',
  githubActions: { owner: 'kubewarden' },
};

/** Each example: what it is for, and the policy. */
export const EXAMPLES = {
  'cluster-admission-policy': [
    'Images of project-safety must be signed by Alice and by Bob.',
    () => ({ name: NAME, settings: { signatures: [certificatesRule()] } }),
  ],
  'keyless-policy': [
    'Images must be signed by people or workflows that an OIDC issuer vouches for.',
    () => ({
      name: `${NAME}-keyless`,
      settings: {
        signatures: [
          {
            image: PROTECTED,
            keyless: [
              {
                issuer: 'https://accounts.example.org',
                subject: 'alice@example.org',
              },
            ],
          },
          {
            image: 'ghcr.io/example/*',
            keylessPrefix: [
              {
                issuer: GITHUB_ISSUER,
                urlPrefix: 'https://github.com/example/',
              },
            ],
          },
        ],
      },
    }),
  ],
  'github-actions-policy': [
    'Images must be built and signed by workflows of one GitHub organisation.',
    () => ({
      name: `${NAME}-github-actions`,
      settings: { signatures: [githubRule] },
    }),
  ],
  'default-deny-policy': [
    'Images that no rule covers are rejected, and so are kinds that the policy\n' +
      'does not know; the namespaces a cluster needs to run at all are left out.',
    () => ({
      name: `${NAME}-default-deny`,
      namespaceSelector: OTHER_NAMESPACES,
      settings: {
        signatures: [certificatesRule(), githubRule],
        unmatchedImages: 'reject',
        unknownResources: 'reject',
        excludeImages: ['registry.k8s.io/*'],
      },
    }),
  ],
  'monitor-policy': [
    'Nothing is rejected or changed: what would happen is logged and reported.',
    () => ({
      name: `${NAME}-monitor`,
      mode: 'monitor',
      settings: { signatures: [certificatesRule()] },
    }),
  ],
  'verify-after-mutation': [
    'Beside one of the others: verifies once more, after all mutating webhooks\n' +
      'have run, so that images which one of them put in are seen. Takes the\n' +
      'signatures of the policy that it stands beside.',
    () => ({
      name: `${NAME}-after-mutation`,
      mutating: false,
      settings: {
        signatures: [certificatesRule()],
        digestMutation: 'none',
      },
    }),
  ],
  'admission-policy': [
    'For one namespace alone, and pinning Pods only, so that tools which\n' +
      'compare workloads with a repository see no difference.',
    () => ({
      kind: 'AdmissionPolicy',
      name: NAME,
      namespace: 'project-safety',
      settings: {
        signatures: [certificatesRule()],
        digestMutation: 'podsOnly',
      },
    }),
  ],
};

export default function generate() {
  const files = {};
  for (const [file, [purpose, describe]] of Object.entries(EXAMPLES)) {
    const comment = purpose.replace(/^/gm, '# ');
    const body = stringify(policy(describe()), {
      lineWidth: 0,
      singleQuote: true,
    });
    files[`deploy/${file}.yaml`] =
      `${comment}\n# This file is generated: npm run generate\n${body}`;
  }
  return files;
}

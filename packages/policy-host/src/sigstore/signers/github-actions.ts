// SPDX-License-Identifier: Apache-2.0
import { constraintYaml } from './constraint.js';
import type { Signer } from './signer.js';
import type { VerificationRequest } from './types.js';
import { type Identify, missIdentity } from './keyless.js';

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

type GithubRequest = Extract<VerificationRequest, { kind: 'githubActions' }>;

/**
 * A workflow of a GitHub repository; owner and repository come from Fulcio's
 * extension, not from the subject, and compare exactly.
 */
export function githubSigner(
  request: GithubRequest,
  identify: Identify,
): Signer {
  const { owner, repo, annotations } = request;
  const fields = { kind: 'githubAction', owner, repo: repo ?? null };
  return {
    constraint: constraintYaml(fields, annotations),
    miss: (evidence) =>
      missIdentity(evidence, identify, annotations, (identity) => {
        if (identity.issuer !== GITHUB_ISSUER) return 'issuer is not GitHub';
        if (
          identity.subjectKind !== 'url' ||
          !URL.canParse(identity.subject) ||
          new URL(identity.subject).host !== 'github.com'
        ) {
          return 'subject is not a GitHub URL';
        }
        const [foundOwner, foundRepo, ...rest] =
          identity.githubRepository?.split('/') ?? [];
        if (foundOwner !== owner) return 'owner not equal';
        // Without a repository the extension must still name exactly one.
        if (!foundRepo || rest.length > 0) return 'repository is malformed';
        return repo === undefined || repo === foundRepo
          ? undefined
          : 'repository not equal';
      }),
  };
}

// SPDX-License-Identifier: Apache-2.0
// This file is generated: npm run generate

/** The keys of each object of the settings, as the policy reads them. */
export const SETTING_NAMES = {
  settings: [
    'signatures',
    'modifyImagesWithDigest',
    'digestMutation',
    'unmatchedImages',
    'excludeImages',
    'requireDigest',
    'unknownResources',
    'podSpecPaths',
    'skipUnchangedImages',
    'evidence',
    'description',
    'rule',
  ],
  entry: [
    'image',
    'pubKeys',
    'keyless',
    'certificates',
    'certificateChain',
    'requireRekorBundle',
    'keylessPrefix',
    'githubActions',
    'annotations',
    'minimumMatches',
  ],
  identity: ['issuer', 'subject'],
  prefixedIdentity: ['issuer', 'urlPrefix'],
  repository: ['owner', 'repo'],
  path: ['apiGroup', 'kind', 'path', 'whenMissing'],
} as const;

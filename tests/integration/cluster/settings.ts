// SPDX-License-Identifier: Apache-2.0

/** The settings that the miniature cluster is run under. */
import type { JsonObject } from '../../support/json.js';
import { ISSUER, repositoryOf, type Registry } from './registry.js';

export const DIGEST_MUTATIONS = ['all', 'podsOnly', 'none'] as const;
type DigestMutation = (typeof DIGEST_MUTATIONS)[number];

/** Images of this registry must be signed, those of others need not be. */
export const PROTECTED = 'registry.example.org/';

export interface PolicySettings {
  readonly digestMutation: DigestMutation;
  readonly skipUnchangedImages: boolean;
  /** Everybody who must have signed. */
  readonly signers: readonly string[];
  readonly unmatchedImages: 'accept' | 'reject';
}

/** Every way of pinning, with and without `skipUnchangedImages`. */
export function everySettings(signers: readonly string[]): PolicySettings[] {
  return DIGEST_MUTATIONS.flatMap((digestMutation) =>
    [false, true].map((skipUnchangedImages): PolicySettings => ({
      digestMutation,
      skipUnchangedImages,
      signers,
      unmatchedImages: 'accept',
    })),
  );
}

/** Names what differs between them. */
export function nameOf(settings: PolicySettings): string {
  const { digestMutation, skipUnchangedImages } = settings;
  return `digestMutation ${digestMutation}, skipUnchangedImages ${skipUnchangedImages}`;
}

/** The settings as the policy reads them. */
export function settingsJson(settings: PolicySettings): JsonObject {
  const { digestMutation, skipUnchangedImages, unmatchedImages } = settings;
  const keyless = settings.signers.map((subject) => ({
    issuer: ISSUER,
    subject,
  }));
  return {
    digestMutation,
    evidence: 'off',
    signatures: [{ image: `${PROTECTED}*`, keyless }],
    skipUnchangedImages,
    unmatchedImages,
  };
}

/** Whether the settings allow an image to start now: what the policy must find. */
export function isAllowed(
  image: string,
  settings: PolicySettings,
  registry: Registry,
): boolean {
  if (!isProtected(image)) return settings.unmatchedImages === 'accept';
  return settings.signers.every((signer) => registry.isSignedBy(image, signer));
}

/** Whether the rule is about this image. */
export function isProtected(image: string): boolean {
  return repositoryOf(image).startsWith(PROTECTED);
}

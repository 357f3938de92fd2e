// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import {
  createRegistry,
  createVerifier,
  loadTrustRoot,
  type LayoutServer,
  type VerificationRequest,
} from '@kubewarden/policy-host/verification';
import { FIXTURES_FOLDER } from './fixture-files.js';
import { fixtureImage } from './tampering/layout-editor.js';
import { requestsOf, VERDICT_SETTINGS } from './verdict-settings.js';

/** Verifies images of the fixtures, served as the registries they come from. */
export async function fixtureVerifier(
  { address }: LayoutServer,
  warn: (text: string) => void = () => undefined,
) {
  return createVerifier({
    registry: createRegistry({
      mirrors: { 'registry.example.org': address, 'ghcr.io': address },
    }),
    trustRoot: await loadTrustRoot({
      trustConfigPath: `${FIXTURES_FOLDER}trust/trust-config.json`,
    }),
    warn,
  });
}

/** What a column of the verdict table asks about an image of the fixtures. */
export function requestsFor(
  name: string,
  column: string,
): readonly VerificationRequest[] {
  const image = fixtureImage(name);
  const settings = VERDICT_SETTINGS.find((one) => one.name === column);
  assert.ok(settings);
  return requestsOf(image.reference, settings.entry(image));
}

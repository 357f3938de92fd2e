// SPDX-License-Identifier: Apache-2.0

/** What hosts said of images that they do not accept, recorded. */
import assert from 'node:assert/strict';
import { readFixtureJson } from '../fixture-files.js';

/** A text and the hosts that said it. */
export interface HostText {
  readonly situation: string;
  readonly hosts: readonly string[];
  readonly text: string;
  /**
   * What the policy makes of it: where it can read nothing more, where it sees
   * that the image has no signature, and where it sees one. One code stands for
   * all three.
   */
  readonly codes: readonly string[];
}

export const HOST_TEXTS = readFixtureJson<readonly HostText[]>(
  'messages/host-texts.json',
);

/** What is said in a situation. */
export function hostText(situation: string): HostText {
  const found = HOST_TEXTS.find((one) => one.situation === situation);
  assert.ok(found, situation);
  return found;
}

// SPDX-License-Identifier: Apache-2.0

import { Random } from './generate/random.js';
import { generateRequest } from './generate/requests.js';
import {
  generateSettings,
  type GeneratedSettings,
} from './generate/settings.js';
import type { JsonObject } from './json.js';

/** Settings and a request to evaluate under them. */
export interface GeneratedCase extends GeneratedSettings {
  /** Position in the sequence, to find a case again. */
  readonly index: number;
  readonly request: JsonObject;
}

/** `count` cases; the same seed yields the same cases. */
export function generateCases(seed: number, count: number): GeneratedCase[] {
  const random = new Random(seed);
  return random.times(count, (index) => ({
    index,
    ...generateSettings(random),
    request: generateRequest(random),
  }));
}

// SPDX-License-Identifier: Apache-2.0
import {
  keylessRule,
  keylessSettings,
  numberedPatterns,
  validation,
} from './corpus.js';
import type { Case } from './corpus.js';
import { admissionRequest } from './requests.js';

const RULES = 1000;
const CONTAINERS = 100;

/** Names of the growth cases that have a meaning of their own. */
export const GROWTH = {
  /** Every rule has another pattern, every container another image. */
  distinct: '1,000 rules x 100 containers',
  /** Every rule has the same pattern text. */
  shared: '1,000 rules of one pattern x 100 containers',
} as const;

/** A series of requests that differ in size alone, smallest first. */
export interface Series {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** From about 100 kB to about 3 MB. */
export function sizeSeries(): readonly Series[] {
  const settings = keylessSettings(['ghcr.io/acme/*']);
  const images = ['ghcr.io/acme/a:1'];
  const create = (name: string, size: object): Case =>
    validation(
      name,
      admissionRequest({ kind: 'Deployment', images, ...size }),
      settings,
    );
  return [
    {
      name: 'env lists',
      cases: [1000, 8000, 30_000].map((env) =>
        create(`${env} env vars`, { env }),
      ),
    },
    {
      name: 'annotations',
      cases: [100, 800, 3000].map((annotations) =>
        create(`${annotations} annotations`, { annotations }),
      ),
    },
  ];
}

/** Many rules and many containers at once. */
export function matchingCases(): readonly Case[] {
  const request = admissionRequest({
    kind: 'Pod',
    images: Array.from(
      { length: CONTAINERS },
      (_, i) => `ghcr.io/acme/app-${7 * i}/x:1`,
    ),
  });
  const shared = Array.from({ length: RULES }, () =>
    keylessRule('ghcr.io/acme/*/unused'),
  );
  return [
    validation(
      GROWTH.distinct,
      request,
      keylessSettings(numberedPatterns(RULES)),
    ),
    validation(GROWTH.shared, request, { signatures: shared }),
  ];
}

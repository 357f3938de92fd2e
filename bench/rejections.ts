// SPDX-License-Identifier: Apache-2.0
import { ACCEPTING, type Answers } from './answers.js';
import { certificatesRule, keylessSettings, validation } from './corpus.js';
import type { MeteredCase } from './meter.js';
import { admissionRequest } from './requests.js';
import { DIGEST } from '../tests/support/scripted-host.js';

/** A host that finds no signatures, in the words of kwctl. */
const UNSIGNED: Answers = {
  ...ACCEPTING,
  'oci/v2/verify': {
    error:
      'Callback evaluation failure: no signatures found for image: ghcr.io/acme/shop:1.0 ',
  },
  'oci/v1/manifest_digest': { ok: `{"digest":"${DIGEST}"}` },
};

/** Objects with unsigned images, whose rejection explains why. */
export function rejectionCases(): readonly MeteredCase[] {
  const rejected = (
    name: string,
    count: number,
    settings = keylessSettings(['ghcr.io/acme/*']),
  ): MeteredCase => {
    const images = Array.from(
      { length: count },
      (_, i) => `ghcr.io/acme/shop:1.${i}`,
    );
    const request = admissionRequest({ kind: 'Pod', images });
    return { ...validation(name, request, settings), answers: UNSIGNED };
  };
  return [
    rejected('rejected: 1 image, keyless', 1),
    rejected('rejected: 1 image, Alice and Bob', 1, {
      signatures: [certificatesRule('ghcr.io/acme/*')],
    }),
    rejected('rejected: 10 images, keyless', 10),
    rejected('rejected: 100 images, keyless', 100),
  ];
}

// SPDX-License-Identifier: Apache-2.0
import { ACCEPTING, verified } from './answers.js';
import { validation } from './corpus.js';
import type { MeteredCase } from './meter.js';
import type { JsonObject } from '../tests/support/json.js';
import { projectJson } from '../tests/support/project.js';
import { admissionRequest } from './requests.js';
import { signedImage } from '../tests/support/signed-images.js';

const SIGNED = [
  {
    name: 'keyless, one signature',
    reference: 'ghcr.io/acme/keyless-email:v1.0.0',
    settings: 'keyless',
  },
  {
    name: 'certificates of Alice and Bob',
    reference: 'registry.example.org/project-safety/micro-svc-search:v1.2.0',
    settings: 'project-safety',
  },
] as const;

/** A really signed image, with the evidence checked and with it left out. */
export interface EvidencePair {
  readonly checked: MeteredCase;
  readonly off: MeteredCase;
}

/** Pairs of cases whose difference is what the evidence check costs. */
export function evidencePairs(): readonly EvidencePair[] {
  return SIGNED.map(({ name, reference, settings }) => {
    const image = signedImage(reference);
    const request = admissionRequest({ kind: 'Pod', images: [reference] });
    const rules = projectJson<JsonObject>(
      `tests/fixtures/settings/${settings}.json`,
    );
    const answers = {
      ...ACCEPTING,
      'oci/v2/verify': verified(image.digest),
      'oci/v1/oci_manifest': { ok: image.signatures },
    };
    const off = { ...rules, evidence: 'off' };
    return {
      checked: { ...validation(name, request, rules), answers },
      off: { ...validation(`${name}, off`, request, off), answers },
    };
  });
}

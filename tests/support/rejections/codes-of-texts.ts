// SPDX-License-Identifier: Apache-2.0

/** What the policy makes of a host's words, through the compiled module. */
import assert from 'node:assert/strict';
import { PEM } from '../generate/images.js';
import type { HostAnswer, HostCall } from '../guest.js';
import { wireJson } from '../json.js';
import { creation, podOf, validateBytes } from '../policy.js';
import { failure, okJson, okText, trusted } from '../scripted-host.js';
import { fixtureImage } from '../tampering/layout-editor.js';
import { layersOf, manifest } from '../tampering/signature-layers.js';

const IMAGE = fixtureImage('search');
const ABSENT = failure(
  'Callback evaluation failure: Fail to interact with OCI registry: Server error: url https://registry.example.org/v2/, code: 404, message: ',
);
const FOUND = okJson({ digest: IMAGE.digest });

/** What a host answers to each kind of call. */
interface Answers {
  readonly verify: HostAnswer;
  readonly digest: HostAnswer;
  readonly signatures: HostAnswer;
}

/**
 * The codes when a verification ends with a text: where the policy can read
 * nothing more, where it sees that there is no signature, where it sees one.
 * One code if all are the same.
 */
export function codesOfVerification(text: string): readonly string[] {
  const verify = failure(text);
  const signatures = manifest(layersOf('search'));
  const codes = [
    codeOf({ verify, digest: ABSENT, signatures: ABSENT }),
    codeOf({ verify, digest: FOUND, signatures: ABSENT }),
    codeOf({ verify, digest: FOUND, signatures }),
  ];
  return new Set(codes).size === 1 ? codes.slice(0, 1) : codes;
}

/**
 * The code when all signatures are trusted, and the manifest that is to hold
 * them cannot be read; `strict` wants it.
 */
export function codeOfManifest(text: string): string {
  const signatures = failure(text);
  return codeOf({ verify: trusted(IMAGE.digest), digest: FOUND, signatures });
}

function codeOf({ verify, digest, signatures }: Answers): string {
  const host = ({ operation, payload }: HostCall): HostAnswer => {
    if (operation === 'log') return okText('');
    if (operation === 'v2/verify') return verify;
    if (operation === 'v1/manifest_digest') return digest;
    return payload.endsWith('.sig"') ? signatures : ABSENT;
  };
  const settings = {
    signatures: [{ image: '*', certificates: [PEM.mallory] }],
    evidence: 'strict',
  };
  const request = creation(podOf(IMAGE.reference));
  const { accepted, message } = validateBytes(
    wireJson({ request, settings }),
    host,
  );
  assert.equal(accepted, false);
  return / \[([a-z-]+)\]$/.exec(message)?.[1] ?? message;
}

// SPDX-License-Identifier: Apache-2.0
import type { ScriptedHost } from '../tests/support/guest.js';
import { DIGEST, failure, okText } from '../tests/support/scripted-host.js';

/** What a scripted host says to one call. */
export type Answer = { readonly ok: string } | { readonly error: string };

/** Answers by `namespace/operation`; what is not in it is an error. */
export type Answers = Readonly<Record<string, Answer>>;

/** The answer of a registry that has no such manifest, as kwctl tells it. */
const NO_MANIFEST =
  'Callback evaluation failure: Fail to interact with OCI registry: ' +
  'Registry error: url https://registry.example.org/v2/, envelope: ' +
  'OCI API errors: [OCI API error: manifest unknown]';

/** An accepted verification, spaced as when the Rust policy was metered. */
export function verified(digest: string): Answer {
  return { ok: `{"is_trusted": true, "digest": "${digest}"}` };
}

/** A host that accepts every signature and has no signature manifests. */
export const ACCEPTING: Answers = {
  'crypto/v1/is_certificate_trusted': { ok: '{"trusted":true,"reason":""}' },
  'oci/v2/verify': verified(DIGEST),
  'oci/v1/oci_manifest': { error: NO_MANIFEST },
};

/** A host that answers so, and takes log events. */
export const acceptingHost: ScriptedHost = ({ namespace, operation }) => {
  if (namespace === 'tracing') return okText('');
  const answer = ACCEPTING[`${namespace}/${operation}`];
  if (answer === undefined) return failure('unknown operation');
  return 'ok' in answer ? okText(answer.ok) : failure(answer.error);
};

// SPDX-License-Identifier: Apache-2.0
import { wireJson, type Json, type JsonObject } from '../json.js';
import { creation, podOf } from '../policy.js';

/** What another host says in the place of ours: `namespace/operation`. */
export type Answers = Readonly<
  Record<string, (payload: JsonObject | string) => HostReply | undefined>
>;

/** What a host answers to a call: JSON, or an error. */
export type HostReply = { readonly json: Json } | { readonly error: string };

/** A request that is rejected, and who answers the policy. */
export interface RejectionCase {
  readonly settings: JsonObject;
  readonly request: JsonObject;
  /** Whose words are played back; absent: all is done by our host. */
  readonly host?: string;
  /** What that host says; our host does the rest. */
  readonly answers?: Answers;
  /** What our host grants; absent: everything. */
  readonly allowed?: readonly string[];
  /** How the request is read; as Kubernetes' unless said otherwise. */
  readonly mode?: 'raw';
}

/** The creation of a Pod of these images under one rule, and other settings. */
export function underRule(
  entry: JsonObject,
  images: readonly Json[],
  settings: JsonObject = {},
): RejectionCase {
  return {
    settings: { signatures: [{ image: '*', ...entry }], ...settings },
    request: creation(podOf(...images)),
  };
}

/** The same case with a host that says something itself. */
export function playedBack(
  host: string,
  answers: Answers,
  rejected: RejectionCase,
): RejectionCase {
  return { ...rejected, host, answers };
}

/** Answers of a host that ends all verifications with an error. */
export function verifyFails(error: string): Answers {
  return { 'oci/v2/verify': () => ({ error }) };
}

/** Answers of a host that trusts all signatures of an image of this digest. */
export function verifySucceeds(digest: string): Answers {
  const json = { is_trusted: true, digest };
  return { 'oci/v2/verify': () => ({ json }) };
}

/** The reply of a call, if this host has one of its own. */
export function replyOf(
  answers: Answers | undefined,
  path: string,
  payload: Uint8Array,
): HostReply | undefined {
  const answer = answers?.[path];
  if (answer === undefined) return undefined;
  return answer(
    JSON.parse(Buffer.from(payload).toString()) as JsonObject | string,
  );
}

/** The bytes of a reply. @throws Error with the words of a failure */
export function replyBytes(reply: HostReply): Uint8Array {
  if ('error' in reply) throw new Error(reply.error);
  return new TextEncoder().encode(wireJson(reply.json));
}

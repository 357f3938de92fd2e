// SPDX-License-Identifier: Apache-2.0
import { toPlain } from '../json/stringify.js';
import type { ValidationReply } from './validation-reply.js';

/** A policy's verdict as ordinary JavaScript data. */
export interface Verdict {
  readonly accepted: boolean;
  readonly message?: string;
  readonly code?: number;
  /** Numbers are doubles here; `reply` has every digit. */
  readonly mutatedObject?: unknown;
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
  /** The guest's reply, byte for byte (UTF-8 JSON). */
  readonly reply: Uint8Array;
}

/** Joins the decoded reply with its bytes. */
export function toVerdict(
  reply: Uint8Array,
  decoded: ValidationReply,
): Verdict {
  const { mutatedObject, ...rest } = decoded;
  return {
    ...rest,
    ...(mutatedObject === undefined
      ? {}
      : { mutatedObject: toPlain(mutatedObject) }),
    reply,
  };
}

// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { JsonSyntaxError, parseJson } from '../json/parse.js';
import { Fields, asString, asUnsigned } from '../json/serde.js';
import type { JsonValue } from '../json/value.js';

/** What a guest answered to `validate`. @see docs/host-conformance.md, "Guest operations" */
export interface ValidationReply {
  readonly accepted: boolean;
  readonly message?: string;
  /** HTTP status, 0 to 65535. */
  readonly code?: number;
  readonly mutatedObject?: JsonValue;
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

/** What a guest answered to `validate_settings`. */
export interface SettingsReply {
  readonly valid: boolean;
  readonly message?: string;
}

/** @throws PolicyHostError GUEST with serde's text for a malformed reply */
export function readValidationReply(bytes: Uint8Array): ValidationReply {
  const fields = replyFields(bytes);
  const message = fields.optionalString('message');
  const code = fields.raw('code') ?? null;
  const mutatedObject = fields.raw('mutated_object') ?? null;
  const auditAnnotations = fields.optionalStringMap('audit_annotations');
  const warnings = fields.optionalList('warnings', (item) =>
    asString(item, 'GUEST'),
  );
  return {
    accepted: fields.boolean('accepted'),
    ...(message === undefined ? {} : { message }),
    ...(code === null ? {} : { code: asUnsigned(code, 16, 'GUEST') }),
    ...(mutatedObject === null ? {} : { mutatedObject }),
    ...(auditAnnotations === undefined ? {} : { auditAnnotations }),
    ...(warnings === undefined ? {} : { warnings }),
  };
}

/** @throws PolicyHostError GUEST with serde's text for a malformed reply */
export function readSettingsReply(bytes: Uint8Array): SettingsReply {
  const fields = replyFields(bytes);
  const message = fields.optionalString('message');
  return {
    valid: fields.boolean('valid'),
    ...(message === undefined ? {} : { message }),
  };
}

function replyFields(bytes: Uint8Array): Fields {
  try {
    return Fields.of(parseJson(bytes), 'GUEST');
  } catch (cause) {
    if (cause instanceof PolicyHostError) throw cause;
    const text =
      cause instanceof JsonSyntaxError
        ? cause.message
        : 'recursion limit exceeded';
    throw new PolicyHostError('GUEST', text, cause);
  }
}

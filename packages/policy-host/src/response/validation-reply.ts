// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { JsonSyntaxError, parseJson } from '../json/parse.js';
import { asString, missingField } from '../json/serde.js';
import type { Fields } from '../json/serde.js';
import { readStruct } from '../json/struct.js';
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

/** policy-sdk-rust's `ValidationResponse`. */
const VALIDATION_RESPONSE = {
  name: 'ValidationResponse',
  fields: [
    'accepted',
    'message',
    'code',
    'mutated_object',
    'audit_annotations',
    'warnings',
  ],
};

/** policy-sdk-rust's `SettingsValidationResponse`. */
const SETTINGS_VALIDATION_RESPONSE = {
  name: 'SettingsValidationResponse',
  fields: ['valid', 'message'],
};

/** @throws PolicyHostError GUEST with serde's text for a malformed reply */
export function readValidationReply(bytes: Uint8Array): ValidationReply {
  return readStruct(parseReply(bytes), VALIDATION_RESPONSE, 'GUEST', verdict);
}

/** @throws PolicyHostError GUEST with serde's text for a malformed reply */
export function readSettingsReply(bytes: Uint8Array): SettingsReply {
  return readStruct(
    parseReply(bytes),
    SETTINGS_VALIDATION_RESPONSE,
    'GUEST',
    settingsVerdict,
  );
}

function verdict(fields: Fields): ValidationReply {
  const accepted = fields.givenBoolean('accepted');
  const message = fields.optionalString('message');
  const code = fields.optionalUnsigned('code', 16);
  const mutatedObject = fields.raw('mutated_object') ?? null;
  const auditAnnotations = fields.optionalStringMap('audit_annotations');
  const warnings = fields.optionalList('warnings', (item) =>
    asString(item, 'GUEST'),
  );
  if (accepted === undefined) throw missingField('accepted', 'GUEST');
  return {
    accepted,
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
    ...(mutatedObject === null ? {} : { mutatedObject }),
    ...(auditAnnotations === undefined ? {} : { auditAnnotations }),
    ...(warnings === undefined ? {} : { warnings }),
  };
}

function settingsVerdict(fields: Fields): SettingsReply {
  const valid = fields.givenBoolean('valid');
  const message = fields.optionalString('message');
  if (valid === undefined) throw missingField('valid', 'GUEST');
  return { valid, ...(message === undefined ? {} : { message }) };
}

function parseReply(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes);
  } catch (cause) {
    const text =
      cause instanceof JsonSyntaxError
        ? cause.message
        : 'recursion limit exceeded';
    throw new PolicyHostError('GUEST', text, cause);
  }
}

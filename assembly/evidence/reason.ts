// SPDX-License-Identifier: Apache-2.0
import { Slice, ascii } from '@kubewarden/policy-sdk-assemblyscript/core';

/** How the parts of an image's evidence belong together. */
export const enum Reason {
  /** They do. */
  Bound,
  /** The log entry is of another payload. */
  OtherPayload,
  /** The log entry is of another signature. */
  OtherSignature,
  /** The log entry is of another certificate or key. */
  OtherCertificate,
  /** Something cannot be read. */
  Malformed,
}

/** A reason in words, ASCII. */
export function reasonText(reason: Reason): Slice {
  switch (reason) {
    case Reason.OtherPayload:
      return ascii('its log entry is of another payload');
    case Reason.OtherSignature:
      return ascii('its log entry is of another signature');
    case Reason.OtherCertificate:
      return ascii('its log entry is of another certificate');
    default:
      return ascii('it is malformed');
  }
}

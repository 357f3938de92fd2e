// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  fill,
  nameAt,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

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

/** A reason in words, ASCII; `Bound` is none. */
export function reasonText(reason: Reason): Slice {
  if (reason == Reason.Malformed) return ascii('it is malformed');
  const part = nameAt(nameList('payload|signature|certificate'), reason);
  return fill('its log entry is of another %1', part, EMPTY);
}

// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  Slice,
  Writer,
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

/** The beginning of a message about the evidence for an image. */
export function evidenceFor(image: Slice): Writer {
  return new Writer(256).literal('evidence for ').slices(image);
}

/** A reason in words, ASCII. */
export function reasonText(reason: Reason): Slice {
  switch (reason) {
    case Reason.OtherPayload:
      return ascii('other payload');
    case Reason.OtherSignature:
      return ascii('other signature');
    case Reason.OtherCertificate:
      return ascii('other certificate');
    default:
      return ascii('malformed');
  }
}

// SPDX-License-Identifier: Apache-2.0

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
  /** There is no log entry where one must be. */
  NoLogEntry,
  /** Something cannot be read. */
  Malformed,
}

/** A reason in words, ASCII. */
export function reasonText(reason: Reason): string {
  switch (reason) {
    case Reason.OtherPayload:
      return 'other payload';
    case Reason.OtherSignature:
      return 'other signature';
    case Reason.OtherCertificate:
      return 'other certificate';
    case Reason.NoLogEntry:
      return 'no log entry';
    default:
      return 'malformed';
  }
}

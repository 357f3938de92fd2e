// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  fillInto,
  nameAt,
  nameList,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Failure } from './failure';
import { oneLine } from './one-line';

/** Of a reason that nobody knows. */
const REASON_BYTES = 120;

/**
 * What is said of an image behind its name, by code: `%1` stands for the
 * signers that are missing, `%2` for the detail. A colon at the beginning is `cannot be verified: `.
 */
function sentences(): usize {
  return nameList(
    "is not signed|is not signed{ by %1}{, signed by %2 instead}|is unsigned, or its signatures cannot be read{ or are not by %1}|is signed by %1, but without the annotations %2|:the certificate of %1 expired{ on %2}|:the certificate of %1 is not valid yet{, but from %2 on}|:the certificate of %1 does not link to certificateChain|is signed{ by %1}, but in no transparency log|has evidence that does not belong together: %2|has no evidence{ of %1} that could be checked|has a bundle of predicate %2, which this host does not verify|:the registry cannot be reached|:the registry does not let the host read it|:the registry has no such image|:the registry answered with an error: %2|:the TLS connection to the registry failed|:the registry did not answer in time|:the host does not grant %2; add it to the PolicyServer's namespacedPoliciesCapabilities|:the host is too old for this policy|has another digest: the host verified %2|is not a valid image reference|is matched by no entry of signatures|is not pinned to a digest|%2|%2|%2|:the settings are not valid|:the answer of the host is malformed|:the host could not verify it: %2",
  );
}

/** What is said of an image; `who` are the signers, by their names. */
export function sentence(failure: Failure, who: Slice): Slice {
  const to = new Writer(256);
  const template = nameAt(sentences(), failure.code);
  if (load<u8>(template.ptr) == CharCode.Colon) {
    to.literal('cannot be verified: ');
    template.drop(1);
  }
  fillInto(to, template, who, oneLine(failure.detail, REASON_BYTES));
  return to.slice();
}

// SPDX-License-Identifier: Apache-2.0

/** One recorded host call with its answer. */
export interface Exchange {
  /** The request as YAML text, tag first. */
  readonly request: string;
  readonly response: RecordedResponse;
}

/** An answer: the payload as JSON text, or the outermost error text. */
export type RecordedResponse =
  | { readonly kind: 'success'; readonly payload: string }
  | { readonly kind: 'error'; readonly message: string };

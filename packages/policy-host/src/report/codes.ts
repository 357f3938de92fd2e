// SPDX-License-Identifier: Apache-2.0

/** What stands for a rejection whose message has no code. */
export const NO_CODE = 'rejected';

/** A code in brackets at the end of a sentence; indices are numbers. */
const CODE = / \[([a-z]+(?:-[a-z0-9]+)*)\](?=$|[.;,]?\s)/g;

/** The codes in a policy's message, each once, in their order. */
export function codesOf(message: string): string[] {
  const codes = [...message.matchAll(CODE)].flatMap(([, code]) => code ?? []);
  return codes.length === 0 ? [NO_CODE] : [...new Set(codes)];
}

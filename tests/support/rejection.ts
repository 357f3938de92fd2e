// SPDX-License-Identifier: Apache-2.0

/** The message of a rejection of the object `web`. */
export function rejected(...sentences: readonly string[]): string {
  return `Resource web is not accepted: ${sentences.join('; ')}`;
}

/** What is said of the image of a container, of `signatures[rule]` if given. */
export function said(
  image: string,
  what: string,
  code: string,
  index: number | string = 0,
  cause = '',
): string {
  const place = typeof index === 'number' ? `containers[${index}]` : index;
  const wanted = cause === '' ? '' : ` (${cause})`;
  return `${image} (${place}) ${what}${wanted} [${code}]`;
}

/** What is said when the host fails with words that nobody knows. */
export function unverified(
  image: string,
  words: string,
  index: number | string = 0,
  cause = 'signatures[0].keyless',
): string {
  const what = `cannot be verified: the host could not verify it: ${words}`;
  return said(image, what, 'not-verified', index, cause);
}

/** What is said of a place of the object that is not as it should be. */
export function malformed(fault: string): string {
  return `${fault} [object-malformed]`;
}

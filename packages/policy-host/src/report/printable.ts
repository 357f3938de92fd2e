// SPDX-License-Identifier: Apache-2.0

/**
 * Text of policies, registries and files, safe to show on a terminal: control
 * characters other than line feeds become spaces, so that nobody but this host
 * moves the cursor or changes colours.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ');
}

// SPDX-License-Identifier: Apache-2.0

/** The first required annotation that is missing or different. */
export function missingAnnotation(
  found: ReadonlyMap<string, string>,
  required: Readonly<Record<string, string>> | undefined,
): string | undefined {
  return Object.entries(required ?? {}).find(
    ([name, value]) => found.get(name) !== value,
  )?.[0];
}

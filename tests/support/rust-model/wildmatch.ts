// SPDX-License-Identifier: Apache-2.0

/**
 * Whether a pattern covers the whole text: `*` is any run of characters, also
 * an empty one, `?` is exactly one character, and nothing else is special.
 *
 * @see https://docs.rs/wildmatch
 */
export function wildMatch(pattern: string, text: string): boolean {
  const [glob, letters] = [[...pattern], [...text]];
  // reachable[i]: the first i characters of the pattern cover the text so far.
  let reachable = glob.reduce<boolean[]>(
    (row, character, i) => [...row, character === '*' && row[i] === true],
    [true],
  );
  for (const letter of letters) {
    const next: boolean[] = [false];
    glob.forEach((character, i) => {
      const here = reachable[i] === true;
      next.push(
        character === '*'
          ? next[i] === true || reachable[i + 1] === true
          : here && (character === '?' || character === letter),
      );
    });
    reachable = next;
  }
  return reachable[glob.length] === true;
}

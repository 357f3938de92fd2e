// SPDX-License-Identifier: Apache-2.0

/**
 * Two promises about matching, over generated rules and images: how registry
 * and repository are written changes nothing, and no tag beside a digest
 * escapes the rules for tags. A case is one rule on one image. More cases:
 *
 *     MATCHING_CASES=10000000 node scripts/test.mjs node --filter matching-prop
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { appliedTo, validPatterns } from '../../support/applied-rules.js';
import {
  pattern,
  repository,
  respelled,
  tag,
} from '../../support/generate/patterns.js';
import { Random } from '../../support/generate/random.js';
import { DIGEST } from '../../support/scripted-host.js';

const CASES = Number(process.env['MATCHING_CASES'] ?? 100_000);
const RULES = 16;
const SPELLINGS = 10;

const unique = (items: readonly string[]): string[] => [...new Set(items)];
const isWithin = (part: Iterable<number>, whole: ReadonlySet<number>) =>
  [...part].every((one) => whole.has(one));

/** Rules that settings may have, some of them surely about the repository. */
function rules(random: Random, near: ReturnType<typeof repository>): string[] {
  const name = respelled(random, near);
  const own = [name, `${name}:*`, `${name}:${tag(random)}`, `${name}*`];
  const far = random.times(RULES, () => pattern(random));
  return validPatterns(unique([...far, random.pick(own), random.pick(own)]));
}

/** Runs until so many cases were seen; says how many, and how many applied. */
function examine(
  test: TestContext,
  seed: number,
  batch: (random: Random) => { readonly cases: number; readonly hits: number },
): void {
  const random = new Random(seed);
  let cases = 0;
  let hits = 0;
  while (cases < CASES) {
    const seen = batch(random);
    cases += seen.cases;
    hits += seen.hits;
  }
  test.diagnostic(`seed ${seed}: ${cases} cases, a rule applied in ${hits}`);
  // Rules that never apply would prove nothing.
  assert.ok(hits > cases / 50, `${hits} of ${cases}`);
}

const count = (sets: readonly ReadonlySet<number>[]): number =>
  sets.reduce((sum, { size }) => sum + size, 0);

describe(`${CASES} generated cases`, () => {
  it('are the same under every spelling of registry and repository', (test) => {
    examine(test, 20_261_126, (random) => {
      const near = repository(random);
      const patterns = rules(random, near);
      const suffix = random.pick([
        ...['', `:${tag(random)}`, `@${DIGEST}`],
        `:${tag(random)}@${DIGEST}`,
      ]);
      const images = unique(
        random.times(SPELLINGS, () => respelled(random, near) + suffix),
      );
      const applied = appliedTo(patterns, images);
      applied.forEach((set, index) => {
        assert.deepEqual(
          [...set],
          [...(applied[0] ?? [])],
          JSON.stringify([patterns, images[0], images[index]]),
        );
      });
      return { cases: patterns.length * images.length, hits: count(applied) };
    });
  });

  it('do not depend on a tag beside a digest', (test) => {
    examine(test, 20_261_127, (random) => {
      const near = repository(random);
      const patterns = rules(random, near);
      const name = respelled(random, near);
      const tags = unique([tag(random), tag(random), 'nobody-has-this']);
      // The rules for tags of this repository: a tag part, and a name that is
      // about it without one.
      const forTags = new Set<number>();
      const names = patterns.map((text) => withoutTag(text) ?? 'x.invalid/x');
      const [aboutName = new Set()] = appliedTo(names, [`${name}@${DIGEST}`]);
      for (const index of aboutName) {
        if (withoutTag(patterns[index] ?? '') !== undefined) forTags.add(index);
      }
      const [bare, ...pinned] = appliedTo(patterns, [
        `${name}@${DIGEST}`,
        ...tags.map((one) => `${name}:${one}@${DIGEST}`),
      ]);
      const tagged = appliedTo(
        patterns,
        tags.map((one) => `${name}:${one}`),
      );
      const context = JSON.stringify([patterns, name, tags]);
      assert.ok(isWithin(forTags, bare ?? new Set()), context);
      pinned.forEach((set, index) => {
        // A pin loses no rule that the tag had.
        assert.ok(isWithin(tagged[index] ?? [], set), context);
        const some = [...set].some((rule) => forTags.has(rule));
        assert.ok(forTags.size === 0 || some, context);
      });
      return {
        cases: patterns.length * (1 + tags.length),
        hits: count([bare ?? new Set(), ...pinned]),
      };
    });
  });
});

/** A pattern without its tag part; undefined when it has none. */
function withoutTag(text: string): string | undefined {
  const [, name = '', tagPart, digestPart = ''] =
    /^((?:.*\/)?[^/:@]*)(:[^/@]*)?(@[^/]*)?$/.exec(text) ?? [];
  return tagPart === undefined ? undefined : name + digestPart;
}

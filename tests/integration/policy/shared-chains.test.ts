// SPDX-License-Identifier: Apache-2.0

/** Image names made to share a chain of the hash table cost no square. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../support/json.js';
import { creation, pod, update, validate } from '../../support/policy.js';

const BITS = 14n;
const COUNT = 2 ** Number(BITS);
const MULTIPLIER = 0x9e37_79b9_7f4a_7c15n;
const WORD = (1n << 64n) - 1n;

/** One step of the policy's hash: eight bytes, the first one lowest. */
function step(sum: bigint, text: string): bigint {
  const block = Buffer.from(text).readBigUInt64LE();
  const product = ((sum ^ block) * MULTIPLIER) & WORD;
  return product ^ (product >> 29n);
}

/** Names of 24 bytes whose hashes end in BITS zeroes. */
function collidingNames(count: number, seed: bigint): string[] {
  const mask = (1n << BITS) - 1n;
  const start = step(step(seed + 24n, 'a.io/bbb'), 'cccccccc');
  const names: string[] = [];
  const signs = [...'0123456789abcdefghijklmnopqrstuvwxyz'];
  const pairs = signs.flatMap((one) => signs.map((two) => one + two));
  for (let number = 0; names.length < count; number++) {
    const middle = number.toString(36).padStart(6, '0');
    // The last two bytes reach the bucket's number in its lowest bits only.
    const probe = (step(start, `${middle}00`) >> 32n) & mask;
    if (probe >> 3n !== 0n) continue;
    for (const pair of pairs) {
      const bucket = (step(start, middle + pair) >> 32n) & mask;
      if (bucket === 0n) names.push(`a.io/bbbcccccccc${middle}${pair}`);
    }
  }
  return names.slice(0, count);
}

/** User time that the policy takes to accept a request, in microseconds. */
function cost(request: JsonObject): number {
  const settings = {
    signatures: [{ image: 'z.io/*', keyless: [{ issuer: 'i', subject: 's' }] }],
  };
  const started = process.cpuUsage();
  assert.equal(validate(request, settings).accepted, true);
  return process.cpuUsage(started).user;
}

/** Asserts that a request costs about as much as another of its size. */
function assertSimilar(request: JsonObject, other: JsonObject): void {
  cost(other); // compiles the module
  const usual = cost(other);
  const odd = cost(request);
  assert.ok(odd < 5 * usual + 100_000, `${odd} us, usually ${usual} us`);
}

describe('names that share a chain', () => {
  const usual = Array.from(
    { length: COUNT },
    (_, index) => `a.io/bbbcccccccc${index.toString(36).padStart(8, '0')}`,
  );
  const of = (images: readonly string[]): JsonObject =>
    pod({ containers: images.map((image) => ({ name: 'c', image })) });

  it('are images like others', () => {
    const names = collidingNames(COUNT, 0n);
    assert.equal(new Set(names).size, COUNT);
    assertSimilar(creation(of(names)), creation(of(usual)));
  });

  it('are compared with those before an update', () => {
    // The seed is the hash of the containers' name, which is `c`.
    const seed = (((1n ^ 0x63n) * MULTIPLIER) & WORD) >> 32n;
    const object = of(collidingNames(COUNT, seed));
    assertSimilar(update(object, object), update(of(usual), of(usual)));
  });
});

// SPDX-License-Identifier: Apache-2.0

/** The SDK's edits by path against the same edits made in JavaScript. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { compile } from '../../../bench/sdk.js';
import { loadGuest, type Guest } from '../../support/guest.js';
import { Random } from './random.js';

const EDITOR = 'packages/policy-sdk-assemblyscript/tests/guests/editor.ts';
const ROUNDS = 4000;
const KEYS = ['a', 'b', 'c d', 'e/f.g', 'é"'] as const;

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}
type Step = string | number;
interface Change {
  readonly steps: readonly Step[];
  /** What is set; without it and an item the change removes. */
  readonly value?: Json;
  /** What is appended. */
  readonly item?: Json;
  /** How many of the steps lead to the value that the editor is put at. */
  readonly base?: number;
}

function randomValue(random: Random, depth: number): Json {
  const kind = random.below(depth > 3 ? 4 : 8);
  if (kind === 0) return null;
  if (kind === 1) return random.below(1000) - 500;
  if (kind === 2) return random.below(2) === 0;
  if (kind === 3) return random.pick(['', 'x', '},"', 'é', '\\', '[{']);
  const size = random.below(4);
  if (kind < 6) {
    return Array.from({ length: size }, () => randomValue(random, depth + 1));
  }
  return randomObject(random, depth);
}

function randomObject(random: Random, depth: number): JsonObject {
  const object: JsonObject = {};
  for (let n = random.below(4); n > 0; n--) {
    object[random.pick(KEYS)] = randomValue(random, depth + 1);
  }
  return object;
}

function randomChange(random: Random): Change {
  const steps = Array.from({ length: 1 + random.below(3) }, () =>
    random.below(4) === 0 ? random.below(3) : random.pick(KEYS),
  );
  const kind = random.below(4);
  if (kind === 0) return { steps };
  if (kind === 1) return { steps, item: randomValue(random, 2) };
  return { steps, value: randomValue(random, 2) };
}

/** The same change by the place of a value that the object has, if it can. */
function placed(random: Random, object: Json, change: Change): Change {
  let base = 0;
  let value: Json | undefined = object;
  for (const step of change.steps.slice(0, -1)) {
    if (typeof value !== 'object' || value === null) break;
    if (Array.isArray(value) !== (typeof step === 'number')) break;
    value = child(value, step);
    if (value === undefined) break;
    base += 1;
  }
  return random.below(2) === 0 ? { ...change, base } : change;
}

function pathOf(steps: readonly Step[]): string {
  return steps
    .map((step) =>
      typeof step === 'number' ? `[${step}]` : `[${JSON.stringify(step)}]`,
    )
    .join('');
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member at a step; undefined without one, throws on another type. */
function child(value: Json, step: Step): Json | undefined {
  if (typeof step === 'number') {
    if (!Array.isArray(value)) throw new TypeError('no array');
    return value[step];
  }
  if (value === null) return undefined;
  if (!isObject(value)) throw new TypeError('no object');
  return Object.hasOwn(value, step) ? value[step] : undefined;
}

/** What setting makes of a value; throws when it cannot be done. */
function set(value: Json | undefined, steps: readonly Step[], to: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return to;
  const present = value === undefined ? undefined : child(value, step);
  const next = set(present, rest, to);
  if (typeof step === 'number') {
    if (present === undefined) throw new RangeError('no such element');
    return (value as Json[]).map((item, i) => (i === step ? next : item));
  }
  return { ...(isObject(value) ? value : {}), [step]: next };
}

/** What removing makes of a value; throws when it cannot be done. */
function remove(value: Json, steps: readonly Step[]): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const present = child(value, step);
  if (present === undefined) return value;
  if (rest.length > 0) return set(value, [step], remove(present, rest));
  if (Array.isArray(value)) return value.filter((_item, i) => i !== step);
  return Object.fromEntries(
    Object.entries(value as JsonObject).filter(([key]) => key !== step),
  );
}

/** What appending makes of a value; throws when it cannot be done. */
function append(value: Json, steps: readonly Step[], item: Json): Json {
  let list: Json | undefined = value;
  for (const step of steps) {
    if (list === undefined) break;
    list = child(list, step);
  }
  if (list !== undefined && list !== null && !Array.isArray(list)) {
    throw new TypeError('no array');
  }
  return set(value, steps, [...(list ?? []), item]);
}

function apply(object: Json, { steps, value, item }: Change): Json {
  if (value !== undefined) return set(object, steps, value);
  if (item !== undefined) return append(object, steps, item);
  return remove(object, steps);
}

function model(object: Json, changes: readonly Change[]): Json | undefined {
  try {
    return changes.reduce(apply, object);
  } catch {
    return undefined;
  }
}

describe('ObjectEditor', () => {
  let guest: Guest;
  before(() => {
    guest = loadGuest(compile(EDITOR, 'editor'));
  });

  it('changes objects as JavaScript does', () => {
    const random = new Random(3);
    let made = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const object = randomObject(random, 0);
      const changes = Array.from({ length: 1 + random.below(5) }, () =>
        randomChange(random),
      );
      // Later ones may replace what a value was found in.
      if (changes[0] !== undefined) {
        changes[0] = placed(random, object, changes[0]);
      }
      const payload = JSON.stringify(
        {
          object,
          changes: changes.map(({ steps, base, ...what }) => ({
            path: pathOf(steps.slice(base ?? 0)),
            ...(base !== undefined && { at: pathOf(steps.slice(0, base)) }),
            ...what,
          })),
        },
        null,
        random.pick([0, 0, 1, 3]),
      );
      const { status, bytes } = guest.call('validate', payload);
      const reply = Buffer.from(bytes).toString();
      assert.equal(status, 'ok', payload);
      const expected = model(object, changes);
      if (expected === undefined) assert.equal(reply, '!', payload);
      else assert.deepEqual(JSON.parse(reply), expected, payload);
      if (expected !== undefined) made += 1;
    }
    assert.ok(made > ROUNDS / 10, `only ${made} could be made`);
  });
});

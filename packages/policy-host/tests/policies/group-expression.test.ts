// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GroupExpression } from '../../src/policies/group-expression.js';

const MEMBERS = ['yes', 'no', 'also'];

/** The verdict, and who was asked for it. */
async function evaluate(text: string) {
  const asked: string[] = [];
  const verdict = await GroupExpression.parse(text, MEMBERS).evaluate(
    async (name) => {
      asked.push(name);
      return name !== 'no';
    },
  );
  return `${verdict} ${asked.join()}`;
}

const ALLOWED =
  'only members called as NAME(), true, false, ==, !=, &&, ||, ! and parentheses are allowed';

describe('the expression of a policy group', () => {
  for (const [text, expected] of [
    ['yes()', 'true yes'],
    ['!yes()', 'false yes'],
    ['yes() || no()', 'true yes'],
    ['no() || yes()', 'true no,yes'],
    ['no() && yes()', 'false no'],
    ['yes() && also()', 'true yes,also'],
    ['yes() && no() || also()', 'true yes,no,also'],
    ['yes() && (no() || !also())', 'false yes,no,also'],
    ['yes() == no()', 'false yes,no'],
    ['yes() != no()', 'true yes,no'],
    ['yes() == true', 'true yes'],
    ['false || yes()', 'true yes'],
    ['true', 'true '],
  ] as const) {
    it(`${text} is ${expected}`, async () => {
      assert.equal(await evaluate(text), expected);
    });
  }

  for (const [text, message] of [
    ['yes', ALLOWED],
    ['1 + 1', ALLOWED],
    ['1 == 1', ALLOWED],
    ['request.yes()', ALLOWED],
    ['yes() ? no() : also()', ALLOWED],
    ['[true].all(x, x)', ALLOWED],
    ['yes() + no()', ALLOWED],
    ['maybe()', 'there is no member maybe, there are yes, no, also'],
    ['yes() || maybe()', 'there is no member maybe, there are yes, no, also'],
    ['yes(1)', 'yes() takes no arguments'],
    ['yes() no()', '<input>:1:7: found n but expecting end of input'],
  ] as const) {
    it(`${text} is refused`, () => {
      assert.throws(() => GroupExpression.parse(text, MEMBERS), { message });
    });
  }
});

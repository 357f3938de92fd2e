// SPDX-License-Identifier: Apache-2.0
import { SettingsReader } from '@kubewarden/policy-sdk-assemblyscript';
import {
  document,
  expectCall,
  scriptProblem,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

/** The answer of `validate_settings` of a policy with all sorts of fields. */
function answer(json: string): string {
  const reader = SettingsReader.over(document(json));
  reader.field('name').notEmpty().stringOr('none');
  reader.field('mode').oneOf(['soft', 'hard']).stringOr('soft');
  reader.field('limit').renamedFrom('max_limit').between(1, 10).integerOr(3);
  reader.field('dryRun').booleanOr(false);
  reader.field('labels').notEmpty().unique().stringsOr(['app']);
  reader.field('pairs').stringMap();
  const rules = reader.field('rules').objects();
  for (let i = 0; i < rules.length; i++) {
    rules[i].field('key').string();
    rules[i].field('deep').object().field('flag').boolean();
  }
  return reader.response().toString();
}

function invalid(message: string): string {
  return `{"valid":false,"message":"${message}"}`;
}

const VALID = '{"valid":true}';

describe('SettingsReader', () => {
  it('accepts good settings', () => {
    expect(answer('{}')).toBe(VALID);
    expect(
      answer(
        '{"name":"n","mode":"hard","limit":10,"dryRun":true,"labels":["a","b"],"pairs":{"x":"y"},"rules":[{"key":"k","deep":{"flag":false}}]}',
      ),
    ).toBe(VALID);
    expect(answer('{"limit":null,"rules":null}')).toBe(VALID);
  });

  it('refuses what is no object', () => {
    expect(answer('[]')).toBe(invalid('expected an object, got an array'));
    expect(answer('')).toBe(
      invalid(
        'expected an object, got malformed JSON; settings are not valid JSON',
      ),
    );
    expect(answer('{} x')).toBe(invalid('settings are not valid JSON'));
  });

  it('tells wrong types with their paths', () => {
    expect(answer('{"name":1}')).toBe(
      invalid('name: expected a string, got a number'),
    );
    expect(answer('{"limit":"3"}')).toBe(
      invalid('limit: expected a number, got a string'),
    );
    expect(answer('{"dryRun":"true"}')).toBe(
      invalid('dryRun: expected a boolean, got a string'),
    );
    expect(answer('{"labels":["a",1,null]}')).toBe(
      invalid(
        'labels[1]: expected a string, got a number; labels[2]: expected a string, got null',
      ),
    );
    expect(answer('{"pairs":{"a b":1}}')).toBe(
      invalid('pairs[\\"a b\\"]: expected a string, got a number'),
    );
  });

  it('tells broken requirements', () => {
    expect(answer('{"name":""}')).toBe(invalid('name: must not be empty'));
    expect(answer('{"mode":"none"}')).toBe(
      invalid('mode: must be one of soft, hard'),
    );
    expect(answer('{"limit":0}')).toBe(invalid('limit: must be from 1 to 10'));
    expect(answer('{"labels":[]}')).toBe(invalid('labels: must not be empty'));
    expect(answer('{"labels":["a","","a"]}')).toBe(
      invalid('labels[1]: must not be empty; labels[2]: is in the list twice'),
    );
  });

  it('knows renamed keys', () => {
    expect(answer('{"max_limit":4}')).toBe(VALID);
    expect(answer('{"max_limit":40}')).toBe(
      invalid('max_limit: must be from 1 to 10'),
    );
    expect(answer('{"limit":4,"max_limit":4}')).toBe(
      invalid('max_limit: is the old name of a key that is set too'),
    );
    const reader = SettingsReader.over(document('{"old":"v"}'));
    expect(reader.field('new').renamedFrom('old').string()).toBe('v');
    expect(reader.finish()).toBe(true);
    expect(reader.deprecated.join('; ')).toBe('old: is deprecated, write new');
  });

  it('logs keys that stand under their old names', () => {
    const reader = SettingsReader.over(document('{"in":{"a":"v"},"b":1}'));
    const inner = reader.field('in').object();
    inner.field('first').renamedFrom('a').string();
    reader.field('second').renamedFrom('b').integer();
    reader.field('third').renamedFrom('c').integerOr(1);
    for (let i = 0; i < 2; i++) {
      const line = [
        'in.a: is deprecated, write first',
        'b: is deprecated, write second',
      ][i];
      expectCall(
        'tracing',
        'log',
        `{"level":"warning","message":"${line}"}`,
      ).answers('');
    }
    reader.logDeprecated();
    expect(scriptProblem()).toBe('');
  });

  it('refuses unknown keys', () => {
    expect(
      answer('{"nam":"n","rules":[{"key":"k","deep":{"flag":true,"x":1}}]}'),
    ).toBe(
      invalid(
        'nam: unknown key, did you mean name?; rules[0].deep.x: unknown key',
      ),
    );
  });

  it('names the key that was probably meant', () => {
    expect(answer('{"Limits":1}')).toBe(
      invalid('Limits: unknown key, did you mean limit?'),
    );
    expect(answer('{"dry_run":true}')).toBe(
      invalid('dry_run: unknown key, did you mean dryRun?'),
    );
    expect(answer('{"maxlimit":1}')).toBe(
      invalid('maxlimit: unknown key, did you mean limit?'),
    );
    expect(answer('{"l\u00e1bels":[]}')).toBe(
      invalid('[\\"l\u00e1bels\\"]: unknown key, did you mean labels?'),
    );
    expect(answer('{"completelyElse":1,"":1,"x":1}')).toBe(
      invalid(
        'completelyElse: unknown key; [\\"\\"]: unknown key; x: unknown key',
      ),
    );
    const long = 'name'.repeat(100);
    expect(answer(`{"${long}":1}`)).toBe(invalid(`${long}: unknown key`));
  });

  it('refuses keys that stand twice', () => {
    expect(answer('{"name":"a","name":"b"}')).toBe(
      invalid('name: duplicate key'),
    );
    expect(answer('{"pairs":{"a":"b","a":"c"}}')).toBe(
      invalid('pairs.a: duplicate key'),
    );
  });

  it('tells each missing or misshapen object once', () => {
    expect(answer('{"rules":[{}]}')).toBe(
      invalid('rules[0].key: missing; rules[0].deep: missing'),
    );
    expect(answer('{"rules":[7,{"key":"k","deep":[]}]}')).toBe(
      invalid(
        'rules[0]: expected an object, got a number; rules[1].deep: expected an object, got an array',
      ),
    );
    expect(answer('{"rules":{}}')).toBe(
      invalid('rules: expected an array, got an object'),
    );
  });

  it('lists problems in the order of the document', () => {
    expect(answer('{"zz":1,"limit":99,"mode":"x","name":2}')).toBe(
      invalid(
        'zz: unknown key; limit: must be from 1 to 10; mode: must be one of soft, hard; name: expected a string, got a number',
      ),
    );
  });

  it("takes an author's own problems", () => {
    const reader = SettingsReader.over(document('{"from":5,"to":1}'));
    const from = reader.field('from').integer();
    const to = reader.field('to');
    if (to.integer() < from) to.problem('must not be below from');
    expect(reader.response().toString()).toBe(
      invalid('to: must not be below from'),
    );
  });
});

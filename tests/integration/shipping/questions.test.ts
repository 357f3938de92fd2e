// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projectDocument, projectText } from '../../support/project.js';

interface Question {
  readonly variable: string;
  readonly type: string;
  readonly default?: unknown;
  readonly label?: string;
  readonly options?: readonly string[];
  readonly show_if?: string;
  readonly subquestions?: readonly Question[];
  readonly sequence_questions?: readonly Question[];
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, PropertySchema>>;
}

interface PropertySchema {
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

const { questions } = projectDocument<{
  readonly questions: readonly Question[];
}>('questions-ui.yml');
const schema = projectDocument<
  ObjectSchema & {
    readonly definitions: Readonly<Record<string, ObjectSchema>>;
  }
>('docs/settings.schema.json');

const KINDS = {
  Certificate: 'certificates',
  PublicKey: 'pubKeys',
  Keyless: 'keyless',
  KeylessPrefix: 'keylessPrefix',
  GithubAction: 'githubActions',
} as const;
/** Rancher keeps these two for itself; the policy ignores them. */
const RANCHER_ONLY = ['description', 'rule'];
/** The keys that a form asks for: not the spellings of older releases. */
const currentKeys = (properties: object = {}): string[] =>
  Object.keys(properties).filter((key) => !key.includes('_'));
const TYPES = [
  'string',
  'boolean',
  'int',
  'enum',
  'array[',
  'map[',
  'sequence[',
];

function flatten(list: readonly Question[]): readonly Question[] {
  return list.flatMap((question) => [
    question,
    ...flatten(question.subquestions ?? []),
    ...flatten(question.sequence_questions ?? []),
  ]);
}

describe('questions-ui.yml', () => {
  it('asks for every setting, and for nothing else', () => {
    const asked = new Set(questions.map(({ variable }) => variable));
    assert.deepEqual([...asked].sort(), currentKeys(schema.properties).sort());
  });

  for (const [rule, kind] of Object.entries(KINDS)) {
    it(`asks for every key of an entry with ${kind}`, () => {
      const question = questions.find(
        ({ variable, show_if }) =>
          variable === 'signatures' && show_if === `rule=${rule}`,
      );
      const asked = question?.sequence_questions?.map((part) => part.variable);
      const keys = currentKeys(schema.definitions[kind]?.properties);
      assert.deepEqual(asked?.sort(), keys.sort());
    });
  }

  it('asks for every key of a pod spec path', () => {
    const question = questions.find(
      ({ variable }) => variable === 'podSpecPaths',
    );
    const asked = question?.sequence_questions?.map((part) => part.variable);
    const { items } = schema.properties['podSpecPaths'] as {
      readonly items?: ObjectSchema;
    };
    const keys = currentKeys(items?.properties);
    assert.deepEqual(asked?.sort(), keys.sort());
  });

  it('has defaults and options of the settings', () => {
    for (const { variable, options, default: preset } of questions) {
      const property = schema.properties[variable];
      if (property?.enum === undefined) continue;
      assert.equal(preset, property.default, variable);
      for (const option of options ?? []) {
        assert.ok(property.enum.includes(option), `${variable}: ${option}`);
      }
    }
  });

  it('uses the types that Rancher knows, and labels', () => {
    for (const question of flatten(questions)) {
      assert.ok(TYPES.includes(question.type), question.variable);
      if (question.variable !== 'description') assert.ok(question.label);
    }
  });
});

describe('docs/guide/reference.md', () => {
  it('explains every setting', () => {
    const page = projectText('docs/guide/reference.md');
    const keys = [
      ...currentKeys(schema.properties).filter(
        (key) => !RANCHER_ONLY.includes(key),
      ),
      ...Object.values(schema.definitions).flatMap((definition) =>
        currentKeys(definition.properties),
      ),
    ];
    for (const key of new Set(keys)) {
      assert.ok(page.includes(`\`${key}\``), key);
    }
  });
});

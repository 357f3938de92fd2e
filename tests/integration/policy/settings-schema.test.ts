// SPDX-License-Identifier: Apache-2.0

/** The JSON schema of the settings says what the module says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import type { Json, JsonObject } from '../../support/json.js';
import { PEM } from '../../support/generate/images.js';
import { Random } from '../../support/generate/random.js';
import { validateSettings } from '../../support/policy.js';
import { projectDocument } from '../../support/project.js';

const COUNT = Number(process.env['SETTINGS'] ?? 5_000);

const isSchemaValid = new Ajv({ strictTypes: false }).compile(
  projectDocument('docs/settings.schema.json'),
);

const ENTRIES: readonly JsonObject[] = [
  { image: 'a.io/*', pubKeys: [PEM.release, PEM.second], minimumMatches: 1 },
  {
    image: 'a.io/*',
    keyless: [{ issuer: 'https://i', subject: 's' }],
    annotations: { env: 'prod' },
  },
  {
    image: 'a.io/*',
    keylessPrefix: [{ issuer: 'https://i', urlPrefix: 'https://a.io/b' }],
  },
  { image: 'a.io/*', githubActions: { owner: 'acme', repo: 'shop' } },
  {
    image: 'a.io/*',
    certificates: [PEM.alice],
    certificateChain: [PEM.intermediate, PEM.root],
    requireRekorBundle: false,
  },
];

const OPTIONS: JsonObject = {
  modifyImagesWithDigest: true,
  digestMutation: 'podsOnly',
  unmatchedImages: 'reject',
  excludeImages: ['docker.io/*'],
  requireDigest: false,
  unknownResources: 'accept',
  podSpecPaths: [
    {
      apiGroup: 'argoproj.io',
      kind: 'Rollout',
      path: 'spec.template.spec',
      whenMissing: 'accept',
    },
  ],
  skipUnchangedImages: true,
  evidence: 'strict',
  description: 'a form',
  rule: { any: 'thing' },
};

/** Values of which at most one kind fits where another value stood. */
const OTHERS: readonly Json[] = [
  null,
  true,
  7,
  'other',
  [],
  {},
  [''],
  [7],
  '',
  -1,
];

type Place = { readonly parent: JsonObject | Json[]; readonly key: string };

/** Every member of every object and every element of every list. */
function places(value: Json): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    { parent: value as JsonObject, key },
    ...places(member),
  ]);
}

const snakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function generated(random: Random): JsonObject {
  const options = Object.entries(OPTIONS).filter(() => random.chance(0.5));
  const settings = structuredClone({
    signatures: random.times(1 + random.below(2), () => random.pick(ENTRIES)),
    ...Object.fromEntries(options),
  }) as JsonObject;
  for (let changes = random.below(3); changes > 0; changes--) {
    change(random.pick(places(settings)), random);
  }
  return settings;
}

function change({ parent, key }: Place, random: Random): void {
  const members = parent as Record<string, Json>;
  const value = members[key] ?? null;
  switch (random.below(5)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete members[key];
      break;
    case 1:
      members[key] = structuredClone(random.pick(OTHERS));
      break;
    case 2:
      if (!Array.isArray(parent)) members[`${key}s`] = value;
      break;
    case 3:
      if (!Array.isArray(parent)) members[snakeCase(key)] = value;
      break;
    default:
      if (Array.isArray(parent)) break;
      delete members[key];
      members[snakeCase(key)] = value;
  }
}

/**
 * What the module knows beyond the schema: texts that are read further, and
 * relations between values.
 */
const BEYOND =
  /PEM|must hold|is a duplicate|minimumMatches: (?:is more|counts)|contradicts|single name|can never match|never matches|absolute http|is not in it|built in|root last|must name|kind that/;

describe('docs/settings.schema.json', () => {
  it(`says what the module says (${COUNT} generated settings)`, () => {
    const random = new Random(14_005);
    const seen = { valid: 0, invalid: 0 };
    for (let done = 0; done < COUNT; done++) {
      const settings = generated(random);
      const { valid, message } = validateSettings(settings);
      const bySchema = isSchemaValid(settings);
      const why = `${JSON.stringify(settings)}\nmodule: ${message}\nschema: ${JSON.stringify(isSchemaValid.errors)}`;
      if (valid) assert.ok(bySchema, why);
      else if (!BEYOND.test(message)) assert.ok(!bySchema, why);
      seen[valid ? 'valid' : 'invalid'] += 1;
    }
    assert.ok(seen.valid > COUNT / 5 && seen.invalid > COUNT / 5);
  });
});

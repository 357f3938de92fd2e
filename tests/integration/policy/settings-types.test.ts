// SPDX-License-Identifier: Apache-2.0

/** Every place of the settings, with every type that it must not have. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { Json } from '../../support/json.js';
import { validateSettings } from '../../support/policy.js';

const ISSUER = 'https://issuer.example';
const COMPLETE = {
  signatures: [
    { image: 'a.io/*', pubKeys: [PEM.release], annotations: { env: 'prod' } },
    {
      image: 'b.io/*',
      keyless: [{ issuer: ISSUER, subject: 's' }],
      minimumMatches: 1,
    },
    {
      image: 'c.io/*',
      keylessPrefix: [{ issuer: ISSUER, urlPrefix: 'https://a.io/b/' }],
    },
    { image: 'd.io/*', githubActions: { owner: 'acme', repo: 'shop' } },
    {
      image: 'e.io/*',
      certificates: [PEM.alice],
      certificateChain: [PEM.intermediate, PEM.root],
      requireRekorBundle: true,
    },
  ],
  modifyImagesWithDigest: true,
  digestMutation: 'all',
  unmatchedImages: 'accept',
  excludeImages: ['docker.io/library/*'],
  requireDigest: false,
  unknownResources: 'accept',
  podSpecPaths: [
    {
      apiGroup: '',
      kind: 'Rollout',
      path: 'spec.template.spec',
      whenMissing: 'accept',
    },
  ],
  skipUnchangedImages: false,
  evidence: 'whenAvailable',
};

const TEXT = 'must be a string';
const LIST = 'must be a list';
const OBJECT = 'must be an object';
const FLAG = 'must be true or false';
const NUMBER = 'must be a whole number from 1 on';

/** Path, what its value must be, and whether null is as good as absent. */
const PLACES: readonly (readonly [string, string, boolean])[] = [
  ['', OBJECT, false],
  ['signatures', LIST, false],
  ['signatures[0]', OBJECT, false],
  ['signatures[0].image', TEXT, false],
  ['signatures[0].pubKeys', LIST, false],
  ['signatures[0].pubKeys[0]', TEXT, false],
  ['signatures[0].annotations', OBJECT, true],
  ['signatures[0].annotations.env', TEXT, false],
  ['signatures[1].keyless', LIST, false],
  ['signatures[1].keyless[0]', OBJECT, false],
  ['signatures[1].keyless[0].issuer', TEXT, false],
  ['signatures[1].keyless[0].subject', TEXT, false],
  ['signatures[1].minimumMatches', NUMBER, true],
  ['signatures[2].keylessPrefix', LIST, false],
  ['signatures[2].keylessPrefix[0]', OBJECT, false],
  ['signatures[2].keylessPrefix[0].issuer', TEXT, false],
  ['signatures[2].keylessPrefix[0].urlPrefix', TEXT, false],
  ['signatures[3].githubActions', OBJECT, false],
  ['signatures[3].githubActions.owner', TEXT, false],
  ['signatures[3].githubActions.repo', TEXT, true],
  ['signatures[4].certificates', LIST, false],
  ['signatures[4].certificates[0]', TEXT, false],
  ['signatures[4].certificateChain', LIST, true],
  ['signatures[4].certificateChain[0]', TEXT, false],
  ['signatures[4].requireRekorBundle', FLAG, true],
  ['modifyImagesWithDigest', FLAG, true],
  ['digestMutation', TEXT, true],
  ['unmatchedImages', TEXT, true],
  ['excludeImages', LIST, true],
  ['excludeImages[0]', TEXT, false],
  ['requireDigest', FLAG, true],
  ['unknownResources', TEXT, true],
  ['podSpecPaths', LIST, true],
  ['podSpecPaths[0]', OBJECT, false],
  ['podSpecPaths[0].apiGroup', TEXT, false],
  ['podSpecPaths[0].kind', TEXT, false],
  ['podSpecPaths[0].path', TEXT, false],
  ['podSpecPaths[0].whenMissing', TEXT, true],
  ['skipUnchangedImages', FLAG, true],
  ['evidence', TEXT, true],
];

const VALUES: readonly (readonly [string, Json])[] = [
  [TEXT, 'text'],
  [NUMBER, 1],
  [FLAG, true],
  [LIST, []],
  [OBJECT, {}],
  ['nothing', null],
];

/** A copy of the complete settings with another value at a path. */
function changed(path: string, value: Json): Json {
  if (path === '') return value;
  const copy = structuredClone(COMPLETE) as unknown as Json;
  const steps = path.match(/[^.[\]]+/g) ?? [];
  const last = steps.pop() ?? '';
  const parent = steps.reduce<unknown>(
    (at, step) => (at as Record<string, unknown>)[step],
    copy,
  );
  (parent as Record<string, Json>)[last] = value;
  return copy;
}

describe('settings', () => {
  it('that are complete are valid', () => {
    assert.deepEqual(validateSettings(COMPLETE as unknown as Json), {
      valid: true,
      message: '',
    });
  });

  for (const [path, wanted, nullable] of PLACES) {
    it(`${path || 'themselves'} ${wanted}`, () => {
      for (const [type, value] of VALUES) {
        if (type === wanted) continue;
        const good = value === null && nullable;
        const message = path === '' ? wanted : `${path}: ${wanted}`;
        assert.deepEqual(
          validateSettings(changed(path, value)),
          good ? { valid: true, message: '' } : { valid: false, message },
          JSON.stringify(value),
        );
      }
    });
  }

  it('with a wrong type everywhere tell all of it in document order', () => {
    const settings: Json = {
      digestMutation: 1,
      excludeImages: 'x',
      signatures: [
        { image: 1, pubKeys: 'x' },
        null,
        { certificates: [1], image: '*', requireRekorBundle: 'yes' },
        { image: 'x.io/y', keyless: [1, { issuer: 2, subject: 's' }] },
      ],
      unmatchedImages: {},
    };
    assert.equal(
      validateSettings(settings).message,
      [
        'digestMutation: must be a string',
        'excludeImages: must be a list',
        'signatures[0].image: must be a string',
        'signatures[0].pubKeys: must be a list',
        'signatures[1]: must be an object',
        'signatures[2].certificates[0]: must be a string',
        'signatures[2].requireRekorBundle: must be true or false',
        'signatures[3].keyless[0]: must be an object',
        'signatures[3].keyless[1].issuer: must be a string',
        'unmatchedImages: must be a string',
      ].join('; '),
    );
  });

  it('with more than 100 problems count the rest', () => {
    const { message } = validateSettings({
      signatures: Array.from({ length: 105 }, () => 1),
    });
    assert.equal(message.split('; ').length, 101);
    assert.match(message, /; and 5 more$/);
  });
});

// SPDX-License-Identifier: Apache-2.0

/** Threats from settings that do not say what their author thinks they say. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IDENTITIES, PEM } from '../../support/generate/images.js';
import type { Json, JsonObject } from '../../support/json.js';
import {
  creation,
  podOf,
  validate,
  validateSettings,
} from '../../support/policy.js';
import {
  failure,
  trusted,
  verifyingHost,
} from '../../support/scripted-host.js';
import { rejected, said } from '../../support/rejection.js';

const one = (entry: JsonObject): JsonObject => ({
  signatures: [{ image: '*', ...entry }],
});
const KEY = { pubKeys: [PEM.release] };
const IDENTITY = { keyless: [IDENTITIES.developer] };
const PREFIX = {
  issuer: IDENTITIES.workflow.issuer,
  urlPrefix: 'https://github.com/acme/',
};
const CERTIFICATE = {
  certificates: [PEM.alice],
  certificateChain: [PEM.intermediate, PEM.root],
};

function refused(settings: Json, message: string): void {
  assert.deepEqual(validateSettings(settings), { valid: false, message });
}

function taken(settings: Json): void {
  assert.deepEqual(validateSettings(settings), { valid: true, message: '' });
}

describe('an identity field that is silently ignored', () => {
  const twins: readonly (readonly [string, JsonObject, JsonObject, string])[] =
    [
      [
        'a misspelt annotations',
        { ...KEY, annotations: { env: 'prod' } },
        { ...KEY, anotations: { env: 'prod' } },
        'signatures[0].anotations: unknown key, did you mean annotations?',
      ],
      [
        'a misspelt signer kind',
        KEY,
        { pubKey: [PEM.release] },
        'signatures[0].pubKey: unknown key, did you mean pubKeys?',
      ],
      [
        'a key nobody knows',
        KEY,
        { ...KEY, threshold: 2 },
        'signatures[0].threshold: unknown key',
      ],
      [
        'a misspelt subject',
        IDENTITY,
        {
          keyless: [{ issuer: IDENTITIES.developer.issuer, subjct: 'x' }],
        },
        'signatures[0].keyless[0].subjct: unknown key, did you mean subject?',
      ],
      [
        'subjectRegExp beside an identity',
        IDENTITY,
        { keyless: [{ ...IDENTITIES.developer, subjectRegExp: 'x' }] },
        'signatures[0].keyless[0].subjectRegExp: unknown key',
      ],
      [
        'a misspelt repo',
        { githubActions: { owner: 'acme', repo: 'api' } },
        { githubActions: { owner: 'acme', repos: 'api' } },
        'signatures[0].githubActions.repos: unknown key, did you mean repo?',
      ],
      [
        'a subject among prefixes',
        { keylessPrefix: [PREFIX] },
        { keylessPrefix: [{ ...PREFIX, subject: 'x' }] },
        'signatures[0].keylessPrefix[0].subject: unknown key',
      ],
      [
        'a chain without certificates',
        CERTIFICATE,
        { ...KEY, certificateChain: [PEM.root] },
        'signatures[0]: certificateChain needs certificates',
      ],
      [
        'requireRekorBundle without certificates',
        { ...CERTIFICATE, requireRekorBundle: false },
        { ...KEY, requireRekorBundle: true },
        'signatures[0]: requireRekorBundle needs certificates',
      ],
      [
        'minimumMatches without a list',
        { ...KEY, minimumMatches: 1 },
        { githubActions: { owner: 'acme' }, minimumMatches: 1 },
        'signatures[0]: minimumMatches needs a list of signers',
      ],
      [
        'two kinds of signers',
        IDENTITY,
        { ...IDENTITY, ...KEY },
        'signatures[0]: has more than one kind of signers',
      ],
      [
        'the same key in two spellings',
        KEY,
        { ...KEY, pub_keys: [PEM.second] },
        'signatures[0].pub_keys: is given twice',
      ],
    ];
  for (const [name, good, bad, message] of twins) {
    it(`${name} is an error`, () => {
      taken(one(good));
      refused(one(bad), message);
    });
  }

  it('cannot be switched off by validating requests alone', () => {
    const verdict = validate(
      creation(podOf('nginx')),
      one({ ...KEY, anotations: { env: 'prod' } }),
    );
    assert.equal(verdict.accepted, false);
    assert.equal(
      verdict.message,
      'Settings are not valid: signatures[0].anotations: unknown key, ' +
        'did you mean annotations? [settings-invalid]',
    );
  });
});

describe('"all of an empty list"', () => {
  for (const kind of ['keyless', 'pubKeys', 'certificates', 'keylessPrefix']) {
    it(`an empty ${kind} is an error`, () => {
      refused(one({ [kind]: [] }), `signatures[0].${kind}: must not be empty`);
    });
  }

  it('no rules at all is an error', () => {
    refused({ signatures: [] }, 'signatures: Signatures must not be empty');
    refused({}, 'Signatures must not be empty');
  });

  it('zero matching rules gives the configured default', () => {
    const settings = { signatures: [{ image: 'ghcr.io/*', ...KEY }] };
    const request = creation(podOf('nginx'));
    assert.equal(validate(request, settings).accepted, true);
    for (const [choice, message] of [
      ['accept', ''],
      [
        'reject',
        rejected(
          said('nginx', 'is matched by no entry of signatures', 'no-rule'),
        ),
      ],
    ] as const) {
      const verdict = validate(request, {
        ...settings,
        unmatchedImages: choice,
      });
      assert.equal(verdict.message, message);
      assert.deepEqual(verdict.verified, []);
    }
  });
});

describe('a threshold', () => {
  const duplicates: readonly (readonly [string, JsonObject, string])[] = [
    [
      'a key',
      { pubKeys: [PEM.release, PEM.release] },
      'signatures[0].pubKeys[1]: is a duplicate',
    ],
    [
      'a key with other line ends',
      { pubKeys: [PEM.release, PEM.release.replaceAll('\n', '\r\n')] },
      'signatures[0].pubKeys[1]: is a duplicate',
    ],
    [
      'an identity',
      { keyless: [IDENTITIES.developer, IDENTITIES.developer] },
      'signatures[0].keyless[1]: is a duplicate',
    ],
    [
      'a certificate',
      { ...CERTIFICATE, certificates: [PEM.alice, `${PEM.alice}\n`] },
      'signatures[0].certificates[1]: is a duplicate',
    ],
  ];
  for (const [name, entry, message] of duplicates) {
    it(`does not count ${name} twice`, () => {
      refused(one({ ...entry, minimumMatches: 2 }), message);
    });
  }

  it('counts a signer once also where duplicates get past validation', () => {
    const settings = one({
      pubKeys: [PEM.release, PEM.release, PEM.second],
      minimumMatches: 2,
    });
    const host = verifyingHost((request) =>
      JSON.stringify(request['pub_keys']) === JSON.stringify([PEM.release])
        ? trusted()
        : failure('Image verification failed: missing signatures'),
    );
    assert.equal(
      validate(creation(podOf('nginx')), settings, host).message,
      rejected(
        said(
          'nginx',
          'is not signed by the key sha256:1813caf999634d42...',
          'not-signed-by',
          0,
          'signatures[0].pubKeys[2]: 1 of 2',
        ),
      ),
    );
  });

  it('does not count one key in two certificates twice', () => {
    const der = Buffer.from(
      PEM.alice.replace(/-----.*-----|\s/g, ''),
      'base64',
    );
    der[der.length - 1]! ^= 1;
    const label = (word: string): string => `-----${word} CERTIFICATE-----\n`;
    const renewed = `${label('BEGIN')}${der.toString('base64')}\n${label('END')}`;
    const certificates = [PEM.bob, PEM.alice, renewed];
    refused(
      one({ certificates, minimumMatches: 2 }),
      'signatures[0].minimumMatches: counts one signer twice: two certificates have one key',
    );
    // Either of them is what a renewal needs.
    taken(one({ certificates, minimumMatches: 1 }));
    taken(one({ certificates }));
  });

  it('does not count a subject below two prefixes twice', () => {
    const { issuer } = PREFIX;
    const list = (...prefixes: readonly string[]) =>
      prefixes.map((urlPrefix) => ({ issuer, urlPrefix }));
    const message =
      'signatures[0].minimumMatches: counts one signer twice: a urlPrefix is below another';
    const wide = 'https://github.com/acme';
    for (const [first, second] of [
      [wide, `${wide}/api/`],
      [`${wide}/api/a/b`, `${wide}/`],
      ['https://github.com', wide],
    ] as const) {
      const keylessPrefix = list('https://a.io', first, second);
      refused(one({ keylessPrefix, minimumMatches: 2 }), message);
      taken(one({ keylessPrefix, minimumMatches: 1 }));
    }
    const keylessPrefix = [
      ...list(`${wide}/api`, `${wide}/ap`, `${wide}2/api`),
      { issuer: 'https://i.example', urlPrefix: wide },
    ];
    taken(one({ keylessPrefix, minimumMatches: 2 }));
  });

  it('above the number of signers is an error', () => {
    refused(
      one({ ...KEY, minimumMatches: 2 }),
      'signatures[0].minimumMatches: is more than there are signers',
    );
  });

  it('of zero is an error', () => {
    refused(
      one({ ...KEY, minimumMatches: 0 }),
      'signatures[0].minimumMatches: must be a whole number from 1 on',
    );
  });
});

describe('a urlPrefix', () => {
  const absolute = 'must be an absolute http or https URL';
  const bad: readonly (readonly [string, string])[] = [
    ['github.com/acme', absolute],
    ['/acme', absolute],
    ['//github.com/acme', absolute],
    ['ftp://github.com/acme', absolute],
    ['https:github.com', absolute],
    ['HTTPS://github.com/acme', absolute],
    ['https://', 'must have a host'],
    ['https:///acme', 'must have a host'],
  ];
  for (const [urlPrefix, problem] of bad) {
    for (const key of ['urlPrefix', 'url_prefix']) {
      it(`${urlPrefix} as ${key} is an error`, () => {
        refused(
          one({ keylessPrefix: [{ issuer: PREFIX.issuer, [key]: urlPrefix }] }),
          `signatures[0].keylessPrefix[0].${key}: ${problem}`,
        );
      });
    }
  }

  it('never ends inside a name when the host sees it', () => {
    for (const urlPrefix of [
      'https://github.com/acme',
      'https://github.com/acme/',
    ]) {
      const settings = one({
        keylessPrefix: [{ issuer: PREFIX.issuer, urlPrefix }],
      });
      taken(settings);
      const { verified } = validate(creation(podOf('nginx')), settings);
      assert.deepEqual(verified[0]?.['keyless_prefix'], [
        { issuer: PREFIX.issuer, url_prefix: 'https://github.com/acme/' },
      ]);
    }
  });
});

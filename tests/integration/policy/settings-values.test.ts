// SPDX-License-Identifier: Apache-2.0

/** PEM, patterns, names and words of the settings, each broken. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import { validateSettings } from '../../support/policy.js';
import {
  check,
  entry,
  GOOD,
  keyed,
  type RefusedSettings,
} from '../../support/settings-rows.js';

describe('PEM', () => {
  const broken = PEM.release.replace('MFkw', 'MF*w');
  const cut = PEM.release.replace(/\n.{20}/, '\n');
  check([
    [
      'that is none',
      keyed({ pubKeys: ['x'] }),
      'signatures[0].pubKeys[0]: is not PEM: it has no BEGIN line',
    ],
    [
      'without its END line',
      keyed({ pubKeys: [PEM.release.replace(/-----END.*/, '')] }),
      'signatures[0].pubKeys[0]: is not PEM: a BEGIN or END line is missing or malformed',
    ],
    [
      'with broken base64',
      keyed({ pubKeys: [broken] }),
      'signatures[0].pubKeys[0]: is not PEM: its base64 is malformed',
    ],
    [
      'with broken DER',
      keyed({ pubKeys: [cut] }),
      'signatures[0].pubKeys[0]: is not a PEM public key: its DER is malformed',
    ],
    [
      'of a certificate as key',
      keyed({ pubKeys: [PEM.alice] }),
      'signatures[0].pubKeys[0]: is not a PEM public key: its label is not PUBLIC KEY',
    ],
    [
      'of a key as certificate',
      entry({ certificates: [PEM.release] }),
      'signatures[0].certificates[0]: is not a PEM certificate: its label is another',
    ],
    [
      'of two certificates in one',
      entry({ certificates: [PEM.alice + PEM.bob] }),
      'signatures[0].certificates[0]: must hold one certificate, not several',
    ],
    [
      'of two keys in one',
      keyed({ pubKeys: [PEM.release + PEM.second] }),
      'signatures[0].pubKeys[0]: must hold one public key, not several',
    ],
    [
      'of a certificate beside its chain',
      entry({
        certificates: [PEM.alice, PEM.bob],
        certificateChain: [PEM.otherRoot],
      }),
      'signatures[0].certificateChain: Alice is issued by Example Code Signing CA, which is not in it',
    ],
    [
      'of a CA as certificate',
      entry({ certificates: [PEM.intermediate], certificateChain: [PEM.root] }),
      "signatures[0].certificates[0]: is a CA certificate: write the signer's own",
    ],
    [
      'of a chain in reverse',
      entry({
        certificates: [PEM.alice, PEM.bob],
        certificateChain: [PEM.root, PEM.intermediate],
      }),
      'signatures[0].certificateChain: has the root Example Root CA before Example Code Signing CA: reverse the order, the root is last',
    ],
    [
      'of a chain with a root of others before its own',
      entry({
        certificates: [PEM.alice],
        certificateChain: [PEM.otherRoot, PEM.intermediate, PEM.root],
      }),
      'signatures[0].certificateChain: has the root Other Root CA before Example Root CA: write the root last',
    ],
    [
      'of a chain that leads elsewhere',
      entry({
        certificates: [PEM.alice],
        certificateChain: [PEM.intermediate, PEM.otherRoot],
      }),
      'signatures[0].certificateChain: Example Code Signing CA is issued by Example Root CA, which is not in it',
    ],
    [
      'of certificates that hosts refuse as signers',
      entry({
        certificates: [PEM.noCodeSigning, PEM.noDigitalSignature],
        certificateChain: [PEM.intermediate, PEM.root],
      }),
      'signatures[0].certificates[0]: is not for signing code, so hosts refuse it; signatures[0].certificates[1]: is not for digital signatures, so hosts refuse it',
    ],
  ]);

  it('of a whole chain in one element is split', () => {
    const settings = entry({
      certificates: [PEM.alice, PEM.bob],
      certificateChain: [`${PEM.intermediate}\n${PEM.root}`],
    });
    assert.deepEqual(validateSettings(settings), { valid: true, message: '' });
  });
});

describe('patterns, names and words', () => {
  check([
    ...(
      [
        ['a.io/A', 'can never match: repository names are lower-case'],
        ['a.io//b', 'can never match: an empty name stands beside a slash'],
        [
          'a b',
          'can never match: it has a character that no image reference has',
        ],
        ['a.io/b:c:d', 'can never match: it is not a valid image reference'],
      ] as const
    ).flatMap(([glob, text]): RefusedSettings[] => [
      ['image', keyed({ image: glob }), `signatures[0].image: ${text}`],
      [
        'excluded',
        { ...GOOD, excludeImages: ['ok.io/*', glob] },
        `excludeImages[1]: ${text}`,
      ],
    ]),
    [
      'an owner',
      entry({ githubActions: { owner: 'a/b' } }),
      'signatures[0].githubActions.owner: must be a single name',
    ],
    [
      'no owner',
      entry({ githubActions: { repo: 'b' } }),
      'signatures[0].githubActions: owner is missing',
    ],
    [
      'no issuer',
      entry({ keyless: [{ subject: 's' }] }),
      'signatures[0].keyless[0]: issuer is missing',
    ],
    [
      'no prefix',
      entry({ keylessPrefix: [{ issuer: 's' }] }),
      'signatures[0].keylessPrefix[0]: urlPrefix is missing',
    ],
    [
      'unmatched',
      { ...GOOD, unmatchedImages: 'deny' },
      'unmatchedImages: must be accept or reject',
    ],
    [
      'unknown',
      { ...GOOD, unknownResources: 'deny' },
      'unknownResources: must be accept or reject',
    ],
    [
      'mutation',
      { ...GOOD, digestMutation: 'pods' },
      'digestMutation: must be all, podsOnly or none',
    ],
    [
      'evidence',
      { ...GOOD, evidence: 'yes' },
      'evidence: must be whenAvailable, strict or off',
    ],
    [
      'contradiction',
      { ...GOOD, digestMutation: 'none', modifyImagesWithDigest: true },
      'modifyImagesWithDigest: contradicts digestMutation',
    ],
    [
      'contradiction',
      { ...GOOD, digestMutation: 'podsOnly', modifyImagesWithDigest: false },
      'modifyImagesWithDigest: contradicts digestMutation',
    ],
    [
      'a path',
      {
        ...GOOD,
        podSpecPaths: [{ apiGroup: 'x.io', kind: 'K', path: 'spec..template' }],
      },
      'podSpecPaths[0].path: must be keys joined by dots, such as spec.template.spec',
    ],
    [
      'a built-in kind',
      {
        ...GOOD,
        podSpecPaths: [{ apiGroup: 'apps', kind: 'Deployment', path: 'spec' }],
      },
      'podSpecPaths[0]: is about a built-in kind',
    ],
    [
      'a group with its version',
      {
        ...GOOD,
        podSpecPaths: [{ apiGroup: 'x.io/v1', kind: 'K', path: 'spec' }],
      },
      'podSpecPaths[0].apiGroup: must be a group without version',
    ],
    [
      'an empty path object',
      { ...GOOD, podSpecPaths: [{}] },
      'podSpecPaths[0]: apiGroup is missing; podSpecPaths[0]: kind is missing; podSpecPaths[0]: path is missing',
    ],
  ]);
});

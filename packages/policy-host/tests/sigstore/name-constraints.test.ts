// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { checkCertificateTrust } from '../../src/sigstore/certificates/certificate-trust.js';
import { issue, type Issued, leafExtensions } from '../support/authority.js';
import {
  alternativeNames,
  type Name,
  nameConstraints,
} from '../support/der.js';

const NAME_CONSTRAINTS = '2.5.29.30';
const ALTERNATIVE_NAMES = '2.5.29.17';
const VIOLATED = 'Certificate not trusted: NameConstraintViolation';
const TRUSTED = '';

type Base = Name | 'directory';

/** Constraints of an authority, names of a leaf below it, the verdict. */
interface Case {
  readonly permitted?: readonly Base[];
  readonly excluded?: readonly Base[];
  readonly names: readonly Name[];
  readonly verdict: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'the very name': {
    permitted: [['dns', 'example.com']],
    names: [['dns', 'example.com']],
    verdict: TRUSTED,
  },
  'a name below, in capitals': {
    permitted: [['dns', 'example.com']],
    names: [['dns', 'a.B.EXAMPLE.com']],
    verdict: TRUSTED,
  },
  'a name that only ends the same': {
    permitted: [['dns', 'example.com']],
    names: [['dns', 'evilexample.com']],
    verdict: VIOLATED,
  },
  'a leading dot leaves the name itself out': {
    permitted: [['dns', '.example.com']],
    names: [['dns', 'example.com']],
    verdict: VIOLATED,
  },
  'a leading dot allows what is below': {
    permitted: [['dns', '.example.com']],
    names: [['dns', 'a.example.com']],
    verdict: TRUSTED,
  },
  'one of two names outside': {
    permitted: [['dns', 'example.com']],
    names: [
      ['dns', 'example.com'],
      ['dns', 'example.org'],
    ],
    verdict: VIOLATED,
  },
  'several permitted, each name in one': {
    permitted: [
      ['dns', 'example.com'],
      ['dns', 'example.org'],
    ],
    names: [
      ['dns', 'a.example.com'],
      ['dns', 'example.org'],
    ],
    verdict: TRUSTED,
  },
  'an excluded name': {
    excluded: [['dns', 'evil.example.com']],
    names: [['dns', 'x.evil.example.com']],
    verdict: VIOLATED,
  },
  'beside an excluded name': {
    excluded: [['dns', 'evil.example.com']],
    names: [['dns', 'good.example.com']],
    verdict: TRUSTED,
  },
  'everything excluded': {
    excluded: [['dns', '']],
    names: [['dns', 'example.com']],
    verdict: VIOLATED,
  },
  'a wildcard inside': {
    permitted: [['dns', 'example.com']],
    names: [['dns', '*.example.com']],
    verdict: VIOLATED,
  },
  'a wildcard that reaches what is excluded': {
    excluded: [['dns', 'evil.example.com']],
    names: [['dns', '*.example.com']],
    verdict: VIOLATED,
  },
  'a name with a character that others ignore': {
    permitted: [['dns', 'example.com']],
    names: [['dns', 'exam\0ple.com']],
    verdict: VIOLATED,
  },
  'an absolute name': {
    permitted: [['dns', 'example.com']],
    names: [['dns', 'example.com.']],
    verdict: VIOLATED,
  },
  'no name of the constrained kind': {
    permitted: [['dns', 'example.com']],
    names: [['email', 'alice@example.org']],
    verdict: TRUSTED,
  },
  'an address inside': {
    permitted: [['ip', '0a000000ff000000']],
    names: [['ip', '0a010203']],
    verdict: TRUSTED,
  },
  'an address outside': {
    permitted: [['ip', '0a000000ff000000']],
    names: [['ip', '0b010203']],
    verdict: VIOLATED,
  },
  'an address of the other family': {
    permitted: [['ip', '0a000000ff000000']],
    names: [['ip', '00000000000000000000ffff0a010203']],
    verdict: VIOLATED,
  },
  'a mask with holes': {
    permitted: [['ip', '0a000000ff00ff00']],
    names: [['ip', '0a010203']],
    verdict: VIOLATED,
  },
  'a URI, which cannot be compared': {
    permitted: [['uri', 'example.com']],
    names: [['uri', 'https://example.com/workflow']],
    verdict: VIOLATED,
  },
  'a URI that another kind of constraint does not touch': {
    permitted: [['dns', 'example.com']],
    names: [['uri', 'https://example.org/workflow']],
    verdict: TRUSTED,
  },
  'an e-mail address, which cannot be compared': {
    permitted: [['email', 'example.org']],
    names: [['email', 'alice@example.org']],
    verdict: VIOLATED,
  },
  'a directory name, which every certificate has': {
    excluded: ['directory'],
    names: [['email', 'alice@example.org']],
    verdict: VIOLATED,
  },
};

const pem = (one: Issued) =>
  ({ encoding: 'Pem', data: Buffer.from(one.pem) }) as const;

async function reasonFor(
  leaf: Issued,
  chain: readonly Issued[],
): Promise<string> {
  const request = { certificate: pem(leaf), chain: chain.map(pem) };
  return (await checkCertificateTrust(request)).reason;
}

function constraints(
  permitted: readonly Base[] = [],
  excluded: readonly Base[] = [],
  critical = true,
): x509.Extension {
  const content = nameConstraints(permitted, excluded);
  return new x509.Extension(
    NAME_CONSTRAINTS,
    critical,
    new Uint8Array(content),
  );
}

function named(names: readonly Name[]): x509.Extension[] {
  const [usage, purpose] = leafExtensions() as [x509.Extension, x509.Extension];
  const content = new Uint8Array(alternativeNames(names));
  return [
    usage,
    purpose,
    new x509.Extension(ALTERNATIVE_NAMES, false, content),
  ];
}

describe('name constraints', () => {
  let root: Issued;
  before(async () => {
    root = await issue({ subject: 'CN=Root', ca: {} });
  });

  for (const [name, { permitted, excluded, names, verdict }] of Object.entries(
    CASES,
  )) {
    for (const critical of [true, false]) {
      const kind = critical ? 'critical' : 'not critical';
      test(`${name} (${kind})`, async () => {
        const more = [constraints(permitted, excluded, critical)];
        const middle = await issue({
          subject: 'CN=Middle',
          issuer: root,
          ca: {},
          more,
        });
        const leaf = await issue({
          subject: 'CN=Leaf',
          issuer: middle,
          extensions: named(names),
        });
        // On an intermediate, and on the anchor itself.
        assert.equal(await reasonFor(leaf, [middle, root]), verdict);
        assert.equal(await reasonFor(leaf, [middle]), verdict);
      });
    }
  }

  test('constraints of two authorities hold together', async () => {
    const upper = await issue({
      subject: 'CN=Upper',
      issuer: root,
      ca: {},
      more: [constraints([['dns', 'example.com']])],
    });
    const lower = await issue({
      subject: 'CN=Lower',
      issuer: upper,
      ca: {},
      more: [constraints([['dns', 'example.org']])],
    });
    const leaf = await issue({
      subject: 'CN=Leaf',
      issuer: lower,
      extensions: named([['dns', 'example.org']]),
    });
    assert.equal(await reasonFor(leaf, [lower, upper, root]), VIOLATED);
  });

  test('names of intermediates are names below', async () => {
    const upper = await issue({
      subject: 'CN=Upper',
      issuer: root,
      ca: {},
      more: [constraints([['dns', 'example.com']])],
    });
    const [, , names] = named([['dns', 'example.org']]);
    const lower = await issue({
      subject: 'CN=Lower',
      issuer: upper,
      ca: {},
      more: [names!],
    });
    const leaf = await issue({ subject: 'CN=Leaf', issuer: lower });
    assert.equal(await reasonFor(leaf, [lower, upper, root]), VIOLATED);
  });

  test('malformed constraints allow nothing', async () => {
    const bytes = new Uint8Array([0x04, 0x01, 0x00]);
    const middle = await issue({
      subject: 'CN=Middle',
      issuer: root,
      ca: {},
      more: [new x509.Extension(NAME_CONSTRAINTS, false, bytes)],
    });
    const leaf = await issue({ subject: 'CN=Leaf', issuer: middle });
    assert.equal(
      await reasonFor(leaf, [middle, root]),
      'Certificate is not trusted by the provided cert chain',
    );
  });

  test('more names and constraints than anybody compares', async () => {
    const many = Array.from({ length: 600 }, (_, i): Name => [
      'dns',
      `n${i}.example.com`,
    ]);
    const middle = await issue({
      subject: 'CN=Middle',
      issuer: root,
      ca: {},
      more: [constraints(many)],
    });
    const leaf = await issue({
      subject: 'CN=Leaf',
      issuer: middle,
      extensions: named(many),
    });
    assert.equal(await reasonFor(leaf, [middle, root]), VIOLATED);
  });
});

// SPDX-License-Identifier: Apache-2.0
// Name constraints bind the signers of images too, keyless and pinned.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import type { TrustRoot } from '../../src/sigstore/trust/trust-material.js';
import {
  extension,
  identityIssuer,
  issue,
  type Issued,
  leafExtensions,
} from '../support/authority.js';
import {
  alternativeNames,
  type Name,
  nameConstraints,
} from '../support/der.js';
import { TestLog } from '../support/log.js';
import {
  certifiedLayer,
  IMAGE,
  payloadFor,
  registryWith,
} from '../support/signed-image.js';
import { authorityOf, NOW, trustRootOf, verdictOf } from '../support/trust.js';

const PAYLOAD = payloadFor();
const ISSUER = 'https://login.example.org';
const SUBJECT = 'alice@example.org';
const WORKFLOW = 'https://github.com/acme/shop/release.yml@refs/tags/v1';
const VIOLATED = 'Certificate not trusted: NameConstraintViolation';
const EMAIL: Name = ['email', SUBJECT];

/** Constraints of the intermediate, names of the signer, the verdict. */
interface Case {
  readonly permitted?: readonly Name[];
  readonly excluded?: readonly Name[];
  readonly names: readonly Name[];
  readonly good?: true;
}

const CASES: Readonly<Record<string, Case>> = {
  'another kind of name': {
    permitted: [['dns', 'example.com']],
    names: [EMAIL],
    good: true,
  },
  'an e-mail address, which cannot be compared': {
    permitted: [['email', 'example.org']],
    names: [EMAIL],
  },
  'an e-mail address that is excluded': {
    excluded: [['email', 'example.org']],
    names: [EMAIL],
  },
  'a URI, which cannot be compared': {
    permitted: [['uri', 'github.com']],
    names: [['uri', WORKFLOW]],
  },
  'a DNS name inside beside the address': {
    permitted: [['dns', 'example.com']],
    names: [EMAIL, ['dns', 'ci.example.com']],
    good: true,
  },
  'a DNS name outside beside the address': {
    permitted: [['dns', 'example.com']],
    names: [EMAIL, ['dns', 'ci.example.org']],
  },
  'a wildcard beside the address': {
    permitted: [['dns', 'example.com']],
    names: [EMAIL, ['dns', '*.example.com']],
  },
};

describe('name constraints of signers', () => {
  const log = new TestLog();
  let root: Issued;
  before(async () => {
    root = await issue({ subject: 'CN=Fulcio Root', ca: {} });
  });

  /** Intermediate and leaf of a case. */
  async function chainOf(one: Case): Promise<readonly [Issued, Issued]> {
    const limits = nameConstraints(one.permitted ?? [], one.excluded);
    const middle = await issue({
      subject: 'CN=Fulcio',
      issuer: root,
      ca: {},
      more: [extension('2.5.29.30', limits)],
    });
    const leaf = await issue({
      subject: 'CN=Alice',
      issuer: middle,
      extensions: [
        ...leafExtensions().slice(0, 2),
        extension('2.5.29.17', alternativeNames(one.names)),
        identityIssuer(ISSUER),
      ],
    });
    return [middle, leaf];
  }

  function trustIn(...chain: readonly Issued[]): TrustRoot {
    return trustRootOf({
      tlogs: [log.trusted()],
      certificateAuthorities: [authorityOf(chain)],
    });
  }

  function verdict(
    request: VerificationRequest,
    leaf: Issued,
    trustRoot: TrustRoot,
  ): Promise<string> {
    const layer = certifiedLayer(PAYLOAD, leaf, { log, time: NOW });
    return verdictOf(request, { registry: registryWith([layer]), trustRoot });
  }

  for (const [name, one] of Object.entries(CASES)) {
    const [[, subject]] = one.names as readonly [Name];

    test(`keyless: ${name}`, async () => {
      const [middle, leaf] = await chainOf(one);
      const request: VerificationRequest = {
        kind: 'keyless',
        image: IMAGE,
        identities: [{ issuer: ISSUER, subject }],
      };
      const message =
        'Image verification failed: missing signatures\n' +
        'The following constraints were not satisfied:\n' +
        `kind: genericIssuer\nissuer: ${ISSUER}\nsubject: !equal ${subject}\n` +
        `annotations: null\n# signature layer 1: ${VIOLATED}\n`;
      // On an intermediate, and on the last of a chain without a root.
      for (const trust of [trustIn(middle, root), trustIn(middle)]) {
        const expected = one.good ? '' : message;
        assert.equal(await verdict(request, leaf, trust), expected);
      }
    });

    test(`certificate: ${name}`, async () => {
      const [middle, leaf] = await chainOf(one);
      for (const chain of [[middle, root], [middle]]) {
        const request: VerificationRequest = {
          kind: 'certificate',
          image: IMAGE,
          certificate: Buffer.from(leaf.pem),
          certificateChain: chain.map(({ pem }) => Buffer.from(pem)),
          requireRekorBundle: true,
        };
        const expected = one.good
          ? ''
          : `${VIOLATED} (NameConstraintViolation)`;
        const message = await verdict(request, leaf, trustIn(middle, root));
        assert.equal(message, expected);
      }
    });
  }
});

// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import type { TrustRoot } from '../../src/sigstore/trust/trust-material.js';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import {
  extension,
  identityIssuer,
  issue,
  type Issued,
  leafExtensions,
} from '../support/authority.js';
import { issueLogged } from '../support/certificate-log.js';
import { TestLog } from '../support/log.js';
import {
  certifiedLayer,
  IMAGE,
  IMAGE_DIGEST,
  payloadFor,
  registryWith,
} from '../support/signed-image.js';
import { authorityOf, NOW, trustRootOf } from '../support/trust.js';

const PAYLOAD = payloadFor({ env: 'prod' });
const GITHUB = 'https://token.actions.githubusercontent.com';
const WORKFLOW =
  'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1';
const REPOSITORY = '1.3.6.1.4.1.57264.1.5';
const ISSUER_V2 = '1.3.6.1.4.1.57264.1.8';

type Asked = VerificationRequest extends infer R
  ? R extends VerificationRequest
    ? Omit<R, 'image'>
    : never
  : never;

describe('keyless', () => {
  const log = new TestLog();
  const ctLog = new TestLog();
  let root: Issued;
  let fulcio: Issued;
  let trust: TrustRoot;

  before(async () => {
    root = await issue({ subject: 'CN=Fulcio Root', ca: {} });
    fulcio = await issue({ subject: 'CN=Fulcio', issuer: root, ca: {} });
    trust = trustWith({});
  });

  function trustWith(changes: object): TrustRoot {
    return trustRootOf({
      tlogs: [log.trusted()],
      certificateAuthorities: [authorityOf([fulcio, root])],
      ...changes,
    });
  }

  const profile = (
    san: Parameters<typeof leafExtensions>[0],
    more: readonly x509.Extension[],
  ) => ({
    subject: '',
    issuer: fulcio,
    notBefore: '2025-05-31T23:55:00Z',
    notAfter: '2025-06-01T00:05:00Z',
    extensions: leafExtensions(san),
    more,
  });

  const github = (repository = 'acme/shop', san = WORKFLOW) =>
    issue(
      profile({ type: 'url', value: san }, [
        identityIssuer(GITHUB),
        extension(REPOSITORY, repository),
      ]),
    );

  const email = () =>
    issue(
      profile({ type: 'email', value: 'dev@example.org' }, [
        identityIssuer('https://login.example.org'),
      ]),
    );

  const signed = (by: Issued, time: Date = NOW) =>
    certifiedLayer(PAYLOAD, by, { log, time });

  function verify(
    by: Issued,
    asked: Asked,
    trustRoot: TrustRoot | undefined = trust,
    time = NOW,
  ) {
    const registry = registryWith([signed(by, time)]);
    const verifier = createVerifier({ registry, trustRoot, now: () => NOW });
    return verifier.verify({ ...asked, image: IMAGE });
  }

  const missed = (answer: Promise<unknown>, reason: string) =>
    assert.rejects(answer, (error: Error) => {
      assert.match(error.message, /^Image verification failed: missing sig/);
      assert.ok(
        error.message.endsWith(`# signature layer 1: ${reason}\n`),
        error.message,
      );
      return true;
    });

  const exact = (issuer: string, subject: string): Asked => ({
    kind: 'keyless',
    identities: [{ issuer, subject }],
  });
  const DEV = exact('https://login.example.org', 'dev@example.org');

  test('issuer and subject, exactly', async () => {
    const dev = await email();
    assert.deepEqual(await verify(dev, DEV), { digest: IMAGE_DIGEST });
    for (const issuer of ['https://login.example.org/', 'login', '']) {
      await missed(
        verify(dev, exact(issuer, 'dev@example.org')),
        'issuer not equal',
      );
    }
    for (const subject of ['dev', 'dev@example.org.evil', '.*', '']) {
      await missed(
        verify(dev, exact('https://login.example.org', subject)),
        'subject not equal',
      );
    }
  });

  test('the whole text of a failure', async () => {
    await assert.rejects(
      verify(await email(), {
        ...exact('https://other.example', 'bob@example.com'),
        annotations: { env: 'prod' },
      }),
      {
        code: 'VERIFICATION',
        message:
          'Image verification failed: missing signatures\n' +
          'The following constraints were not satisfied:\n' +
          'kind: genericIssuer\n' +
          'issuer: https://other.example\n' +
          'subject: !equal bob@example.com\n' +
          'annotations:\n  env: prod\n' +
          '# signature layer 1: issuer not equal\n',
      },
    );
  });

  test('annotations on the same signature', async () => {
    await verify(await email(), { ...DEV, annotations: { env: 'prod' } });
    await missed(
      verify(await email(), { ...DEV, annotations: { env: 'dev' } }),
      'annotation env is missing or different',
    );
  });

  test('a URL prefix ends at a segment', async () => {
    const shop = await github();
    const asking = (urlPrefix: string): Asked => ({
      kind: 'keylessPrefix',
      identities: [{ issuer: GITHUB, urlPrefix }],
    });
    for (const prefix of [
      'https://github.com',
      'https://github.com/acme',
      'https://github.com/acme/',
      'https://github.com/acme/shop',
    ]) {
      await verify(shop, asking(prefix));
    }
    for (const prefix of [
      'https://github.com/ac',
      'https://github.com/acme/sho',
      'https://github.co',
      'http://github.com/acme',
    ]) {
      await missed(
        verify(shop, asking(prefix)),
        'subject does not start with the URL prefix',
      );
    }
  });

  test('GitHub: owner and repository of the extension', async () => {
    const asking = (owner: string, repo?: string): Asked =>
      repo === undefined
        ? { kind: 'githubActions', owner }
        : { kind: 'githubActions', owner, repo };
    const shop = await github();
    await verify(shop, asking('acme'));
    await verify(shop, asking('acme', 'shop'));
    await missed(verify(shop, asking('ACME')), 'owner not equal');
    await missed(verify(shop, asking('acm')), 'owner not equal');
    await missed(verify(shop, asking('acme', 'sho')), 'repository not equal');
    await missed(
      verify(await github('acme/shop/x'), asking('acme')),
      'repository is malformed',
    );
    await missed(
      verify(
        await github('acme/shop', 'https://github.com.evil.test/acme'),
        asking('acme'),
      ),
      'subject is not a GitHub URL',
    );
    await missed(verify(await email(), asking('acme')), 'issuer is not GitHub');
  });

  test('two issuers in one certificate', async () => {
    const der = Buffer.from('https://evil.example');
    const utf8 = Buffer.concat([Buffer.from([0x0c, der.length]), der]);
    const both = await issue(
      profile({ type: 'email', value: 'dev@example.org' }, [
        identityIssuer('https://login.example.org'),
        new x509.Extension(ISSUER_V2, false, new Uint8Array(utf8)),
      ]),
    );
    await missed(verify(both, DEV), 'certificate names two different issuers');
  });

  test('a certificate without an identity', async () => {
    const dns = await issue(
      profile({ type: 'dns', value: 'example.org' }, [
        identityIssuer('https://login.example.org'),
      ]),
    );
    await missed(
      verify(dns, DEV),
      'Certificate with incomplete Subject Alternative Name',
    );
  });

  test('without trust root, authority or time', async () => {
    const dev = await email();
    const registry = registryWith([signed(dev)]);
    await missed(
      createVerifier({ registry, now: () => NOW }).verify({
        ...DEV,
        image: IMAGE,
      }),
      'no Sigstore trust root',
    );
    const past = { start: '2019-01-01T00:00:00Z', end: '2020-01-01T00:00:00Z' };
    const rawBytes = root.der.toString('base64');
    const expired = trustWith({
      certificateAuthorities: [
        { certChain: { certificates: [{ rawBytes }] }, validFor: past },
      ],
    });
    await missed(
      verify(dev, DEV, expired),
      'Certificate is not trusted by the provided cert chain',
    );
    const noLog = trustWith({ tlogs: [] });
    await missed(
      verify(dev, DEV, noLog),
      'no trusted Rekor bundle with a time',
    );
    await missed(
      verify(dev, DEV, trust, new Date('2025-06-01T00:05:01Z')),
      'Certificate expired before signatures were entered in log: ' +
        '2025-06-01T00:05:00.000Z is before 2025-06-01T00:05:01.000Z',
    );
  });

  test('certificate timestamps count where their logs are known', async () => {
    const ctlogs = [ctLog.trusted()];
    const known = trustWith({ ctlogs });
    const options = profile({ type: 'email', value: 'dev@example.org' }, [
      identityIssuer('https://login.example.org'),
    ]);
    const logged = await issueLogged(options, ctLog, NOW);
    await verify(logged, DEV, known);
    await verify(logged, DEV, trust);
    const elsewhere = await issueLogged(options, new TestLog(), NOW);
    await verify(elsewhere, DEV, trust);
    await missed(verify(elsewhere, DEV, known), 'SCT verification failed');
  });
});

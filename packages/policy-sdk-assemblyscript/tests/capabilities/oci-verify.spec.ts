// SPDX-License-Identifier: Apache-2.0
import {
  Annotations,
  FailureCode,
  KeylessIdentity,
  KeylessPrefix,
  Result,
  verifyCertificate,
  verifyGithubActions,
  verifyKeyless,
  verifyKeylessPrefix,
  verifyKeylessV1,
  verifyPubKeys,
  verifyPubKeysV1,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  expectCall,
  scriptProblem,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

const DIGEST =
  'sha256:89102e348749bb17a6a651a4b2a17420e1a66d2a44a675b981973d49a5af3a5e';
const TRUSTED = `{"is_trusted":true,"digest":"${DIGEST}"}`;

function expectV2(payload: string): void {
  expectCall('oci', 'v2/verify', payload).answers(TRUSTED);
}

function expectDigest(result: Result<string>): void {
  expect(scriptProblem()).toBe('');
  expect(result.ok).toBe(true);
  if (result.ok) expect(result.value).toBe(DIGEST);
}

function failureOf(answer: string): string {
  expectCall(
    'oci',
    'v2/verify',
    '{"type":"SigstoreGithubActionsVerify","image":"i","owner":"o"}',
  ).answers(answer);
  const result = verifyGithubActions('i', 'o');
  expect(scriptProblem()).toBe('');
  if (result.ok) return '';
  expect<i32>(result.failure.code).toBe(FailureCode.HostAnswer);
  return result.failure.toString();
}

describe('oci v2/verify', () => {
  it('sends public keys', () => {
    expectV2(
      '{"type":"SigstorePubKeyVerify","image":"ghcr.io/a/b:1","pub_keys":["k\\n1","k2"],"annotations":{"env":"prod","é":"\\""}}',
    );
    expectDigest(
      verifyPubKeys(
        'ghcr.io/a/b:1',
        ['k\n1', 'k2'],
        new Annotations().set('env', 'prod').set('é', '"'),
      ),
    );
  });

  it('sends keyless identities', () => {
    expectV2(
      '{"type":"SigstoreKeylessVerify","image":"i","keyless":[{"issuer":"a","subject":"b"},{"issuer":"c","subject":"d"}]}',
    );
    expectDigest(
      verifyKeyless('i', [
        new KeylessIdentity('a', 'b'),
        new KeylessIdentity('c', 'd'),
      ]),
    );
  });

  it('sends keyless prefixes', () => {
    expectV2(
      '{"type":"SigstoreKeylessPrefixVerify","image":"i","keyless_prefix":[{"issuer":"a","url_prefix":"https://b/"}]}',
    );
    expectDigest(
      verifyKeylessPrefix('i', [new KeylessPrefix('a', 'https://b/')]),
    );
  });

  it('sends GitHub owner and repository', () => {
    expectV2(
      '{"type":"SigstoreGithubActionsVerify","image":"i","owner":"o","repo":"r"}',
    );
    expectDigest(verifyGithubActions('i', 'o', 'r'));
  });

  it('sends certificates as bytes', () => {
    expectV2(
      '{"type":"SigstoreCertificateVerify","image":"i","certificate":[45,195,169],"certificate_chain":[[65],[66,67]],"require_rekor_bundle":true}',
    );
    expectDigest(verifyCertificate('i', '-é', ['A', 'BC'], true));
  });

  it('leaves out a chain that is not asked for', () => {
    expectV2(
      '{"type":"SigstoreCertificateVerify","image":"i","certificate":[45],"require_rekor_bundle":false,"annotations":{}}',
    );
    expectDigest(verifyCertificate('i', '-', [], false, new Annotations()));
  });

  it('makes an untrusted image a failure', () => {
    expectCall(
      'oci',
      'v2/verify',
      '{"type":"SigstoreGithubActionsVerify","image":"i","owner":"o"}',
    ).answers(`{"is_trusted":false,"digest":"${DIGEST}"}`);
    const result = verifyGithubActions('i', 'o');
    expect(scriptProblem()).toBe('');
    expect(result.ok).toBe(false);
    expect<i32>(result.failure.code).toBe(FailureCode.Untrusted);
    expect(result.failure.toString()).toBe('image is not trusted');
  });

  it('gives errors of the host as they are', () => {
    expectCall(
      'oci',
      'v2/verify',
      '{"type":"SigstoreGithubActionsVerify","image":"i","owner":"o"}',
    ).fails('no signatures found for image: i ');
    const result = verifyGithubActions('i', 'o');
    expect(scriptProblem()).toBe('');
    expect<i32>(result.failure.code).toBe(FailureCode.HostError);
    expect(result.failure.toString()).toBe('no signatures found for image: i ');
  });

  it('refuses answers that are none', () => {
    expect(failureOf('')).toBe('answer is not valid JSON');
    expect(failureOf('{"is_trusted":true')).toBe('answer is not valid JSON');
    expect(failureOf('{} {}')).toBe('answer is not valid JSON');
    expect(failureOf('[]')).toBe('expected an object, got an array');
    expect(failureOf('{}')).toBe('is_trusted: missing');
    expect(failureOf('{"is_trusted":1}')).toBe(
      'is_trusted: expected a boolean, got a number',
    );
    expect(failureOf('{"is_trusted":true}')).toBe('digest: missing');
    expect(failureOf('{"is_trusted":true,"digest":""}')).toBe(
      'digest is malformed',
    );
    expect(failureOf(TRUSTED.replace('89', 'AB'))).toBe('digest is malformed');
    expect(failureOf(`{"is_trusted":false,${TRUSTED.slice(1)}`)).toBe(
      'is_trusted: duplicate key',
    );
  });

  it('refuses an answer that is not UTF-8', () => {
    expectCall(
      'oci',
      'v2/verify',
      '{"type":"SigstoreGithubActionsVerify","image":"i","owner":"o"}',
    ).answersBytes([0xff, 0xfe]);
    const result = verifyGithubActions('i', 'o');
    expect(scriptProblem()).toBe('');
    expect(result.failure.toString()).toBe('answer is not valid UTF-8');
  });
});

describe('oci v1/verify', () => {
  it('sends public keys', () => {
    expectCall(
      'oci',
      'v1/verify',
      '{"SigstorePubKeyVerify":{"image":"i","pub_keys":["k"],"annotations":{"a":"b"}}}',
    ).answers(TRUSTED);
    expectDigest(verifyPubKeysV1('i', ['k'], new Annotations().set('a', 'b')));
  });

  it('sends keyless identities', () => {
    expectCall(
      'oci',
      'v1/verify',
      '{"SigstoreKeylessVerify":{"image":"i","keyless":[{"issuer":"a","subject":"b"}]}}',
    ).answers(TRUSTED);
    expectDigest(verifyKeylessV1('i', [new KeylessIdentity('a', 'b')]));
  });
});

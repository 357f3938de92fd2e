// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { writeByteArray } from '../encoding/byte-array';
import { Writer } from '../json/writer';
import { Failure, FailureCode } from '../values/failure';
import { Result } from '../values/result';
import { malformed, request, unexpected } from './call';
import { writeString, writeStrings } from './payload';
import { ociNamespace, verifyV1Operation, verifyV2Operation } from './names';

/** Length of `sha256:` and 64 hex digits. */
const SHA256_CHARS = 71;

/** Who signed without a key: issuer of the token and subject, both exact. */
@final
@unmanaged
export class KeylessIdentity {
  constructor(
    public issuer: string,
    public subject: string,
  ) {}
}

/**
 * Who signed without a key: the subject is a URL below `urlPrefix`. It must be
 * an absolute http(s) URL; hosts are known to crash on others.
 */
@final
@unmanaged
export class KeylessPrefix {
  constructor(
    public issuer: string,
    public urlPrefix: string,
  ) {}
}

/** Annotations that the signature must have, compared exactly. */
@final
@unmanaged
export class Annotations {
  private json: Writer = new Writer(128);

  /** Adds an annotation; each key once. */
  set(key: string, value: string): Annotations {
    if (this.json.length > 0) this.json.byte(CharCode.Comma);
    writeString(writeString(this.json, key).byte(CharCode.Colon), value);
    return this;
  }

  /** Appends `,"annotations":{..}`. */
  appendTo(json: Writer): void {
    json
      .literal(',"annotations":{')
      .slices(this.json.slice())
      .byte(CharCode.CloseBrace);
  }
}

/**
 * Verifies that all keys (PEM) have signed the image. All functions here give
 * the digest of the image that was verified; that the host does not trust the
 * image is a failure, so a policy cannot forget to look.
 */
export function verifyPubKeys(
  image: string,
  keys: string[],
  annotations: Annotations | null = null,
): Result<string> {
  const json = begin('SigstorePubKeyVerify', image);
  writeStrings(json.literal(',"pub_keys":'), keys);
  return verifyV2(json, annotations);
}

/** Verifies that all identities have signed the image. */
export function verifyKeyless(
  image: string,
  identities: KeylessIdentity[],
  annotations: Annotations | null = null,
): Result<string> {
  const json = begin('SigstoreKeylessVerify', image);
  writeIdentities(json, identities);
  return verifyV2(json, annotations);
}

/** Verifies that an identity below each of the prefixes has signed. */
export function verifyKeylessPrefix(
  image: string,
  prefixes: KeylessPrefix[],
  annotations: Annotations | null = null,
): Result<string> {
  const json = begin('SigstoreKeylessPrefixVerify', image);
  json.literal(',"keyless_prefix":[');
  for (let i = 0; i < prefixes.length; i++) {
    if (i > 0) json.byte(CharCode.Comma);
    writeString(json.literal('{"issuer":'), prefixes[i].issuer);
    writeString(json.literal(',"url_prefix":'), prefixes[i].urlPrefix);
    json.byte(CharCode.CloseBrace);
  }
  return verifyV2(json.byte(CharCode.CloseBracket), annotations);
}

/**
 * Verifies that a GitHub workflow of `owner` has signed, and of its repository
 * `repo` unless that is empty.
 */
export function verifyGithubActions(
  image: string,
  owner: string,
  repo: string = '',
  annotations: Annotations | null = null,
): Result<string> {
  const json = begin('SigstoreGithubActionsVerify', image);
  writeString(json.literal(',"owner":'), owner);
  if (repo.length > 0) writeString(json.literal(',"repo":'), repo);
  return verifyV2(json, annotations);
}

/**
 * Verifies that the key of `certificate` (PEM) has signed. With a chain (PEM
 * certificates), the certificate must be issued by one of it; an empty chain
 * means none is asked for.
 */
export function verifyCertificate(
  image: string,
  certificate: string,
  chain: string[],
  requireRekorBundle: bool,
  annotations: Annotations | null = null,
): Result<string> {
  const json = begin('SigstoreCertificateVerify', image);
  writeByteArray(json.literal(',"certificate":'), Slice.of(certificate));
  if (chain.length > 0) {
    json.literal(',"certificate_chain":[');
    for (let i = 0; i < chain.length; i++) {
      if (i > 0) json.byte(CharCode.Comma);
      writeByteArray(json, Slice.of(chain[i]));
    }
    json.byte(CharCode.CloseBracket);
  }
  json.literal(',"require_rekor_bundle":').boolean(requireRekorBundle);
  return verifyV2(json, annotations);
}

/** `verifyPubKeys` for hosts that only know `v1/verify`. */
export function verifyPubKeysV1(
  image: string,
  keys: string[],
  annotations: Annotations | null = null,
): Result<string> {
  const json = beginV1('SigstorePubKeyVerify', image);
  writeStrings(json.literal(',"pub_keys":'), keys);
  return verifyV1(json, annotations);
}

/** `verifyKeyless` for hosts that only know `v1/verify`. */
export function verifyKeylessV1(
  image: string,
  identities: KeylessIdentity[],
  annotations: Annotations | null = null,
): Result<string> {
  const json = beginV1('SigstoreKeylessVerify', image);
  writeIdentities(json, identities);
  return verifyV1(json, annotations);
}

function begin(type: string, image: string): Writer {
  const json = new Writer(512).literal('{"type":"').literal(type);
  return writeString(json.literal('","image":'), image);
}

function beginV1(type: string, image: string): Writer {
  const json = new Writer(512).literal('{"').literal(type);
  return writeString(json.literal('":{"image":'), image);
}

function writeIdentities(json: Writer, identities: KeylessIdentity[]): void {
  json.literal(',"keyless":[');
  for (let i = 0; i < identities.length; i++) {
    if (i > 0) json.byte(CharCode.Comma);
    writeString(json.literal('{"issuer":'), identities[i].issuer);
    writeString(json.literal(',"subject":'), identities[i].subject);
    json.byte(CharCode.CloseBrace);
  }
  json.byte(CharCode.CloseBracket);
}

function verifyV2(
  json: Writer,
  annotations: Annotations | null,
): Result<string> {
  if (annotations != null) annotations.appendTo(json);
  return verify(verifyV2Operation(), json.byte(CharCode.CloseBrace).slice());
}

function verifyV1(
  json: Writer,
  annotations: Annotations | null,
): Result<string> {
  if (annotations != null) annotations.appendTo(json);
  return verify(verifyV1Operation(), json.literal('}}').slice());
}

/** Reads `{"is_trusted":true,"digest":"sha256:.."}`, and nothing else. */
function verify(operation: Slice, payload: Slice): Result<string> {
  const answer = request(ociNamespace(), operation, payload);
  if (!answer.ok) return Result.failed<string>(answer.failure);
  const trusted = answer.value.member('is_trusted').boolean();
  if (!trusted.ok) return Result.failed<string>(unexpected(trusted.failure));
  if (!trusted.value)
    return Result.failed<string>(
      Failure.plain(FailureCode.Untrusted, 'image is not trusted'),
    );
  const digest = answer.value.member('digest').string();
  if (!digest.ok) return Result.failed<string>(unexpected(digest.failure));
  return checkedDigest(digest.value);
}

/** A digest the host gave: `sha256:` and 64 lower-case hex digits. */
export function checkedDigest(digest: string): Result<string> {
  let good = digest.length == SHA256_CHARS && digest.startsWith('sha256:');
  for (let i = 7; good && i < SHA256_CHARS; i++) {
    const unit = digest.charCodeAt(i);
    good = <u32>(unit - CharCode.Zero) < 10 || <u32>(unit - CharCode.a) < 6;
  }
  if (good) return Result.of<string>(digest);
  return Result.failed<string>(malformed('digest is malformed'));
}

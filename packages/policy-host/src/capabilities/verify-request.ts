// SPDX-License-Identifier: Apache-2.0
import { Fields, invalidType } from '../json/serde.js';
import { isObject } from '../json/value.js';
import type { VerificationRequest } from '../sigstore/signers/types.js';
import { bytesOf, parsePayload, unknownVariant } from './payload.js';

const CODE = 'CAPABILITY';

type Reader = (fields: Fields) => VerificationRequest;

/** One reader for each variant of Kubewarden's verification request. */
const VARIANTS: Readonly<Record<string, Reader>> = {
  SigstorePubKeyVerify: (fields) => ({
    ...common(fields),
    kind: 'pubKeys',
    pubKeys: fields.list('pub_keys', (item) => {
      if (typeof item === 'string') return item;
      throw invalidType(item, 'a string', CODE);
    }),
  }),
  SigstoreKeylessVerify: (fields) => ({
    ...common(fields),
    kind: 'keyless',
    identities: fields.list('keyless', (item) => {
      const identity = Fields.of(item, CODE, 'struct KeylessInfo');
      return {
        issuer: identity.string('issuer'),
        subject: identity.string('subject'),
      };
    }),
  }),
  SigstoreKeylessPrefixVerify: (fields) => ({
    ...common(fields),
    kind: 'keylessPrefix',
    identities: fields.list('keyless_prefix', (item) => {
      const identity = Fields.of(item, CODE, 'struct KeylessPrefixInfo');
      return {
        issuer: identity.string('issuer'),
        urlPrefix: identity.string('url_prefix'),
      };
    }),
  }),
  SigstoreGithubActionsVerify: (fields) => {
    const repo = fields.optionalString('repo');
    return {
      ...common(fields),
      kind: 'githubActions',
      owner: fields.string('owner'),
      ...(repo === undefined ? {} : { repo }),
    };
  },
  SigstoreCertificateVerify: (fields) => {
    const certificateChain = fields.optionalList('certificate_chain', bytesOf);
    return {
      ...common(fields),
      kind: 'certificate',
      certificate: bytesOf(fields.present('certificate')),
      ...(certificateChain === undefined ? {} : { certificateChain }),
      requireRekorBundle: fields.boolean('require_rekor_bundle'),
    };
  },
};

/** The only variants of `v1/verify`. */
const V1_VARIANTS = ['SigstorePubKeyVerify', 'SigstoreKeylessVerify'];

/**
 * `oci` `v1/verify`: the variant is the only key of the payload.
 *
 * @throws PolicyHostError CAPABILITY with serde's text
 */
export function decodeVerifyV1(payload: Uint8Array): VerificationRequest {
  const value = parsePayload(payload);
  const [entry, ...others] = isObject(value) ? value : [];
  if (entry === undefined || others.length > 0) {
    throw invalidType(value, 'map with a single key', CODE);
  }
  const [variant, body] = entry;
  const read = VARIANTS[variant];
  if (read === undefined || !V1_VARIANTS.includes(variant)) {
    throw unknownVariant(variant, V1_VARIANTS);
  }
  return read(Fields.of(body, CODE, `struct variant ${variant}`));
}

/**
 * `oci` `v2/verify`: the variant is the member `type`.
 *
 * @throws PolicyHostError CAPABILITY with serde's text
 */
export function decodeVerifyV2(payload: Uint8Array): VerificationRequest {
  const fields = Fields.of(parsePayload(payload), CODE);
  const variant = fields.string('type');
  const read = Object.hasOwn(VARIANTS, variant) ? VARIANTS[variant] : undefined;
  if (read === undefined) {
    throw unknownVariant(variant, Object.keys(VARIANTS));
  }
  return read(fields);
}

function common(fields: Fields) {
  const annotations = fields.optionalStringMap('annotations');
  return {
    image: fields.string('image'),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

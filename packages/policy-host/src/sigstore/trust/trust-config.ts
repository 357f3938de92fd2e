// SPDX-License-Identifier: Apache-2.0
import { ClientTrustConfig, type TrustedRoot } from '@sigstore/protobuf-specs';
import { PolicyHostError } from '../../errors.js';

/** Allowed members of a message; `true` is a scalar, a list of scalars. */
interface Schema {
  readonly [member: string]: true | Schema;
}

const TIME_RANGE: Schema = { start: true, end: true };
const KEY_ID: Schema = { keyId: true };
const LOG: Schema = {
  baseUrl: true,
  hashAlgorithm: true,
  publicKey: { rawBytes: true, keyDetails: true, validFor: TIME_RANGE },
  logId: KEY_ID,
  checkpointKeyId: KEY_ID,
  operator: true,
};
const AUTHORITY: Schema = {
  subject: { organization: true, commonName: true },
  uri: true,
  certChain: { certificates: { rawBytes: true } },
  validFor: TIME_RANGE,
  operator: true,
};
const SERVICE: Schema = {
  url: true,
  majorApiVersion: true,
  validFor: TIME_RANGE,
  operator: true,
};
const SELECTION: Schema = { selector: true, count: true };
const CONFIG: Schema = {
  mediaType: true,
  trustedRoot: {
    mediaType: true,
    tlogs: LOG,
    certificateAuthorities: AUTHORITY,
    ctlogs: LOG,
    timestampAuthorities: AUTHORITY,
  },
  signingConfig: {
    mediaType: true,
    caUrls: SERVICE,
    oidcUrls: SERVICE,
    rekorTlogUrls: SERVICE,
    tsaUrls: SERVICE,
    rekorTlogConfig: SELECTION,
    tsaConfig: SELECTION,
  },
};

/**
 * Reads a `ClientTrustConfig` in protobuf JSON. Unknown fields reject; field
 * names may be camelCase or snake_case.
 *
 * @param path for messages only.
 * @throws PolicyHostError TRUST_ROOT
 */
export function parseTrustConfig(text: string, path: string): TrustedRoot {
  let config: ClientTrustConfig;
  try {
    const document: unknown = JSON.parse(text);
    config = ClientTrustConfig.fromJSON(normalize(document, CONFIG, ''));
  } catch (cause) {
    throw new PolicyHostError(
      'TRUST_ROOT',
      `could not parse Sigstore trust config file ${path}: ` +
        (cause as Error).message,
      cause,
    );
  }
  const { trustedRoot } = config;
  if (trustedRoot === undefined) {
    throw new PolicyHostError(
      'TRUST_ROOT',
      `Sigstore PKI file ${path} missing trusted_root field`,
    );
  }
  return trustedRoot;
}

/** Renames members to camelCase and rejects those the schema lacks. */
function normalize(value: unknown, schema: Schema, path: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) => normalize(item, schema, `${path}[${i}]`));
  }
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${path === '' ? 'document' : path} is not an object`);
  }
  const renamed: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const camel = name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
    if (!Object.hasOwn(schema, camel)) {
      throw new Error(`unrecognized field name '${name}'`);
    }
    if (Object.hasOwn(renamed, camel)) {
      throw new Error(`duplicate field name '${name}'`);
    }
    if (member === null) continue;
    const inner = schema[camel];
    const where = path === '' ? camel : `${path}.${camel}`;
    renamed[camel] =
      inner === true || inner === undefined
        ? scalar(member, where)
        : normalize(member, inner, where);
  }
  return renamed;
}

function scalar(value: unknown, path: string): unknown {
  const isTime = /\.(?:start|end)$/.test(path);
  if (isTime && Number.isNaN(Date.parse(String(value)))) {
    throw new Error(`${path} is not an RFC 3339 time`);
  }
  const isBytes = /\.(?:rawBytes|keyId)$/.test(path);
  if (isBytes && !/^[A-Za-z0-9+/_-]*={0,2}$/.test(String(value))) {
    throw new Error(`${path} is not base64`);
  }
  return value;
}

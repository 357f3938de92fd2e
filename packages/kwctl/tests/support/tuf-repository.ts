// SPDX-License-Identifier: Apache-2.0

import { createHash, generateKeyPairSync, sign } from 'node:crypto';

type Json = string | number | boolean | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A TUF repository with the single target `trusted_root.json`.
 *
 * @returns the files by URL path, and the initial root that clients start from
 */
export function tufRepository(trustedRoot: object): {
  files: ReadonlyMap<string, Buffer>;
  root: Buffer;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const key = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: spki.subarray(-32).toString('hex') },
  };
  const keyid = sha256(Buffer.from(canonical(key)));
  const metadata = (type: string, fields: JsonObject): Buffer => {
    const signed = {
      _type: type,
      spec_version: '1.0.0',
      version: 1,
      expires: new Date(Date.now() + 86_400_000)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      ...fields,
    };
    const sig = sign(null, Buffer.from(canonical(signed)), privateKey);
    const signatures = [{ keyid, sig: sig.toString('hex') }];
    return Buffer.from(JSON.stringify({ signatures, signed }));
  };
  const role = { keyids: [keyid], threshold: 1 };
  const root = metadata('root', {
    consistent_snapshot: false,
    keys: { [keyid]: key },
    roles: { root: role, timestamp: role, snapshot: role, targets: role },
  });
  const target = Buffer.from(JSON.stringify(trustedRoot));
  const targets = metadata('targets', {
    targets: {
      'trusted_root.json': {
        length: target.length,
        hashes: { sha256: sha256(target) },
      },
    },
  });
  const snapshot = metadata('snapshot', {
    meta: { 'targets.json': { version: 1 } },
  });
  const timestamp = metadata('timestamp', {
    meta: { 'snapshot.json': { version: 1 } },
  });
  const files = new Map([
    ['/tuf/timestamp.json', timestamp],
    ['/tuf/snapshot.json', snapshot],
    ['/tuf/targets.json', targets],
    ['/tuf/targets/trusted_root.json', target],
  ]);
  return { files, root };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Canonical JSON; its escapes differ from JSON's only in texts not used here. */
function canonical(value: Json): string {
  if (Array.isArray(value)) {
    return `[${(value as readonly Json[]).map(canonical).join(',')}]`;
  }
  if (typeof value === 'object') {
    const object = value as JsonObject;
    const fields = Object.keys(object)
      .sort()
      .map(
        (name) => `${JSON.stringify(name)}:${canonical(object[name] ?? '')}`,
      );
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

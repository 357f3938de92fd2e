// SPDX-License-Identifier: Apache-2.0
// What Kyverno and policy-controller write alike about those who sign.
import { LOGGED_IDENTITIES, TRUST_CONFIG, UNLOGGED_KEYS } from './changes.js';
import type { Fields } from './fields.js';
import { readIdentity } from './identity.js';
import { pemBlocks } from './pem.js';
import type { Signer } from './requirement.js';

const PUBLIC_REKOR = 'https://rekor.sigstore.dev';

/** Names of the fields of a key. */
interface KeyNames {
  readonly key: string;
  readonly hash: string;
}

/** The public keys in a field of an object, which ends here. */
export function readPublicKeys(fields: Fields, names: KeyNames): Signer[] {
  const { findings } = fields;
  const line = fields.lineOf(names.key);
  refuseOtherHash(fields, names.hash);
  const value = fields.text(names.key);
  fields.finish();
  if (value === undefined) return [];
  findings.change(fields.line, UNLOGGED_KEYS);
  return pemBlocks({ value, line }, 'PUBLIC KEY', findings).map((signer) => ({
    kind: 'pubKeys',
    signer,
  }));
}

/** Hosts choose the hash by the key. */
function refuseOtherHash(fields: Fields, key: string): void {
  const line = fields.lineOf(key);
  const algorithm = fields.text(key) ?? 'sha256';
  if (algorithm !== 'sha256')
    fields.findings.refuse(line, `${key}: ${algorithm} cannot be asked for`);
}

/** The `identities` of an object, which ends here. */
export function readIdentities(keyless: Fields, unlogged: boolean): Signer[] {
  if (unlogged) keyless.findings.change(keyless.line, LOGGED_IDENTITIES);
  const signers = keyless.objects('identities').flatMap((identity) => {
    const signer = readIdentity(identity);
    identity.finish();
    return signer ?? [];
  });
  keyless.finish();
  return signers;
}

/** Certificates to be compared, with the chain that each must have. */
export function certificateSigners(
  certificates: readonly string[],
  certificateChain: readonly string[] | undefined,
  unlogged: boolean,
): Signer[] {
  return certificates.map((signer) => ({
    kind: 'certificates',
    signer,
    ...(certificateChain === undefined ? {} : { certificateChain }),
    requireRekorBundle: !unlogged,
  }));
}

/** The address of a transparency log; whether there is one. */
export function readLogAddress(log: Fields): boolean {
  const line = log.lineOf('url');
  const url = log.text('url');
  if (url !== undefined && url !== PUBLIC_REKOR)
    log.findings.change(line, `${url}: ${TRUST_CONFIG}`);
  return url !== undefined;
}

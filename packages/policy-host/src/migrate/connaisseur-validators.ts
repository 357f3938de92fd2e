// SPDX-License-Identifier: Apache-2.0
import {
  LOGGED_IDENTITIES,
  PULL_SECRET,
  SOURCES,
  TRUST_CONFIG,
  UNLOGGED_KEYS,
} from './changes.js';
import type { Fields } from './fields.js';
import { readIdentity, type IdentityKeys } from './identity.js';
import { pemBlocks } from './pem.js';
import type { Requirement, Signer } from './requirement.js';

/** One of Connaisseur's validators. */
export type Validator = { readonly name: string } & (
  | { readonly kind: 'accept' | 'deny' }
  | {
      readonly kind: 'cosign';
      /** What a rule with the given options asks for. */
      require(options: Fields | undefined, line: number): Requirement[];
    }
);

const KEYS: IdentityKeys = {
  issuer: 'issuer',
  subject: 'subject',
  issuerPattern: 'issuerRegex',
  subjectPattern: 'subjectRegex',
};

/** Reads a validator; the names of version 2 had underscores. */
export function readValidator(validator: Fields): Validator {
  const name = validator.text('name') ?? 'default';
  const type = validator.text('type') ?? 'cosign';
  if (type === 'static') {
    const approve = validator.flag('approve') ?? false;
    validator.finish();
    return { name, kind: approve ? 'accept' : 'deny' };
  }
  validator.leaveOut('auth', PULL_SECRET);
  validator.leaveOut('cert', SOURCES);
  validator.leaveOut('host', TRUST_CONFIG);
  if (type !== 'cosign')
    validator.findings.refuse(
      validator.line,
      `type: ${type} signatures have no equivalent`,
    );
  const roots = new Map(
    [
      ...validator.objects('trustRoots'),
      ...validator.objects('trust_roots'),
    ].map((root) => readRoot(root, type === 'cosign')),
  );
  validator.finish();
  return {
    name,
    kind: 'cosign',
    require: (options, line) => requirements(validator, roots, options, line),
  };
}

function readRoot(root: Fields, cosign: boolean): [string, Signer[]] {
  const { findings } = root;
  const name = root.text('name') ?? 'default';
  const line = root.lineOf('key');
  const value = root.text('key');
  const keyless = root.object('keyless');
  if (!cosign) root.ignore('cert');
  root.finish();
  const identity = keyless && readIdentity(keyless, KEYS);
  keyless?.finish();
  if (!cosign) return [name, []];
  if (value === undefined)
    return [name, identity === undefined ? [] : [identity]];
  findings.change(line, UNLOGGED_KEYS);
  const keys = pemBlocks({ value, line }, 'PUBLIC KEY', findings);
  return [name, keys.map((signer) => ({ kind: 'pubKeys', signer }))];
}

function requirements(
  validator: Fields,
  roots: ReadonlyMap<string, Signer[]>,
  options: Fields | undefined,
  line: number,
): Requirement[] {
  const { findings } = validator;
  const root =
    options?.text('trustRoot') ?? options?.text('trust_root') ?? 'default';
  const threshold = options?.number('threshold');
  const required = options?.texts('required') ?? [];
  const logged = options?.flag('verifyInTransparencyLog') ?? true;
  options?.ignore('verifySCT');
  options?.leaveOut(
    'mode',
    'images are pinned to the verified digest; digestMutation: none changes nothing',
  );
  options?.finish();
  if (!logged) findings.change(line, LOGGED_IDENTITIES);
  if (root !== '*') return named(root, 'trustRoot', line);
  const all = [...roots.values()].flat();
  return [
    ...required.flatMap(({ value, line: at }) => named(value, 'required', at)),
    ...(threshold === undefined && required.length > 0
      ? []
      : [{ line, signers: all, needed: threshold ?? all.length }]),
  ];

  function named(name: string, key: string, at: number): Requirement[] {
    const signers = roots.get(name);
    if (signers === undefined)
      findings.refuse(at, `${key}: there is no trust root named ${name}`);
    return signers === undefined || signers.length === 0
      ? []
      : [{ line: at, signers, needed: signers.length }];
  }
}

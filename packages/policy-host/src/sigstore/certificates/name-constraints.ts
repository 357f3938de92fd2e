// SPDX-License-Identifier: Apache-2.0
import type { ASN1Obj } from '@sigstore/core';
import type { Certificate } from './certificate.js';
import {
  type GeneralName,
  NAME_KIND,
  readGeneralName,
} from './general-names.js';

/** Extension `nameConstraints` (RFC 5280, 4.2.1.10). */
export const NAME_CONSTRAINTS = '2.5.29.30';

const PERMITTED = 0;
const EXCLUDED = 1;

/** As rustls-webpki: what names and constraints multiply to is bounded. */
const MAX_COMPARISONS = 250_000;

// Labels of letters, digits, hyphens and underscores, nothing else.
const DNS_NAME = /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}$/;

interface Subtrees {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/**
 * Whether an authority may issue certificates with the names of a path below
 * it, as rustls-webpki of kwctl judges: DNS names and IP addresses are
 * compared, and where another kind of name is both constrained and present,
 * the directory name of the subject among them, the answer is no. So it is for
 * wildcards, which stand for names inside a constraint and outside of it.
 *
 * @param path the certificates below the authority.
 */
export function namesAllowed(
  authority: Certificate,
  path: readonly Certificate[],
): boolean {
  const extension = authority.extensions.values.get(NAME_CONSTRAINTS);
  if (extension === undefined) return true;
  let subtrees: Subtrees;
  try {
    subtrees = readSubtrees(extension);
  } catch {
    return false;
  }
  const names = path.flatMap(namesOf);
  const bases = subtrees.permitted.length + subtrees.excluded.length;
  return (
    names.length * bases <= MAX_COMPARISONS &&
    names.every((name) => allows(subtrees, name))
  );
}

/** The subject is a name of its own; nothing is read from it here. */
function namesOf({ extensions }: Certificate): readonly GeneralName[] {
  const subject = { kind: NAME_KIND.directory, bytes: Buffer.alloc(0) };
  return [subject, ...(extensions.alternativeNames ?? [])];
}

function allows({ permitted, excluded }: Subtrees, name: GeneralName): boolean {
  const own = ({ kind }: GeneralName) => kind === name.kind;
  const inside = permitted.filter(own);
  const outside = excluded.filter(own);
  if (inside.length === 0 && outside.length === 0) return true;
  const within = MATCHERS.get(name.kind)?.(name.bytes);
  // Neither inside nor outside can be told: the name is refused.
  if (within === undefined) return false;
  return (
    (inside.length === 0 || inside.some((base) => within(base.bytes))) &&
    !outside.some((base) => within(base.bytes))
  );
}

/**
 * For a name, whether it lies within a constraint; undefined for a name about
 * which that cannot be said. A malformed constraint throws while it is read.
 */
type Matcher = (name: Buffer) => ((base: Buffer) => boolean) | undefined;

const MATCHERS: ReadonlyMap<number, Matcher> = new Map([
  [NAME_KIND.dns, dnsWithin],
  [NAME_KIND.ip, addressWithin],
]);

/** `example.com` holds itself and all below; `.example.com` all below. */
function dnsWithin(bytes: Buffer): ((base: Buffer) => boolean) | undefined {
  const name = bytes.toString('latin1').toLowerCase();
  if (!DNS_NAME.test(name)) return undefined;
  return (constraint) => {
    const base = constraint.toString('latin1').toLowerCase();
    if (base === '') return true;
    return base.startsWith('.')
      ? name.endsWith(base)
      : name === base || name.endsWith(`.${base}`);
  };
}

/** A constraint is an address and a mask of the same length. */
function addressWithin(
  address: Buffer,
): ((base: Buffer) => boolean) | undefined {
  const { length } = address;
  if (length !== 4 && length !== 16) return undefined;
  return (base) =>
    base.length === 2 * length &&
    address.every((byte, i) => ((byte ^ base[i]!) & base[length + i]!) === 0);
}

/** `SEQUENCE { [0] GeneralSubtrees OPTIONAL, [1] GeneralSubtrees OPTIONAL }` */
function readSubtrees(extension: ASN1Obj): Subtrees {
  const [content] = extension.subs;
  if (content === undefined) throw new Error('empty name constraints');
  let permitted: readonly GeneralName[] = [];
  let excluded: readonly GeneralName[] = [];
  for (const { tag, subs } of content.subs) {
    if (tag.isContextSpecific(PERMITTED)) permitted = subs.map(baseOf);
    else if (tag.isContextSpecific(EXCLUDED)) excluded = subs.map(baseOf);
    else throw new Error('not name constraints');
  }
  return { permitted, excluded };
}

/** A subtree is its base alone: `minimum` and `maximum` must be absent. */
function baseOf({ subs }: ASN1Obj): GeneralName {
  const [base] = subs;
  if (base === undefined || subs.length > 1) throw new Error('not a subtree');
  const name = readGeneralName(base);
  const malformed =
    (name.kind === NAME_KIND.dns && !isDnsBase(name.bytes)) ||
    (name.kind === NAME_KIND.ip && !isAddressRange(name.bytes));
  if (malformed) throw new Error('malformed subtree');
  return name;
}

function isDnsBase(bytes: Buffer): boolean {
  const text = bytes.toString('latin1').toLowerCase();
  return text === '' || DNS_NAME.test(text.replace(/^\./, ''));
}

/** The mask must be a prefix: ones, then zeros. */
function isAddressRange(bytes: Buffer): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const mask = [...bytes.subarray(bytes.length / 2)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return !mask.includes('01');
}

// SPDX-License-Identifier: Apache-2.0
import type { Findings } from './findings.js';

/** One signer, as the settings write it. */
export type Signer =
  | { readonly kind: 'pubKeys'; readonly signer: string }
  | {
      readonly kind: 'keyless';
      readonly signer: { readonly issuer: string; readonly subject: string };
    }
  | {
      readonly kind: 'keylessPrefix';
      readonly signer: { readonly issuer: string; readonly urlPrefix: string };
    }
  | {
      readonly kind: 'certificates';
      readonly signer: string;
      readonly certificateChain?: readonly string[];
      readonly requireRekorBundle: boolean;
    };

/** Signers of which some are needed, and what their signatures must carry. */
export interface Requirement {
  readonly line: number;
  readonly signers: readonly Signer[];
  /** How many of them; all when it is their number. */
  readonly needed: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An entry of `signatures`, except for its image. */
export type Entry = Readonly<Record<string, unknown>>;

/**
 * The entries that together ask for a requirement. Entries hold one kind of
 * signers each and all of them must be met: so all signers of several kinds can
 * be asked for, but some of several kinds cannot.
 */
export function entriesOf(
  { line, signers, needed, annotations }: Requirement,
  findings: Findings,
): Entry[] {
  const distinct = [...new Map(signers.map((s) => [JSON.stringify(s), s]))];
  const all = needed === signers.length;
  if (!all && distinct.length < signers.length)
    findings.refuse(line, 'one signer is listed twice and would count twice');
  const groups = new Map<string, Signer[]>();
  for (const [, signer] of distinct) {
    const key = JSON.stringify({ ...signer, signer: undefined });
    groups.set(key, [...(groups.get(key) ?? []), signer]);
  }
  if (!all && groups.size > 1) {
    findings.refuse(
      line,
      `${needed} of ${signers.length} signers of several kinds are asked for; ` +
        'a policy group with one member a kind can say so by its expression',
    );
  }
  return [...groups.values()].map((group) => ({
    ...entryOf(group),
    ...(all ? {} : { minimumMatches: needed }),
    ...(annotations === undefined ? {} : { annotations }),
  }));
}

/** The entries for each of some images; what is said twice is said once. */
export function signaturesOf(
  images: readonly string[],
  entries: readonly Entry[],
): Entry[] {
  const all = images.flatMap((image) =>
    entries.map((entry) => ({ image, ...entry })),
  );
  return [
    ...new Map(all.map((entry) => [JSON.stringify(entry), entry])).values(),
  ];
}

function entryOf(group: readonly Signer[]): Entry {
  const [first] = group;
  if (first === undefined) return {};
  const signers = group.map(({ signer }) => signer);
  if (first.kind !== 'certificates') return { [first.kind]: signers };
  const { certificateChain, requireRekorBundle } = first;
  return {
    certificates: signers,
    ...(certificateChain === undefined ? {} : { certificateChain }),
    requireRekorBundle,
  };
}

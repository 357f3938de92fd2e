// SPDX-License-Identifier: Apache-2.0

/**
 * The differences from the Rust policy that `docs/differences.md` explains, as
 * tests: each says of one case whether it accounts for what was seen there.
 */
import type { GeneratedCase } from './generate.js';
import { imagesOf } from './images-of.js';
import { isList, isObject, wireJson, type Json } from './json.js';
import { readObject } from './rust-model/objects.js';
import type { Rule, RustSettings } from './rust-model/settings.js';
import { wildMatch } from './rust-model/wildmatch.js';

/** A difference in whether settings are taken. */
export interface SettingsDifference {
  readonly id: string;
  /** Ours refuses with `message`; or ours takes what the model refuses. */
  readonly explains: (oddity: string, message: string) => boolean;
}

/** A request that both policies evaluated, with differing verdicts. */
export interface Disagreement {
  readonly generated: GeneratedCase;
  readonly settings: RustSettings;
  /** One cause of our rejection; '' when ours accepts. */
  readonly cause: string;
}

/** The causes in our rejection's message. */
export function causesOf(message: string): string[] {
  return message
    .replace(/^Resource (?:\S+ )?is not accepted: /, '')
    .split('; ');
}

/** A difference in a verdict. */
export interface VerdictDifference {
  readonly id: string;
  readonly explains: (seen: Disagreement) => boolean;
}

const says = (pattern: RegExp) => (_oddity: string, message: string) =>
  pattern.test(message);
const odd = (name: string) => (oddity: string) => oddity === name;

/** Settings that the Rust policy takes and ours refuses. */
export const STRICTER_SETTINGS: readonly SettingsDifference[] = [
  { id: 'D01', explains: says(/unknown key/) },
  { id: 'D02', explains: says(/more than one kind of signers/) },
  { id: 'D03', explains: says(/must not be empty/) },
  { id: 'D04', explains: says(/is a duplicate/) },
  { id: 'D05', explains: says(/PEM|DER|public key/) },
  { id: 'D06', explains: says(/can never match/) },
  { id: 'D07', explains: says(/must be an absolute http|must have a host/) },
  { id: 'D08', explains: odd('both prefix spellings') },
  { id: 'D09', explains: odd('chain in the wrong order') },
];

/** Settings that the Rust policy refuses and ours takes, on purpose. */
export const MORE_SETTINGS: readonly SettingsDifference[] = [
  { id: 'L01', explains: odd('urlPrefix as documented') },
  { id: 'L02', explains: odd('pub_keys deprecated') },
  { id: 'L03', explains: odd('requireRekorBundle missing') },
  { id: 'L04', explains: odd('no chain') },
  { id: 'L05', explains: odd('certificate expired') },
];

const object = ({ generated }: Disagreement): Json =>
  generated.request['object'] ?? null;

const kindOf = ({ generated }: Disagreement): readonly [string, string] => {
  const { kind } = generated.request;
  return isObject(kind)
    ? [String(kind['group']), String(kind['kind'])]
    : ['', ''];
};

/** The rule and the image that a cause is about; undefined for others. */
function failedRule(
  seen: Disagreement,
): [image: string, rule: Rule] | undefined {
  const [, image, index] =
    /^(?:each of .*, )?(.*) \(\w+\[\d+\][^()]*\) .* \(signatures\[(\d+)\][^()]*\) \[/.exec(
      seen.cause,
    ) ?? [];
  const rule = seen.settings.rules[Number(index)];
  return image === undefined || rule === undefined ? undefined : [image, rule];
}

const BUILT_IN_GROUPS = ['', 'apps', 'batch'];

/** Requests that the Rust policy accepts and ours rejects. */
export const STRICTER_VERDICTS: readonly VerdictDifference[] = [
  {
    // Another spelling of an image that the rule is for.
    id: 'D10',
    explains: (seen) => {
      const failed = failedRule(seen);
      return failed !== undefined && !wildMatch(failed[1].image, failed[0]);
    },
  },
  {
    id: 'D11',
    explains: ({ cause }) => /\[invalid-reference\]$/.test(cause),
  },
  {
    id: 'D12',
    explains: ({ cause }) =>
      /image is (missing|not a string|empty|not in an object) /.test(cause),
  },
  { id: 'D13', explains: ({ cause }) => /volumes\[/.test(cause) },
  {
    // The Rust policy cannot read the object, and lets it through.
    id: 'D14',
    explains: (seen) => {
      const [group, kind] = kindOf(seen);
      return (
        BUILT_IN_GROUPS.includes(group) &&
        kind !== 'PodTemplate' &&
        readObject(kind, object(seen)) === undefined
      );
    },
  },
  {
    id: 'D15',
    explains: (seen) => {
      const [group, kind] = kindOf(seen);
      return group === 'extensions' || kind === 'PodTemplate';
    },
  },
  {
    id: 'D16',
    explains: ({ cause }) => /\[unsigned-or-unreadable\]$/.test(cause),
  },
  {
    id: 'D17',
    explains: ({ cause }) => /\[host-answer-malformed\]$/.test(cause),
  },
  {
    // What was verified first fixes the digest for all others.
    id: 'D18',
    explains: ({ cause }) =>
      /\[(?:other-digest|not-signed|not-signed-by)\]$/.test(cause),
  },
  {
    id: 'D23',
    explains: ({ cause }) =>
      /(object|spec|template|containers) is (missing|not an object|not a list)/.test(
        cause,
      ),
  },
  {
    id: 'D19',
    explains: ({ cause }) => /\[no-rule\]$/.test(cause),
  },
  {
    id: 'D20',
    explains: ({ cause }) => /\[not-pinned\]$/.test(cause),
  },
  {
    id: 'D21',
    explains: ({ cause }) => /^no images are looked for/.test(cause),
  },
  {
    id: 'D22',
    explains: (seen) => kindOf(seen)[1] === 'Rollout',
  },
];

/** Whether an update of a terminating object leaves all its images alone. */
function isTerminatingUnchanged(seen: Disagreement): boolean {
  const now = object(seen);
  const metadata = isObject(now) ? now['metadata'] : undefined;
  if (!isObject(metadata) || !('deletionTimestamp' in metadata)) return false;
  const before = seen.generated.request['oldObject'] ?? null;
  const places = new Set(imagesOf(before).map(({ place }) => place));
  return imagesOf(now).every(({ place }) => places.has(place));
}

/** Whether an update leaves the spec, or the template, as it was. */
function startsNothing(seen: Disagreement): boolean {
  const { operation, oldObject } = seen.generated.request;
  const body = kindOf(seen)[1] === 'PodTemplate' ? 'template' : 'spec';
  const [now, old] = [object(seen), oldObject ?? null].map((one) =>
    isObject(one) ? wireJson(one[body] ?? null) : undefined,
  );
  return operation === 'UPDATE' && now !== undefined && now === old;
}

/** Whether an object is no Pod and was made by a controller. */
export function isControlled(generated: GeneratedCase): boolean {
  const { object: now, kind } = generated.request;
  const metadata = isObject(now) ? now['metadata'] : undefined;
  const owners = isObject(metadata) ? metadata['ownerReferences'] : undefined;
  const isPod = isObject(kind) && kind['kind'] === 'Pod';
  return (
    !isPod &&
    isList(owners) &&
    owners.some((owner) => isObject(owner) && owner['controller'] === true)
  );
}

/** Requests that the Rust policy rejects and ours accepts, on purpose. */
export const MORE_VERDICTS: readonly VerdictDifference[] = [
  {
    id: 'L06',
    explains: ({ generated }) =>
      ['status', 'scale'].includes(String(generated.request['subResource'])),
  },
  { id: 'L07', explains: isTerminatingUnchanged },
  { id: 'L08', explains: startsNothing },
];

/** Differences between the objects that both policies accept. */
export const MUTATIONS = ['M01', 'M02', 'M03', 'M04', 'M05', 'M06'] as const;

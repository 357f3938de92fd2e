// SPDX-License-Identifier: Apache-2.0

/** The parts of docs/messages-before-and-after.md. */
import type { Results } from '../../../bench/figures.js';
import { inlineCode, markdownTable } from '../markdown.js';
import type { Longest } from './longest.js';

/** Longer texts of the first release are cut, for the table to be read. */
const MOST_BEFORE = 600;

/** What is wrong, and what was and is said of it. */
export interface Compared {
  readonly name: string;
  /** Who answered the policy; absent: nobody was asked. */
  readonly host?: string;
  readonly before: string;
  readonly after: string;
}

function shownBefore({ before, after }: Compared): string {
  if (before === after) return 'the same';
  if (before === 'accepted') return before;
  if (before.length <= MOST_BEFORE) return inlineCode(before);
  const start = inlineCode(`${before.slice(0, MOST_BEFORE)}...`);
  return `${start} (${before.length} characters)`;
}

const differing = (all: readonly Compared[]): number =>
  all.filter(({ before, after }) => before !== after).length;

/** The table of rejected requests. */
export function rejectionsPart(all: readonly Compared[]): string {
  const shorter = all.filter(
    ({ before, after }) => after.length < before.length,
  );
  return `## Rejections

${all.length} requests that are rejected, ${differing(all)} of them in other words than before and
${shorter.length} in fewer. Where \`policy-host\` is the host, signatures, registries and
their faults are real: the [images](../tests/fixtures/README.md) were signed by
cosign, and all registries are on 127.0.0.1. Where another host is named, the
answers to verifications are its own words, recorded or as they are documented,
and \`policy-host\` reads the registry.

${markdownTable(
  ['what', 'host', 'before', 'after'],
  all.map((one) => [
    one.name,
    one.host ?? '`policy-host`',
    shownBefore(one),
    inlineCode(one.after),
  ]),
)}`;
}

/** The table of mistakes in settings. */
export function mistakesPart(all: readonly Compared[]): string {
  return `## Settings

${all.length} mistakes in settings, ${differing(all)} of them told in other words than before.

${markdownTable(
  ['mistake', 'before', 'after'],
  all.map((one) => [one.name, shownBefore(one), inlineCode(one.after)]),
)}`;
}

type Messages = Readonly<Record<string, Longest>>;

function longestTable(head: string, all: Messages): string {
  return markdownTable(
    [head, 'bytes', 'message'],
    Object.entries(all).map(([kind, { message, bytes }]) => [
      inlineCode(kind),
      String(bytes),
      inlineCode(message),
    ]),
  );
}

/** How long messages get. */
export function longestPart(rejections: Messages, settings: Messages): string {
  return `## The longest messages

Names, texts of hosts and registries, paths and places in the settings are as
long as they may be. The bytes of a rejection are those beside what is the
object's own: its name and that of the image, the path of a value, kind and
group.

${longestTable('code', rejections)}
${longestTable('settings error', settings)}`;
}

/** What the first release had, from its own results. */
export interface FirstRelease {
  readonly commit: string;
  readonly moduleBytes: number;
  readonly fuel: Readonly<Record<string, number>>;
}

const count = (value: number): string => value.toLocaleString('en-US');

/** What messages cost, from the published figures. */
export function costPart(
  { sizes, corpus, rejections }: Results,
  first: FirstRelease,
): string {
  const compared = corpus.filter(({ name }) => name in first.fuel);
  const calls = (hostCalls: Readonly<Record<string, number>>): string =>
    count(Object.values(hostCalls).reduce((sum, one) => sum + one, 0));
  return `## Fuel and size

The module has ${count(sizes.policy)} bytes, that of commit ${first.commit} had ${count(first.moduleBytes)}. The
figures are those of \`bench/results.json\` ([performance.md](performance.md)), log
events are not counted as calls. The host is asked for reasons on the way to a
rejection only.

${markdownTable(
  ['request', `fuel at ${first.commit}`, 'fuel', 'host calls'],
  [...compared, ...rejections].map(({ name, fuel, hostCalls }) => [
    name,
    name in first.fuel ? count(first.fuel[name] ?? 0) : '',
    count(fuel),
    calls(hostCalls),
  ]),
)}`;
}

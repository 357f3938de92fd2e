// SPDX-License-Identifier: Apache-2.0

/** The parts of docs/messages-before-and-after.md. */
import { inlineCode, markdownTable } from '../markdown.js';

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

// SPDX-License-Identifier: Apache-2.0
// Markdown tables of the measured figures.

const HEADINGS = ['measured', 'Rust policy', 'ratio', 'goal', ''];

const cells = ({ name, value, reference, ratio, goal, met }) => [
  name,
  value,
  reference ?? '',
  ratio ?? '',
  goal ?? '',
  met === undefined ? '' : met ? 'met' : '**missed**',
];

const line = (texts) => `| ${texts.join(' | ')} |`;

function table(headings, rows) {
  const rule = headings.map((_, at) => (at === 0 ? '---' : '--:'));
  return [headings, rule, ...rows].map(line).join('\n');
}

/** One section of results.json, without the columns that are empty. */
export function sectionTable({ title, rows }) {
  const lines = rows.map(cells);
  const used = [title, ...HEADINGS]
    .map((_, index) => index)
    .filter((index) => lines.some((texts) => texts[index] !== ''));
  const pick = (texts) => used.map((index) => texts[index]);
  return table(pick([title, ...HEADINGS]), lines.map(pick));
}

/** The ways to skip and to copy that were tried. */
export function waysTable(ways) {
  return table(
    ['task, over 1 MB', 'way', 'fuel a byte', 'ns a byte'],
    ways.map(({ task, way, fuelPerByte, nanosecondsPerByte }) => [
      task,
      way,
      fuelPerByte.toFixed(2),
      nanosecondsPerByte.toFixed(2),
    ]),
  );
}

/** The compiler's options that were tried. */
export function buildsTable(builds) {
  return table(
    ['optimised by', 'bytes', 'fuel of the corpus'],
    builds.map(({ options, chosen, bytes, fuel }) => [
      chosen ? `${options} (chosen)` : `\`asc ${options}\``,
      bytes.toLocaleString('en-US'),
      `${fuel.toFixed(3)} times`,
    ]),
  );
}

/** A run with several Nodes beside processes that do nothing. */
export function startsTable(starts) {
  const ms = (value) => `${value.toFixed(0)} ms`;
  const mib = (value) => `${(value / 1024 ** 2).toFixed(0)} MiB`;
  const times = (a, b) => (a / b).toFixed(1);
  return table(
    [
      'Node',
      'time',
      'of an empty process',
      'times',
      'processor time',
      'empty',
      'times',
      'memory',
      'empty',
    ],
    starts.map(({ node, run, empty }) => [
      node,
      ...[ms(run.ms), ms(empty.ms), times(run.ms, empty.ms)],
      ...[ms(run.cpuMs), ms(empty.cpuMs), times(run.cpuMs, empty.cpuMs)],
      ...[mib(run.bytes), mib(empty.bytes)],
    ]),
  );
}

/** What users feel: this policy, the Rust one, and one that only answers. */
export function serverTable(rows) {
  return table(
    ['', 'this policy', 'Rust policy', 'one that only answers'],
    rows.map(({ name, ours, rust, floor }) => [name, ours, rust, floor]),
  );
}

/** The same on its side, with the rows that have a short name, for README.md. */
export function feltTable(rows) {
  const felt = rows.filter(({ short }) => short !== undefined);
  return table(
    ['', ...felt.map(({ short }) => short)],
    [
      ['**this&nbsp;policy**', ...felt.map(({ ours }) => `**${ours}**`)],
      ['Rust&nbsp;policy', ...felt.map(({ rust }) => rust)],
    ],
  );
}

/** Goals that are missed, as a sentence. */
export function summary(sections) {
  const rows = sections.flatMap((section) =>
    section.rows.map((row) => ({ ...row, title: section.title })),
  );
  const missed = rows.filter(({ met }) => met === false);
  const goals = rows.filter(({ met }) => met !== undefined).length;
  const names = missed.map(({ name }) => name).join('; ');
  const reached = `${goals - missed.length} of ${goals} goals are met.`;
  return missed.length === 0 ? reached : `${reached} Missed: ${names}.`;
}

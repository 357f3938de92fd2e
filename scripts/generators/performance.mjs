// SPDX-License-Identifier: Apache-2.0
// The figures in docs/performance.md and README.md, between marks such as
//   <!-- figures: summary -->  ...  <!-- figures: end -->
// and the charts, from what `npm run bench` and `bench:alternatives` wrote, and
// from bench/policy-server.json, which was written down from one run.
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { fuelChart } from '../performance/chart.mjs';
import {
  buildsTable,
  feltTable,
  sectionTable,
  serverTable,
  startsTable,
  summary,
  waysTable,
} from '../performance/tables.mjs';

const PAGES = ['docs/performance.md', 'README.md'];
const MARKED =
  /(<!-- figures: (?!end)([a-z]+) -->\n)[\s\S]*?(<!-- figures: end -->)/g;

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Section of results.json by the first word of its title. */
const SECTIONS = {
  module: 'Module',
  fuel: 'Fuel',
  memory: 'Linear',
  growth: 'Growth',
  repeat: 'Many',
  evidence: 'Evidence',
  sdk: 'SDK',
  host: 'Host',
};

function blocks() {
  const { table } = json('bench/results.json');
  const served = json('bench/policy-server.json');
  const { ways, builds } = json('bench/alternatives.json');
  const sections = Object.entries(SECTIONS).map(([name, word]) => {
    const section = table.find(({ title }) => title.startsWith(word));
    return [name, sectionTable(section)];
  });
  return {
    ...Object.fromEntries(sections),
    server: serverTable(served.rows),
    felt: feltTable(served.rows),
    summary: summary(table),
    ways: waysTable(ways),
    builds: buildsTable(builds),
    starts: startsTable(json('bench/starts.json').starts),
  };
}

async function page(path, texts) {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('<!-- figures: ')) return text;
  const filled = text.replace(MARKED, (_all, begin, name, end) => {
    if (texts[name] === undefined) throw new Error(`${path}: ${name}?`);
    return `${begin}\n${texts[name]}\n\n${end}`;
  });
  const options = await resolveConfig(path);
  return format(filled, { ...options, parser: 'markdown' });
}

export default async function generate() {
  const { corpus } = json('bench/results.json');
  const { cases } = json('bench/reference.json');
  const bars = corpus.map(({ name, fuel }) => ({
    name,
    ours: fuel,
    rust: cases[name].fuel,
  }));
  const files = {};
  for (const theme of ['light', 'dark']) {
    files[`docs/images/fuel-${theme}.svg`] = fuelChart(theme, bars);
  }
  const texts = blocks();
  for (const path of PAGES) files[path] = await page(path, texts);
  return files;
}

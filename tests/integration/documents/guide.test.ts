// SPDX-License-Identifier: Apache-2.0
// The chapters of docs/guide show what their commands print. Each is run in a
// folder of its own, beside a real registry that has the signed images;
// build/guide.log tells every command, docs/guide/README.md counts them.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { format } from 'prettier';
import { checkPage, type Result } from '../../support/console-page.js';
import { TOOLS } from '../../support/kit.js';
import {
  commandsOf,
  isRun,
  type Command,
} from '../../support/page-commands.js';
import {
  projectJson,
  projectPath,
  projectText,
} from '../../support/project.js';
import {
  registryMissing,
  startSeededRegistry,
} from '../../support/seeded-registry.js';

const GUIDE = 'docs/guide';
const INDEX = `${GUIDE}/README.md`;
/** What tests/fixtures/regenerate/record-guide recorded. */
const RECORDED = 'tests/fixtures/guide';
const TABLE = /(?<=<!-- chapters: begin -->\n)[\s\S]*(?=<!-- chapters: end)/;
const LOG = projectPath('build/guide.log');
/** What the chapters show instead of a port that is another in every run. */
const SHOWN_REGISTRY = '127.0.0.1:5000';

/** Programs that the commands of a chapter need beside openssl. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  '02-certificates.md': ['softhsm2-util', 'pkcs11-tool'],
  '08-deploy.md': ['helm', 'kustomize'],
  '10-gitops.md': ['kustomize'],
  '11-private-registries.md': ['helm'],
  '12-air-gap.md': ['helm', 'oras'],
};

/** With this project's commands, and the tools that `make tools` builds. */
const PATH = [
  projectPath('node_modules/.bin'),
  TOOLS,
  process.env['PATH'] ?? '',
].join(delimiter);

const recording = projectJson<
  readonly {
    readonly chapter: string;
    readonly recorded: string;
    readonly text: string;
    readonly printed: string;
  }[]
>(`${RECORDED}/recording.json`);

const chapters = readdirSync(projectPath(GUIDE))
  .filter((name) => /^\d\d-.*\.md$/.test(name))
  .sort();

describe(GUIDE, { skip: registryMissing }, () => {
  let registry: Awaited<ReturnType<typeof startSeededRegistry>>;
  before(async () => {
    registry = await startSeededRegistry([
      'tests/fixtures/oci-layout',
      `${RECORDED}/oci-layout`,
    ]);
    mkdirSync(dirname(LOG), { recursive: true });
    writeFileSync(LOG, chapters.map(leftOut).join(''));
  });
  after(() => registry.stop());

  for (const name of chapters) {
    const skip = missingOf(name);
    it(`${name} shows what its commands print`, { skip }, (test) => {
      const left = recording.filter(({ chapter }) => chapter === name);
      const options = {
        env: {
          REGISTRY: registry.host,
          EARLIER: projectPath(`${RECORDED}/files`),
          PATH,
        },
        plain: (printed: string) =>
          printed.replaceAll(registry.host, SHOWN_REGISTRY),
        recording: ({ text }: Command) => {
          const next = left.shift();
          return next?.text === text ? next.printed : undefined;
        },
      };
      checkPage(`${GUIDE}/${name}`, options, (results) => {
        appendFileSync(LOG, logOf(name, results));
        for (const { text, notRun } of results) {
          if (notRun === undefined) continue;
          test.diagnostic(`not run, ${notRun}: ${text.split('\n')[0]}`);
        }
      });
    });
  }
});

describe(RECORDED, () => {
  it('has recorded what chapters show, and nothing else', () => {
    const shown = chapters.flatMap((chapter) =>
      commandsOf(projectText(`${GUIDE}/${chapter}`)).flatMap(
        ({ recorded, text }) =>
          recorded === undefined ? [] : [{ chapter, recorded, text }],
      ),
    );
    const known = recording.map(({ chapter, recorded, text }) => ({
      ...{ chapter, recorded, text },
    }));
    assert.deepEqual(known, shown);
  });
});

describe(INDEX, () => {
  it('has a row a chapter, with its title and the number of its commands', async () => {
    const text = projectText(INDEX);
    const rendered = await format(
      text.replace(TABLE, () => `\n${rows().join('\n')}\n\n`),
      { parser: 'markdown' },
    );
    if (process.env['UPDATE_DOCS'] === '1') {
      writeFileSync(projectPath(INDEX), rendered);
    } else {
      assert.equal(text, rendered);
    }
  });
});

/** The table of the chapters. */
function rows(): string[] {
  return [
    '| chapter | commands run | recorded | shown only |',
    '| --- | --: | --: | --: |',
    ...chapters.map((name) => {
      const page = projectText(`${GUIDE}/${name}`);
      const commands = commandsOf(page);
      const counts = [
        commands.filter(isRun).length,
        commands.filter(({ recorded }) => recorded !== undefined).length,
        commands.filter(({ notRun }) => notRun !== undefined).length,
      ];
      const [, title = ''] = /^# (.*)$/m.exec(page) ?? [];
      return `| [${title}](${name}) | ${counts.join(' | ')} |`;
    }),
  ];
}

/** Every command with what it printed, or why it was not run. */
function logOf(name: string, results: readonly Result[]): string {
  const lines = results.map(({ text, printed, notRun, recorded }) => {
    if (notRun !== undefined) return `(not run: ${notRun})\n$ ${text}`;
    const where = recorded === undefined ? '' : `(recorded with ${recorded})\n`;
    return `${where}$ ${text}${printed}`;
  });
  return `== ${name}\n${lines.join('')}\n`;
}

/** What the log says of a chapter that is left out. */
function leftOut(name: string): string {
  const why = missingOf(name);
  return why === false ? '' : `== ${name}\nleft out: ${why}\n\n`;
}

/** Why a chapter is left out; false where all its programs are there. */
function missingOf(name: string): string | false {
  const folders = PATH.split(delimiter);
  const missing = (NEEDED[name] ?? []).filter(
    (tool) => !folders.some((folder) => existsSync(join(folder, tool))),
  );
  return missing.length > 0 && `${missing.join(', ')} not found`;
}

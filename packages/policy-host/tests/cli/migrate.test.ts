// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { main } from '../../src/cli/main.js';
import { cli, temporaryFolder, type Folder } from '../support/cli.js';

const OLD = `# ours
signatures:
  - image: ghcr.io/acme/* # all of it
    github_actions: { owner: acme }
`;
const NEW = OLD.replace('github_actions', 'githubActions');

describe('policy-host migrate', () => {
  let folder: Folder;
  let old: string;
  let present: string;
  before(async () => {
    folder = await temporaryFolder();
    present = await folder.write('new.yaml', NEW);
  });
  after(() => folder.remove());

  async function migrate(...args: readonly string[]) {
    old = await folder.write('old.yaml', OLD);
    return cli(['migrate', ...args]);
  }

  it('shows a diff and leaves the file alone', async () => {
    old = folder.at('old.yaml');
    assert.deepEqual(await migrate(old), {
      code: 0,
      stdout: `--- ${old}
+++ ${old}
@@ -1,4 +1,4 @@
 # ours
 signatures:
   - image: ghcr.io/acme/* # all of it
-    github_actions: { owner: acme }
+    githubActions: { owner: acme }
`,
      stderr: '',
    });
    assert.equal(await readFile(old, 'utf8'), OLD);
  });

  it('shows the new text, also of a file that is as it should be', async () => {
    assert.deepEqual(await migrate('-o', 'yaml', folder.at('old.yaml')), {
      code: 0,
      stdout: NEW,
      stderr: '',
    });
    assert.deepEqual(await migrate(present), {
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('writes the file with --write, and then finds nothing', async () => {
    const first = await migrate('--write', folder.at('old.yaml'));
    assert.equal(first.code, 0);
    assert.equal(await readFile(old, 'utf8'), NEW);
    const again = await cli(['migrate', '--check', old]);
    assert.deepEqual(again, { code: 0, stdout: '', stderr: '' });
  });

  it('exits with 1 after --check when something would change', async () => {
    const run = await migrate('--check', present, folder.at('old.yaml'));
    assert.equal(run.code, 1);
    assert.equal(run.stderr, 'Error: 1 file would change\n');
    assert.equal(await readFile(old, 'utf8'), OLD);
  });

  it('does not both check and write', async () => {
    const { code } = await migrate('--check', '--write', present);
    assert.equal(code, 2);
  });

  it('names file, line and reason of what cannot be migrated', async () => {
    const bad = await folder.write('bad.yaml', `${OLD}    githubActions: {}\n`);
    const run = await migrate('--write', bad, folder.at('old.yaml'));
    assert.deepEqual(
      [run.code, run.stderr],
      [
        1,
        `${bad}:4: no equivalent: github_actions: stands beside githubActions; only one of the two can be meant\n` +
          'Error: 1 file cannot be migrated\n',
      ],
    );
    assert.match(await readFile(bad, 'utf8'), /github_actions/);
    // The other file is not held up by it.
    assert.equal(await readFile(old, 'utf8'), NEW);
  });

  it('names file and line of what is no YAML', async () => {
    const chart = await folder.write('chart.yaml', 'a: 1\n{{- if .x }}\n');
    const { code, stderr } = await migrate(chart);
    assert.equal(code, 1);
    assert.ok(stderr.startsWith(`Error: ${chart}:2: is not YAML: `), stderr);
  });

  it('keeps a byte order mark and line ends, and refuses what is no UTF-8', async () => {
    const text = `\ufeff${OLD}`.replaceAll('\n', '\r\n');
    const file = await folder.write('crlf.yaml', text);
    assert.equal((await cli(['migrate', '--write', file])).code, 0);
    assert.equal(
      await readFile(file, 'utf8'),
      text.replace('github_actions', 'githubActions'),
    );
    const broken = await folder.write('latin.yaml', Uint8Array.of(0xe4, 0x0a));
    assert.deepEqual(await cli(['migrate', '--write', broken]), {
      code: 1,
      stdout: '',
      stderr: `Error: ${broken}: is not UTF-8\n`,
    });
  });

  it('lists the verdicts that may change, and says whose settings they are', async () => {
    const { code, stderr } = await migrate('--from', 'rust', present);
    assert.equal(code, 0);
    assert.match(
      stderr,
      /new\.yaml:2: verdicts may change: rejected here \(D10\): /,
    );
  });

  for (const [name, terminal, noColor, flags] of [
    ['colours on a terminal', true, false, []],
    ['none with NO_COLOR', true, true, []],
    ['none with --no-color', true, false, ['--no-color']],
    ['none into a file', false, false, []],
  ] as const) {
    it(name, async () => {
      let stdout = '';
      old = await folder.write('old.yaml', OLD);
      await main([...flags, 'migrate', old], {
        out: (text) => void (stdout += text),
        err: () => undefined,
        outIsTerminal: terminal,
        errIsTerminal: false,
        noColor,
        columns: 120,
        readStdin: async () => new Uint8Array(0),
      });
      const colored = name === 'colours on a terminal';
      assert.equal(stdout.includes('\u001b[31m-    github_actions'), colored);
      assert.equal(stdout.includes('\u001b'), colored);
    });
  }
});

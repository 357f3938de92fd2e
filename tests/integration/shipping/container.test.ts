// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PROJECT, projectText } from '../../support/project.js';

/** An instruction of the recipe, such as `COPY`, and what stands behind it. */
interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of each stage. */
const stages = projectText('packages/policy-host/Containerfile')
  .split('\n')
  .flatMap((line): Instruction[] => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name === '' ? [] : [{ name, rest }];
  })
  .reduce<Instruction[][]>((all, instruction) => {
    if (instruction.name === 'FROM') all.push([]);
    all.at(-1)?.push(instruction);
    return all;
  }, []);

/** What a COPY takes from the project, and where it goes. */
function copied({ rest }: Instruction): { from: string[]; to: string } {
  const words = rest.split(' ').filter((word) => !word.startsWith('--'));
  return { from: words.slice(0, -1), to: words.at(-1) ?? '' };
}

// The image itself cannot be built where there is no container engine: its last
// stage is carried out in a folder.
describe('Containerfile of policy-host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'container-'));
  after(() => rmSync(folder, { recursive: true }));
  const [build = [], last = []] = stages;

  it('copies files that exist', () => {
    const copies = [...build, ...last].filter(({ name }) => name === 'COPY');
    assert.equal(copies.length, 6);
    for (const copy of copies) {
      for (const path of copied(copy).from) {
        const local = path.replace(/^\/src\//, '');
        assert.ok(existsSync(join(PROJECT, local)), path);
      }
    }
  });

  it('compiles with the command of its first stage', () => {
    const command = build.find(({ rest }) => rest.startsWith('npx tsc '));
    const { status, stdout } = spawnSync('sh', ['-c', command?.rest ?? ''], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });

  it('runs what its last stage has installed, and nothing else', () => {
    for (const instruction of last) {
      if (instruction.name === 'COPY') {
        const { from, to } = copied(instruction);
        for (const path of from) {
          const local = path.replace(/^\/src\//, '');
          const target = to.endsWith('/')
            ? join(to, local.split('/').at(-1) ?? '')
            : to;
          cpSync(join(PROJECT, local), join(folder, target), {
            recursive: true,
          });
        }
      } else if (instruction.name === 'RUN') {
        const { status, stderr } = spawnSync('sh', ['-c', instruction.rest], {
          cwd: folder,
          encoding: 'utf8',
          timeout: 300_000,
          env: { ...process.env, npm_config_prefer_offline: 'true' },
        });
        assert.equal(status, 0, stderr);
      }
    }
    const entry = last.find(({ name }) => name === 'ENTRYPOINT');
    const [program = '', path = ''] = JSON.parse(
      entry?.rest ?? '[]',
    ) as string[];
    const local = path.replace('/opt/policy-host', folder);
    assert.equal(program, 'node');
    const { stdout } = spawnSync(process.execPath, [local, '--version'], {
      cwd: dirname(folder),
      encoding: 'utf8',
    });
    const { version } = JSON.parse(projectText('package.json')) as {
      version: string;
    };
    assert.equal(stdout.trim(), version);
    assert.ok(!existsSync(join(folder, 'node_modules/typescript')));
  });

  it('does not run as root', () => {
    assert.equal(last.find(({ name }) => name === 'USER')?.rest, 'node');
  });
});

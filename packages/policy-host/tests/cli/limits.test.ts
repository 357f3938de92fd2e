// SPDX-License-Identifier: Apache-2.0

/** Memory and time of a guest, as policy-server and kwctl 1.38 grant them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_LIMITS, loadPolicy } from '../../src/index.js';
import { cli, temporaryFolder, type Folder } from '../support/cli.js';
import { fixturePath } from '../support/fixture.js';
import { guest } from '../support/guest.js';
import { STEERED } from '../support/steered-guest.js';

/** Accepts when its memory could grow to the number of MiB in the settings. */
const GROWING = `
function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") return reply('{"valid":true}');
  const at = msg.indexOf('"mib":') + 6;
  const pages = 16 * <i32>I32.parseInt(msg.substring(at, msg.indexOf('}', at)));
  const grown = memory.grow(pages - memory.size()) >= 0;
  return reply('{"accepted":' + grown.toString() + '}');
}`;

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
  await folder.write('growing.wasm', await guest(GROWING));
});
after(() => folder.remove());

function run(mib: number, ...flags: readonly string[]) {
  return cli([
    ...['run', '-r', fixturePath('request.json'), ...flags],
    ...['--settings-json', JSON.stringify({ mib }), folder.at('growing.wasm')],
  ]);
}

async function grows(mib: number, ...flags: readonly string[]) {
  const { stdout, stderr } = await run(mib, ...flags);
  assert.equal(stderr, '');
  return (JSON.parse(stdout) as { allowed: boolean }).allowed;
}

describe('memory', () => {
  it('is 256 MiB', async () => {
    assert.equal(DEFAULT_LIMITS.maxMemoryBytes, 256 * 1024 * 1024);
    assert.equal(await grows(256), true);
    assert.equal(await grows(257), false);
  });

  it('is what --policy-memory-limit says', async () => {
    for (const size of ['8388608', '8192Ki', '8Mi']) {
      assert.equal(await grows(8, '--policy-memory-limit', size), true);
      assert.equal(await grows(9, '--policy-memory-limit', size), false);
    }
    assert.equal(await grows(300, '--policy-memory-limit', '1Gi'), true);
  });

  it('is not limited with --disable-memory-limit', async () => {
    assert.equal(await grows(600, '--disable-memory-limit'), true);
  });

  it('is not what nobody can mean', async () => {
    for (const size of ['0', '-1', '8 Mi', '8M', '8MiB', '', '5Gi', '1e9']) {
      const { code, stderr } = await run(1, '--policy-memory-limit', size);
      assert.equal(code, 1);
      assert.match(stderr, /--policy-memory-limit must be a number of bytes, /);
    }
    const both = ['--policy-memory-limit', '1Gi', '--disable-memory-limit'];
    assert.equal((await run(1, ...both)).code, 2);
  });
});

describe('time', () => {
  it('is 2 seconds', async () => {
    assert.equal(DEFAULT_LIMITS.timeoutMs, 2000);
    const policy = await loadPolicy(await guest(STEERED));
    try {
      await assert.rejects(
        policy.call('validate', Buffer.from('loop')),
        /guest code interrupted, time limit of 2000 ms reached/,
      );
    } finally {
      await policy.close();
    }
  });
});

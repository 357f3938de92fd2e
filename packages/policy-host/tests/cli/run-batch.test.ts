// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { cli } from '../support/cli.js';
import { fixture } from '../support/fixture.js';
import { steeredPolicy } from '../support/steered-policy.js';

const { folder, wasm } = await steeredPolicy();

function request(uid: string): string {
  const document = JSON.parse(fixture('request.json')) as object;
  return JSON.stringify({ ...document, uid });
}

async function run(
  uids: readonly string[],
  ...flags: readonly string[]
): Promise<{ code: number; lines: string[]; stderr: string }> {
  const text = uids.map(request).join('\n');
  const file = await folder.write('requests.jsonl', text);
  const args = ['run', '-r', file, '--settings-json', '{}', ...flags, wasm];
  const { code, stdout, stderr } = await cli(args);
  return { code, lines: stdout.trimEnd().split('\n'), stderr };
}

function replaced(
  lines: readonly string[],
  others: Readonly<Record<number, string>>,
): string[] {
  return lines.map((line, i) => others[i] ?? line);
}

const KINDS = ['accept', 'reject', 'crash', 'bad', 'mutate'];
/** Many requests of all kinds, each with a uid of its own. */
const MANY = Array.from(
  { length: 300 },
  (_, i) => `${KINDS[i % 5] ?? ''}-${i}`,
);

test('many requests are answered in order, each as if alone', async () => {
  const alone = new Map<string, string>();
  for (const kind of KINDS) {
    const { lines } = await run([kind]);
    alone.set(kind, lines[0] ?? '');
  }
  const { code, lines, stderr } = await run(MANY);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  assert.deepEqual(
    lines,
    MANY.map((uid) => {
      const [kind = ''] = uid.split('-');
      return alone.get(kind)?.replace(`"uid":"${kind}"`, `"uid":"${uid}"`);
    }),
  );
});

test('a request that loops among many is interrupted alone', async () => {
  const expected = await run(MANY);
  const uids = replaced(MANY, { 100: 'loop-100', 101: 'loop-101' });
  const { code, lines } = await run(uids, '--timeout', '0.3');
  assert.equal(code, 0);
  const interrupted = (uid: string) =>
    `{"uid":"${uid}","allowed":false,"status":{"message":"internal server error: Guest call failure: guest code interrupted, time limit of 300 ms reached","code":500},"auditAnnotations":null,"warnings":null}`;
  assert.deepEqual(
    lines,
    replaced(expected.lines, {
      100: interrupted('loop-100'),
      101: interrupted('loop-101'),
    }),
  );
});

test('log events of all requests are shown', async () => {
  const uids = MANY.map((_uid, i) => `echo-${i}`);
  const { stderr } = await run(uids);
  assert.equal(stderr, 'INFO policy_log: seen data={"n":1}\n'.repeat(300));
});

test('the first bad request is named and none is evaluated', async () => {
  const lines = replaced(
    MANY.map((_uid, i) => request(`echo-${i}`)),
    { 70: '{"uid":1}', 200: '{' },
  );
  const file = await folder.write('bad.jsonl', lines.join('\n'));
  assert.deepEqual(await cli(['run', '-r', file, wasm]), {
    code: 1,
    stdout: '',
    stderr:
      'Error: bad.jsonl:71: cannot build AdmissionRequest object from given input: invalid type: integer `1`, expected a string\n',
  });
});

test('refused settings are one error', async () => {
  const file = await folder.write('many.jsonl', MANY.map(request).join('\n'));
  const settings = ['--settings-json', '{"m":"settings-refused"}'];
  assert.deepEqual(await cli(['run', '-r', file, ...settings, wasm]), {
    code: 1,
    stdout: '',
    stderr: 'Error: Provided settings are not valid: not so\n',
  });
});

test('a session of many requests is replayed in order', async () => {
  const flag = (name: string) => `--${name}-host-capabilities-interactions`;
  const uids = MANY.slice(0, 90).map((uid, i) =>
    i % 3 === 0 ? `call-host-${i}` : uid,
  );
  const session = folder.at('session.yml');
  const limit = ['--timeout', '0.5'];
  const withLoop = replaced(uids, { 40: 'loop-40' });
  const recorded = await run(withLoop, ...limit, flag('record'), session);
  const text = await readFile(session, 'utf8');
  assert.equal(text.match(/^- type: Exchange$/gm)?.length, 30);
  // Each answer an own one: a call that is answered twice would show.
  let count = 0;
  const numbered = text.replace(/127\.0\.0\.1"\]/g, () => `${count++}"]`);
  await folder.write('session.yml', numbered);
  const replayed = await run(withLoop, ...limit, flag('replay'), session);
  assert.equal(replayed.stderr, '');
  assert.deepEqual(
    replayed.lines,
    recorded.lines.map((line, i) =>
      line.replace("['127.0.0.1']", `['${i / 3}']`),
    ),
  );
});

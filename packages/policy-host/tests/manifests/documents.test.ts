// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { ManifestSet } from '../../src/manifests/requests.js';
import { temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { OPTIONS, request, requests, stdin } from '../support/manifests.js';

const nothing = stdin('');

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

describe('what a text may hold', () => {
  const pod = (name: string) =>
    `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}}`;
  const names = async (text: string) =>
    (await requests(text)).requests.map(({ name }) => name);

  it('several documents, lists and lists of lists', async () => {
    assert.deepEqual(
      await names(
        `---\n${pod('a')}\n---\nkind: List\napiVersion: v1\nitems:\n- ${pod('b')}\n- {apiVersion: v1, kind: List, items: [${pod('c')}]}\n`,
      ),
      [
        'stdin:2 Pod default/a',
        'stdin:4 Pod default/b',
        'stdin:4 Pod default/c',
      ],
    );
  });

  it('a typed list whose items do not repeat the type', async () => {
    const found = await request(
      '{"apiVersion":"apps/v1","kind":"DeploymentList","metadata":{},"items":[{"metadata":{"name":"web","namespace":"n"}}]}',
    );
    assert.deepEqual(found['kind'], {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
    });
    assert.deepEqual(found['object'], {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'n' },
    });
  });

  it('a list that has a name, as kubectl reads it', async () => {
    assert.deepEqual(
      await names(
        '{"apiVersion":"v1","kind":"PodList","metadata":{"name":"a"},"items":[{"metadata":{"name":"b"}}]}',
      ),
      ['stdin Pod default/b'],
    );
  });

  it('an object whose kind ends in List, and a kind of any group', async () => {
    for (const [group, kind] of [
      ['x.io', 'BlockList'],
      ['constructor', 'Pod'],
      ['__proto__', 'Pod'],
    ]) {
      assert.deepEqual(
        await names(
          `{"apiVersion":"${group}/v1","kind":"${kind}","metadata":{"name":"a"}}`,
        ),
        [`stdin ${kind} default/a`],
      );
    }
  });

  it('requests go on byte for byte, in YAML as JSON', async () => {
    const review =
      ' {"kind":"AdmissionReview","request":{"uid" : "u"},"x":1.0}\n';
    const bare = '{"uid": "u", "kind": {"kind": "Pod"}}';
    for (const text of [review, bare, '', '{"kind":', '[1]']) {
      const { requests: found } = await requests(text);
      assert.deepEqual(
        found.map(({ name, content, object }) => [name, content, object]),
        [['stdin', text, undefined]],
      );
    }
    const { requests: found } = await requests(
      'uid: u\nkind: {kind: Pod}\n---\nkind: AdmissionReview\nrequest: {uid: v}\n',
    );
    assert.deepEqual(
      found.map(({ name, content }) => [name, content]),
      [
        ['stdin:1', '{"kind":{"kind":"Pod"},"uid":"u"}'],
        ['stdin:4', '{"kind":"AdmissionReview","request":{"uid":"v"}}'],
      ],
    );
  });

  it('raw policies get documents as they are', async () => {
    const { requests: found } = await requests(pod('a'), {}, 'raw');
    assert.deepEqual(
      found.map(({ content }) => content),
      [pod('a')],
    );
  });

  it('a value that others read differently is told', async () => {
    const { warnings } = await requests(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: off}\n',
    );
    assert.deepEqual(warnings, [
      'stdin:4: kubectl reads off as false, others do not: quote it',
    ]);
  });
});

describe('folders', () => {
  it('are read with what is below them, in order, and no loop', async () => {
    await mkdir(folder.at('app/b/c'), { recursive: true });
    const text = (name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`;
    await folder.write('app/z.yml', text('z'));
    await folder.write('app/a.yaml', text('a'));
    await folder.write('app/b/c/d.yaml', text('d'));
    await folder.write('app/b/notes.txt', 'none');
    await symlink(folder.at('app'), folder.at('app/b/c/loop'));
    await symlink(folder.at('app/z.yml'), folder.at('app/b/link.yml'));
    const set = await ManifestSet.read(
      [folder.at('app'), folder.at('app/z.yml')],
      nothing,
      OPTIONS,
      () => undefined,
    );
    const found = await set.requestsFor(undefined, 'p', 'kubernetes');
    assert.deepEqual(
      found.requests.map(({ name }) => name),
      [
        'a.yaml Pod default/a',
        'b/c/d.yaml Pod default/d',
        'b/link.yml Pod default/z',
        'z.yml Pod default/z',
        'z.yml Pod default/z',
      ],
    );
  });
});

describe('errors name file, document and line', () => {
  const cases: [string, string, string][] = [
    [
      'bad.yaml',
      'a: 1\n---\nkind: Pod\nmetadata: {name: a}\n',
      'document 2, line 3: apiVersion is missing',
    ],
    [
      'list.yaml',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- 7\n',
      'document 1, line 5: this is not a Kubernetes object',
    ],
    [
      'list.json',
      '{"apiVersion": "v1",\n "kind": "List",\n "items": [\n  {"kind": "Pod"}]}',
      'document 1, line 4: apiVersion is missing',
    ],
    [
      'anonymous.yaml',
      '\napiVersion: v1\nkind: Pod\nmetadata: {}\n',
      'document 1, line 2: Pod has no metadata.name',
    ],
    [
      'bare.json',
      '{"apiVersion": "v1", "kind": "Pod"}',
      'document 1, line 1: Pod has no metadata',
    ],
    [
      'twice.yaml',
      'apiVersion: v1\nkind: Pod\nkind: Job\n',
      'document 1, line 3: the key kind is given twice',
    ],
    [
      'items.json',
      '{"apiVersion":"v1","kind":"List","items":3}',
      'document 1, line 1: items is not a list',
    ],
    [
      'block-list.json',
      '{"apiVersion":"x.io/v1","kind":"BlockList","metadata":{"name":"a"},\n"items":[\n1]}',
      'document 1, line 3: this is not a Kubernetes object',
    ],
    [
      'hidden.yaml',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n',
      'document 1, line 1: Deployment has items: kubectl takes it for a list of them',
    ],
  ];
  for (const [name, text, message] of cases) {
    it(message, async () => {
      const path = await folder.write(name, text);
      await assert.rejects(
        async () => {
          const set = await ManifestSet.read(
            [path],
            nothing,
            OPTIONS,
            () => undefined,
          );
          await set.requestsFor(undefined, 'p', 'kubernetes');
        },
        { code: 'REQUEST', message: `${path}, ${message}` },
      );
    });
  }

  it('a folder without manifests, an empty file', async () => {
    await mkdir(folder.at('none'));
    const read = (path: string) =>
      ManifestSet.read([path], nothing, OPTIONS, () => undefined);
    await assert.rejects(read(folder.at('none')), {
      code: 'ARGUMENT',
      message: `no requests found in ${folder.at('none')}`,
    });
    const empty = await folder.write('empty.yaml', '# nothing\n');
    await assert.rejects(read(empty), {
      code: 'ARGUMENT',
      message: `no requests found in ${empty}`,
    });
  });
});

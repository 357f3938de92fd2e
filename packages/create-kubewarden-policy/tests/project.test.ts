// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CreateError } from '../src/errors.js';
import { checkName, fill, readAuthor } from '../src/project.js';

const PROJECT = {
  name: 'my-policy',
  description: 'says "no"',
  kind: 'raw' as const,
  author: { name: 'Ada', email: 'ada@example.org' },
  created: new Date('2026-01-02T03:04:05Z'),
  versions: {
    sdk: '1',
    host: '2',
    assemblyscript: '3',
    prettier: '4',
    yaml: '5',
  },
};

describe('checkName', () => {
  it('accepts what Kubernetes accepts', () => {
    for (const name of ['a', 'my-policy', '0x', 'a'.repeat(63)]) {
      assert.equal(checkName(name), name);
    }
  });

  it('refuses the rest', () => {
    const bad = ['', 'A', '-a', 'a-', 'a.b', 'a_b', '../a', 'a'.repeat(64)];
    for (const name of bad) {
      assert.throws(
        () => checkName(name),
        (error) => error instanceof CreateError && error.code === 'NAME',
        name,
      );
    }
  });
});

describe('readAuthor', () => {
  it('reads mailboxes', () => {
    assert.deepEqual(readAuthor('Ada L. <ada@example.org>'), {
      name: 'Ada L.',
      email: 'ada@example.org',
    });
  });

  it('refuses the rest', () => {
    for (const text of ['', 'Ada', 'ada@x', '<a@b>', 'A <a>', 'A <a@b> c']) {
      assert.throws(() => readAuthor(text), { code: 'AUTHOR' }, text);
    }
  });
});

describe('fill', () => {
  it('fills placeholders, quoted where asked', () => {
    assert.equal(
      fill('{{name}}: {{description:json}} {{host}}', PROJECT),
      'my-policy: "says \\"no\\"" 2',
    );
    assert.equal(
      fill('{{author}} {{email}} {{created}}', PROJECT),
      'Ada <ada@example.org> ada@example.org 2026-01-02T00:00:00Z',
    );
  });

  it('refuses placeholders it does not know', () => {
    assert.throws(() => fill('{{nam}}', PROJECT), { code: 'TEMPLATE' });
  });
});

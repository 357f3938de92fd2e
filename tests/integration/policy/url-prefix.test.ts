// SPDX-License-Identifier: Apache-2.0

/** What a `urlPrefix` may be, beside the WHATWG parser that hosts have. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Random } from '../../support/generate/random.js';
import { validateSettings } from '../../support/policy.js';

const COUNT = Number(process.env['URL_PREFIXES'] ?? 100_000);
const AT_ONCE = 50;

const AUTHORITY =
  'must have a lower-case host name or IPv4 address, no user name, query or fragment';
const PORT = 'must have a plain port, other than the default';
const DOTS = 'must have no dot segments';
const CHARACTER = 'has a character that no subject URL has';
const ENDS = 'ends inside a name';

/** The problem of each prefix; undefined for those that are taken. */
function problemsOf(prefixes: readonly string[]): (string | undefined)[] {
  const keyless = prefixes.map((urlPrefix, index) => ({
    issuer: `https://issuer.example/${index}`,
    urlPrefix,
  }));
  const { message = '' } = validateSettings({
    signatures: [{ image: 'a.io/*', keylessPrefix: keyless }],
  });
  const problems = new Map(
    message
      .split('; ')
      .map((one) =>
        /^[^[]*\[0\]\.keylessPrefix\[(\d+)\]\.urlPrefix: (.*)$/.exec(one),
      )
      .map((found) => [Number(found?.[1]), found?.[2] ?? message]),
  );
  return prefixes.map((_, index) => problems.get(index));
}

/** What is refused although the parser leaves it as it is. */
const PLAIN =
  /^https?:\/\/[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?(?:\/(?:[^\s"#%<>?\\^`{|}\u007f-\uffff]|%[0-9a-fA-F]{2})*)?$/;

/** Node 20 leaves a dot segment behind `//`, against the specification. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/** Whether the parser of hosts would return a prefix as it stands. */
function isUnchanged(prefix: string): boolean {
  if (!URL.canParse(prefix) || DOT_SEGMENT.test(prefix)) return false;
  const { href } = new URL(prefix);
  return href === prefix || href === `${prefix}/`;
}

const isPlain = (prefix: string): boolean =>
  PLAIN.test(prefix) && !/[/.]xn--/.test(prefix.split('/', 3).join('/'));

const PIECES: readonly string[] = [
  ...'abcz019.-_:/%@?#',
  ...['..', '/.', '/..', '%2e', '%2E', '.%2e', '%2f', '%4', '%zz', '//', '/./'],
  ...['0x', '0xa', 'x', '127.0.0.1', '1.2.3', '256.1.1.1', '01', '1.2.3.04'],
  ...[
    'a.io',
    'github.com',
    'xn--',
    'xn--nxasmq6b',
    'A',
    'é',
    '[::1]',
    '[',
    ']',
  ],
  ...[
    ':80',
    ':443',
    ':0',
    ':00',
    ':065',
    ':65535',
    ':65536',
    ':99999',
    ':8080',
  ],
  ...[
    '~',
    '!',
    '$',
    '&',
    "'",
    '(',
    ')',
    '*',
    '+',
    ',',
    ';',
    '=',
    '^',
    '|',
    '{',
  ],
];

function generated(random: Random): string {
  const scheme = random.pick([
    'https://',
    'https://',
    'http://',
    'https:/',
    'HTTP://',
    'ftp://',
  ]);
  const host = random.chance(0.6)
    ? random.pick(['a.io', 'github.com', '1.2.3.4', 'x-y.example'])
    : '';
  return (
    scheme +
    host +
    random.times(random.below(5), () => random.pick(PIECES)).join('')
  );
}

describe('a urlPrefix', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['https://a.io/%2e', DOTS],
    ['https://a.io/x/%2E%2e/y', DOTS],
    ['https://a.io/.%2e', DOTS],
    ['https://a.io/./x', DOTS],
    ['https://a.io/..', DOTS],
    ['https://a.io:443/x', PORT],
    ['http://a.io:80', PORT],
    ['https://a.io:0443', PORT],
    ['https://a.io:', PORT],
    ['https://a.io:x', PORT],
    ['https://a.io:65536', PORT],
    ['https://a.io:1:2', PORT],
    ['https://a.1', AUTHORITY],
    ['https://1.2.3.4.5', AUTHORITY],
    ['https://1.2.3', AUTHORITY],
    ['https://01.2.3.4', AUTHORITY],
    ['https://256.2.3.4', AUTHORITY],
    ['https://a.0x', AUTHORITY],
    ['https://0x7f000001', AUTHORITY],
    ['https://a..io', AUTHORITY],
    ['https://a.io.', AUTHORITY],
    ['https://A.io', AUTHORITY],
    ['https://me@a.io', AUTHORITY],
    ['https://xn--a.io', AUTHORITY],
    ['https://a.io/%zz', CHARACTER],
    ['https://a.io/x?y', CHARACTER],
    ['https://a.io/a^b', CHARACTER],
    ['https://a.io/%2', ENDS],
  ];
  for (const [prefix, problem] of refused) {
    it(`is not ${prefix}`, () => {
      assert.deepEqual(problemsOf([prefix]), [problem]);
    });
  }

  it('is a plain URL', () => {
    const taken = [
      'https://a.io',
      'http://a.io:443/x',
      'https://a.io:80',
      'https://a.io:0',
      'https://1.2.3.4:8443/a',
      'https://a_b.c-d.example/.x/..y/...',
      'https://a.io/%2e%2e%2e/%2ea',
      'https://0x.example/',
      'https://a.io/%20',
    ];
    assert.deepEqual(
      problemsOf(taken),
      taken.map(() => undefined),
    );
    assert.deepEqual(
      taken.filter((one) => !isUnchanged(one)),
      [],
    );
  });

  it(`is what the parser of hosts leaves as it is (${COUNT} generated)`, () => {
    const random = new Random(14_007);
    let accepted = 0;
    for (let done = 0; done < COUNT; done += AT_ONCE) {
      const prefixes = random.times(AT_ONCE, () => generated(random));
      problemsOf(prefixes).forEach((problem, index) => {
        const prefix = prefixes[index] ?? '';
        const expected = isPlain(prefix) && isUnchanged(prefix);
        assert.equal(problem === undefined, expected, `${prefix}: ${problem}`);
        if (expected) accepted++;
      });
    }
    // Both sides must be met often, else this shows nothing.
    assert.ok(
      accepted > COUNT / 10 && accepted < COUNT * 0.9,
      String(accepted),
    );
  });
});

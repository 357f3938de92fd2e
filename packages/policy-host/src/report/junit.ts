// SPDX-License-Identifier: Apache-2.0

/** One test case of a JUnit report. */
export interface JunitCase {
  /** Cases of one suite stand together. */
  readonly suite: string;
  readonly name: string;
  readonly milliseconds: number;
  /** Why it failed or was left out; undefined: it passed. */
  readonly failure?: string | undefined;
  readonly skipped?: string | undefined;
}

/** Cases as JUnit XML, which CI systems read. */
export function junitXml(cases: readonly JunitCase[]): string {
  const suites = new Map<string, JunitCase[]>();
  for (const one of cases) {
    const suite = suites.get(one.suite);
    if (suite === undefined) suites.set(one.suite, [one]);
    else suite.push(one);
  }
  const body = [...suites].map(
    ([name, members]) =>
      `  <testsuite name="${xml(name)}" ${counts(members)}>\n` +
      members.map(testCase).join('') +
      '  </testsuite>\n',
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites name="policy-host" ${counts(cases)}>\n` +
    `${body.join('')}</testsuites>\n`
  );
}

function counts(cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter(({ skipped }) => skipped !== undefined).length;
  const time = cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `tests="${cases.length}" failures="${failures}" skipped="${skipped}" time="${seconds(time)}"`;
}

function testCase(one: JunitCase): string {
  const { suite, name, milliseconds, failure, skipped } = one;
  const head = `    <testcase classname="${xml(suite)}" name="${xml(name)}" time="${seconds(milliseconds)}"`;
  if (failure !== undefined) {
    const [first = ''] = failure.split('\n');
    return `${head}>\n      <failure message="${xml(first)}">${xml(failure)}</failure>\n    </testcase>\n`;
  }
  if (skipped !== undefined) {
    return `${head}>\n      <skipped message="${xml(skipped)}"/>\n    </testcase>\n`;
  }
  return `${head}/>\n`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Characters that XML 1.0 cannot have; lone surrogates among them. */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

function xml(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"\n]/g, (character) => ESCAPES[character] ?? character);
}

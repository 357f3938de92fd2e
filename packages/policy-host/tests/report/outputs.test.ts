// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import Ajv from 'ajv-draft-04';
import { SaxesParser } from 'saxes';
import { ManifestSet } from '../../src/manifests/requests.js';
import { githubAnnotations } from '../../src/report/github.js';
import { junitXml } from '../../src/report/junit.js';
import { jsonLines, namedJsonLines } from '../../src/report/results.js';
import type { Result } from '../../src/report/results.js';
import { resultsJunit } from '../../src/report/results-junit.js';
import { sarifLog } from '../../src/report/sarif.js';
import { yamlDocuments } from '../../src/report/yaml.js';
import { OPTIONS, stdin } from '../support/manifests.js';

const YAML = `# two objects
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: a
      image: reg/app:v1
    - name: b
      image: reg/app:v10
    - image: "reg/app:v1"
---
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
`;
const JSON_LIST = `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"},
   "spec": {"containers": [
     {"image": "reg/app:v1"}]}},
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"},
   "spec": {"containers": [
     {"image": "reg/app:v2"}]}}]}
`;

/** Results of a text: the same answer for every request. */
async function results(text: string, status?: object): Promise<Result[]> {
  const set = await ManifestSet.read(
    ['-'],
    stdin(text),
    OPTIONS,
    () => undefined,
  );
  const { requests } = await set.requestsFor(undefined, 'p', 'kubernetes');
  return requests.map((request) => ({
    request,
    policy: 'signed, "all"',
    response: JSON.stringify({
      uid: 'u',
      allowed: status === undefined,
      ...(status === undefined ? {} : { status }),
      auditAnnotations: null,
      warnings: null,
    }),
    milliseconds: 12.3456,
  }));
}

const REJECTED = {
  message: 'image reg/app:v1 is not signed,\n 100% sure: see <x>',
};

describe('json and yaml', () => {
  it('answers as they are, or with their names', async () => {
    const all = await results(YAML);
    const answer =
      '{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}';
    assert.equal(jsonLines(all), `${answer}\n${answer}\n`);
    assert.equal(
      namedJsonLines(all),
      `{"file":"stdin","document":1,"object":"v1 Pod shop/web","policy":"signed, \\"all\\"","response":${answer}}\n` +
        `{"file":"stdin","document":2,"object":"v1 ConfigMap default/x","policy":"signed, \\"all\\"","response":${answer}}\n`,
    );
    assert.equal(
      yamlDocuments(jsonLines(all.slice(0, 1))),
      '---\nuid: u\nallowed: true\nauditAnnotations: null\nwarnings: null\n',
    );
    assert.equal(yamlDocuments(''), '');
  });
});

describe('github', () => {
  it('annotations stand at the images that the message names', async () => {
    const message =
      '::image reg/app:v1 is not signed,%0A 100%25 sure: see <x>\n';
    const at = (line: number) =>
      `::error file=stdin,line=${line},title=rejected by signed%2C "all"${message}`;
    assert.equal(
      githubAnnotations(await results(YAML, REJECTED)),
      at(8) + at(11) + at(13),
    );
    assert.equal(
      githubAnnotations(await results(JSON_LIST, REJECTED)),
      at(4) + at(5),
    );
  });

  it('nothing is said of what is allowed', async () => {
    assert.equal(githubAnnotations(await results(YAML)), '');
  });

  it('requests, raw or without message, are annotated where they begin', async () => {
    const request = '{"uid":"u","kind":{"kind":"Pod"}}';
    assert.equal(
      githubAnnotations(await results(request, {})),
      '::error file=stdin,line=1,title=rejected by signed%2C "all"::rejected\n',
    );
  });
});

describe('sarif', () => {
  const schema = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  ) as object;
  const validate = new Ajv.default({
    strict: false,
    validateFormats: false,
    // One of its patterns is none in Unicode mode.
    unicodeRegExp: false,
  }).compile(schema);

  it('is SARIF 2.1.0 and names the lines', async () => {
    const text = sarifLog(await results(YAML, REJECTED), '1.2.3');
    const log = JSON.parse(text) as { runs: { results: unknown[] }[] };
    assert.ok(validate(log), JSON.stringify(validate.errors));
    assert.deepEqual(log.runs[0]?.results[0], {
      ruleId: 'signed, "all"',
      ruleIndex: 0,
      level: 'error',
      message: { text: REJECTED.message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'stdin' },
            region: { startLine: 8 },
          },
        },
      ],
    });
    assert.equal(log.runs[0]?.results.length, 3);
  });

  it('is valid without results, and the check can fail', async () => {
    assert.ok(validate(JSON.parse(sarifLog([], '1.2.3'))));
    assert.ok(!validate({ version: '2.1.0', runs: [{}] }));
  });
});

describe('junit', () => {
  /** Parses strictly; answers the elements with their attributes. */
  function elements(xml: string): string[] {
    const found: string[] = [];
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => {
      found.push(`${name} ${JSON.stringify(attributes)}`);
    });
    parser.write(xml).close();
    return found;
  }

  it('a suite for the policy, a case for each object', async () => {
    const xml = resultsJunit(await results(JSON_LIST, REJECTED));
    assert.equal(
      xml,
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="policy-host" tests="2" failures="2" skipped="0" time="0.025">
  <testsuite name="signed, &quot;all&quot;" tests="2" failures="2" skipped="0" time="0.025">
    <testcase classname="signed, &quot;all&quot;" name="stdin Pod default/a" time="0.012">
      <failure message="image reg/app:v1 is not signed,">image reg/app:v1 is not signed,&#10; 100% sure: see &lt;x&gt;</failure>
    </testcase>
    <testcase classname="signed, &quot;all&quot;" name="stdin Pod default/b" time="0.012">
      <failure message="image reg/app:v1 is not signed,">image reg/app:v1 is not signed,&#10; 100% sure: see &lt;x&gt;</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
    assert.equal(elements(xml).length, 6);
  });

  it('is well-formed whatever a policy says', () => {
    const nasty = ']]> & <a> "x" \u0000\u001b[2J\ud800 \uffff 🙂 \r\n\t';
    const xml = junitXml([
      { suite: nasty, name: nasty, milliseconds: 1, failure: nasty },
      { suite: 's', name: 'left out', milliseconds: 0, skipped: nasty },
      { suite: 's', name: 'good', milliseconds: 0 },
    ]);
    assert.deepEqual(
      elements(xml).map((element) => element.split(' ')[0]),
      [
        'testsuites',
        'testsuite',
        'testcase',
        'failure',
        'testsuite',
        'testcase',
        'skipped',
        'testcase',
      ],
    );
    assert.ok(xml.includes('🙂'));
    assert.ok(!xml.includes('\u001b'));
  });
});

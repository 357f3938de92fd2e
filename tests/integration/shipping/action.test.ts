// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { projectDocument, projectPath } from '../../support/project.js';
import {
  ARGUMENTS,
  POLICY,
  signedManifests,
} from '../../support/signed-manifests.js';

interface Step {
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly required: boolean; readonly default?: string }>
  >;
  readonly runs: { readonly steps: readonly Step[] };
}

const action = projectDocument<Action>('action.yml');

describe('action.yml', () => {
  const manifests = signedManifests();
  const runner = mkdtempSync(join(tmpdir(), 'runner-'));
  const at = (name: string) => join(runner, name);
  after(() => {
    manifests.remove();
    rmSync(runner, { recursive: true });
  });

  /** Runs a step as a runner does; inputs that are not given have defaults. */
  function runStep(step: Step, inputs: Readonly<Record<string, string>>) {
    writeFileSync(at('output'), '');
    writeFileSync(at('summary'), '');
    const env = Object.entries(step.env ?? {}).map(([name, value]) => [
      name,
      value.replace(
        /\$\{\{ inputs\.(\w+) \}\}/g,
        (_all, input: string) =>
          inputs[input] ?? action.inputs[input]?.default ?? '',
      ),
    ]);
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
      {
        cwd: manifests.at,
        encoding: 'utf8',
        timeout: 120_000,
        env: {
          ...process.env,
          RUNNER_TEMP: runner,
          GITHUB_OUTPUT: at('output'),
          GITHUB_STEP_SUMMARY: at('summary'),
          // What is installed here is in this project.
          npm_config_offline: 'true',
          ...Object.fromEntries(env),
        },
      },
    );
    return {
      status,
      stdout,
      stderr,
      output: readFileSync(at('output'), 'utf8'),
      summary: readFileSync(at('summary'), 'utf8'),
    };
  }

  const [install, verify] = action.runs.steps;
  assert.ok(install !== undefined && verify !== undefined);
  const inputs = {
    manifests: '.',
    policy: POLICY,
    arguments: `${ARGUMENTS.join('\n')}\n`,
    package: projectPath('packages/policy-host'),
  };

  before(() => {
    const { status, stderr } = runStep(install, inputs);
    assert.equal(status, 0, stderr);
  });

  it('is the metadata of a composite action', () => {
    const ajv = new Ajv({ allErrors: true });
    const isAction = ajv.compile(
      projectDocument('tests/support/schemas/github-action.json'),
    );
    assert.ok(isAction(action), ajv.errorsText(isAction.errors));
  });

  it('writes no expression into a script, and uses every input', () => {
    const texts = action.runs.steps.map(({ env }) => JSON.stringify(env));
    for (const { run } of action.runs.steps) assert.ok(!run.includes('${{'));
    for (const input of Object.keys(action.inputs))
      assert.ok(texts.join('').includes(`\${{ inputs.${input} }}`), input);
  });

  it('annotates the line of the image, and fails', () => {
    const { status, stdout, output, summary } = runStep(verify, inputs);
    assert.match(
      stdout,
      /^::error file=\S*unsigned\.yaml,line=8,title=rejected by verify-image-signatures::Resource unsigned is not accepted: [^\n]+\n$/,
    );
    assert.equal(output, 'rejected=1\n');
    assert.equal(summary, 'Image signatures: 1 rejected.\n');
    assert.equal(status, 1);
  });

  it('only annotates when it is not to fail', () => {
    const run = runStep(verify, { ...inputs, fail: 'false' });
    assert.equal(run.output, 'rejected=1\n');
    assert.equal(run.status, 0);
  });

  it('says nothing about what is accepted', () => {
    const run = runStep(verify, { ...inputs, manifests: 'signed.yaml\n' });
    assert.deepEqual(
      [run.stdout, run.output, run.status],
      ['', 'rejected=0\n', 0],
    );
  });

  it('takes several manifests, one a line', () => {
    const both = 'unsigned.yaml\n\nsigned.yaml';
    const run = runStep(verify, { ...inputs, manifests: both });
    assert.equal(run.output, 'rejected=1\n');
  });

  it('fails when it could not look, whatever is to fail', () => {
    const run = runStep(verify, {
      ...inputs,
      fail: 'false',
      policy: 'absent.yaml',
    });
    assert.notEqual(run.status, 0);
    assert.equal(run.output, '');
    assert.match(run.stderr, /absent\.yaml/);
  });
});

// SPDX-License-Identifier: Apache-2.0

/** The same module answers in wasmtime, byte for byte, as it does in Node. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { findPython } from '../../../bench/meter.js';
import { generateCases } from '../../support/generate.js';
import { generatedWorld } from '../../support/generate/images.js';
import {
  loadGuest,
  POLICY_WASM,
  type HostAnswer,
  type HostCall,
} from '../../support/guest.js';
import { wireJson } from '../../support/json.js';
import { PROJECT } from '../../support/project.js';

const SEED = 20_260_501;
const CASES = 300;
const TIMEOUT_MS = 120_000;

interface RecordedCall {
  readonly operation: string;
  readonly payload: string;
  readonly host: readonly (HostCall & {
    readonly ok?: string;
    readonly error?: string;
  })[];
}

interface Outcome {
  readonly succeeded: boolean;
  readonly reply: string;
  readonly asked: number;
}

/** Requests and settings of all kinds, and some bad payloads. */
function payloads(): [operation: string, payload: string][] {
  const generated = generateCases(SEED, CASES).flatMap(
    ({ request, settings }): [string, string][] => [
      ['validate_settings', wireJson(settings)],
      ['validate', wireJson({ request, settings })],
    ],
  );
  return [
    ['protocol_version', ''],
    ['unknown_operation', '{}'],
    ['validate', ''],
    ['validate', '{"request":{'],
    ['validate_settings', '[]'],
    ...generated,
  ];
}

/** Runs everything in Node; what the host was asked and answered is kept. */
function recordInNode(): { calls: RecordedCall[]; outcomes: Outcome[] } {
  const guest = loadGuest();
  const answering = generatedWorld().host();
  const calls: RecordedCall[] = [];
  const outcomes: Outcome[] = [];
  for (const [operation, payload] of payloads()) {
    const answers: HostAnswer[] = [];
    const result = guest.call(operation, payload, (call) => {
      const answer = answering(call);
      answers.push(answer);
      return answer;
    });
    assert.notEqual(result.status, 'trap');
    calls.push({
      operation,
      payload,
      host: result.calls.map((call, index) => {
        const answer = answers[index];
        assert.ok(answer);
        return answer.kind === 'ok'
          ? { ...call, ok: Buffer.from(answer.bytes).toString() }
          : { ...call, error: answer.message };
      }),
    });
    outcomes.push({
      succeeded: result.status === 'ok',
      reply: Buffer.from(result.bytes).toString(),
      asked: result.calls.length,
    });
  }
  return { calls, outcomes };
}

const python = findPython();

describe(
  'the module in wasmtime',
  { skip: python === undefined && 'no Python with wasmtime' },
  () => {
    it(`gives the ${2 * CASES} replies it gives in Node`, () => {
      const { calls, outcomes } = recordInNode();
      const { status, stdout, stderr } = spawnSync(
        python ?? '',
        [`${PROJECT}tests/support/replay_in_wasmtime.py`],
        {
          input: JSON.stringify({ path: POLICY_WASM, calls }),
          encoding: 'utf8',
          maxBuffer: 1 << 28,
          timeout: TIMEOUT_MS,
        },
      );
      assert.equal(status, 0, stderr);
      const repeated = JSON.parse(stdout) as readonly Outcome[];
      assert.equal(repeated.length, outcomes.length);
      outcomes.forEach((outcome, index) => {
        assert.deepEqual(repeated[index], outcome, calls[index]?.payload);
      });
    });
  },
);

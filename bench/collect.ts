// SPDX-License-Identifier: Apache-2.0
import { ACCEPTING } from './answers.js';
import { corpus } from './corpus.js';
import type { Case } from './corpus.js';
import { evidencePairs } from './evidence.js';
import type { EvidencePair } from './evidence.js';
import type {
  CursorFigure,
  EvidenceFigure,
  GuestFigures,
  Sizes,
} from './figures.js';
import { matchingCases, sizeSeries } from './growth.js';
import { rejectionCases } from './rejections.js';
import { meter } from './meter.js';
import type { CaseResult, MeteredCase } from './meter.js';
import { projectPath } from '../tests/support/project.js';
import {
  ACCEPT_ALL,
  LAST_FIELD,
  compile,
  compileExample,
  fileBytes,
  lastFieldCases,
} from './sdk.js';

/** The policy that is measured. */
const POLICY = projectPath('policy.wasm');

const MANIFEST_CALL = 'oci/v1/oci_manifest';
/** The case that is repeated: one host call, one edit. */
const REPEATED = 'pod: keyless, mutated';

/** A case whose host accepts every signature. */
export function accepting(of: Case): MeteredCase {
  return { ...of, answers: ACCEPTING };
}

/** Looks results up by name, so that the order of cases does not matter. */
class Found {
  private readonly byName: ReadonlyMap<string, CaseResult>;

  constructor(results: readonly CaseResult[]) {
    this.byName = new Map(results.map((result) => [result.name, result]));
  }

  of(name: string): CaseResult {
    const result = this.byName.get(name);
    if (result === undefined) throw new Error(`no result of ${name}`);
    if (!result.ok) throw new Error(`${name} failed: ${result.response}`);
    return result;
  }
}

/**
 * Compiles the policies of the SDK and tells all sizes.
 *
 * @throws Error when one does not compile
 */
export function moduleSizes(): Sizes {
  const safeLabels = compileExample('safe-labels');
  return {
    policy: fileBytes(POLICY),
    acceptAll: fileBytes(compile(ACCEPT_ALL, 'accept-all')),
    ...(safeLabels !== undefined && {
      safeLabels: fileBytes(safeLabels),
    }),
  };
}

/**
 * Meters everything that is the same on every machine.
 *
 * @param python an interpreter that has wasmtime
 * @param calls how often one instance is called
 * @throws Error when a module does not compile or a call fails
 */
export function collect(python: string, calls: number): GuestFigures {
  const cases = corpus();
  const repeated = cases.find(({ name }) => name === REPEATED);
  if (repeated === undefined) throw new Error(`no case ${REPEATED}`);
  const series = sizeSeries();
  const matching = matchingCases();
  const pairs = evidencePairs();
  const rejected = rejectionCases();
  const fields = lastFieldCases();
  const lastField = compile(LAST_FIELD, 'last-field');

  const [ofPolicy, ofSdk] = meter(python, [
    {
      path: POLICY,
      cases: [
        ...[...cases, ...matching].map(accepting),
        ...series.flatMap((one) => one.cases.map(accepting)),
        ...pairs.flatMap(({ checked, off }) => [checked, off]),
        ...rejected,
      ],
      repeats: [{ case: accepting(repeated), times: calls }],
    },
    {
      path: lastField,
      cases: fields.flatMap(({ read, ignored }) =>
        [read, ignored].map(accepting),
      ),
    },
  ]);
  const repeat = ofPolicy?.repeats[0];
  if (ofPolicy === undefined || ofSdk === undefined || repeat === undefined) {
    throw new Error('the meter left results out');
  }
  const found = new Found(ofPolicy.cases);
  const sdk = new Found(ofSdk.cases);
  return {
    sizes: moduleSizes(),
    corpus: cases.map(({ name }) => found.of(name)),
    growth: matching.map(({ name }) => found.of(name)),
    rejections: rejected.map(({ name }) => found.of(name)),
    series: series.map((one) => ({
      name: one.name,
      points: one.cases.map(({ name }) => {
        const { requestBytes, fuel } = found.of(name);
        return { bytes: requestBytes, fuel };
      }),
    })),
    evidence: pairs.map((pair) => evidenceFigure(pair, found)),
    cursor: fields.map(({ name, goal, read, ignored }): CursorFigure => {
      const call = sdk.of(read.name);
      return {
        name,
        goal,
        bytes: call.requestBytes,
        fuel: call.fuel - sdk.of(ignored.name).fuel,
        callFuel: call.fuel,
      };
    }),
    repeat,
  };
}

function evidenceFigure(
  { checked, off }: EvidencePair,
  found: Found,
): EvidenceFigure {
  const [withCheck, without] = [found.of(checked.name), found.of(off.name)];
  const answer = checked.answers[MANIFEST_CALL];
  return {
    name: checked.name,
    accepted: withCheck.response.startsWith('{"accepted":true'),
    manifestBytes:
      answer !== undefined && 'ok' in answer ? answer.ok.length : 0,
    fuel: withCheck.fuel,
    extraFuel: withCheck.fuel - without.fuel,
    extraHostCalls: withCheck.hostCalls[MANIFEST_CALL] ?? 0,
  };
}

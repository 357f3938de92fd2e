// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { AdmissionThread } from '../admission/admission-thread.js';
import { spread } from '../admission/spread.js';
import type { ResourceKind } from '../capabilities/host-request.js';
import { answerCall } from '../capabilities/router.js';
import { PolicyHostError } from '../errors.js';
import { stringify } from '../json/stringify.js';
import type { Result } from '../report/results.js';
import { prepareRequest } from '../request/read-request.js';
import { evaluationLimits } from './evaluation.js';
import type { Evaluation } from './evaluation.js';
import { requireValidSettings } from './settings-check.js';

/**
 * Evaluates all requests in workers, on all cores where there are several.
 *
 * @returns results in the order of the requests
 * @throws PolicyHostError REQUEST, MODULE, SETTINGS, LIMIT, TIMEOUT
 */
export async function evaluateInThreads(
  evaluation: Evaluation,
): Promise<Result[]> {
  const { requests, inOrder } = evaluation;
  const { threads: wanted = availableParallelism() } = evaluation;
  const several = Math.min(wanted, requests.length);
  // The settings are checked even if there is nothing to evaluate.
  const count = inOrder ? 1 : Math.max(1, several);
  let contextAware: readonly ResourceKind[] = [];
  const threads = Array.from({ length: count }, () =>
    createThread(evaluation, () => contextAware),
  );
  try {
    await requireSoundRequests(threads, evaluation);
    contextAware = evaluation.contextAware();
    await Promise.all(threads.map((thread) => start(thread, evaluation)));
    return await admitAll(threads, evaluation);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** A worker for one policy; it begins when it is first used. */
export function createThread(
  evaluation: Evaluation,
  contextAware: () => readonly ResourceKind[],
): AdmissionThread {
  const { module, settings, mode, rules, log } = evaluation;
  return new AdmissionThread({
    module,
    limits: evaluationLimits(evaluation),
    log,
    mode,
    rules,
    settings: stringify(settings),
    ask: (call, request) =>
      answerCall(
        call,
        { ...evaluation, contextAware: contextAware() },
        request,
      ),
  });
}

/** @throws PolicyHostError REQUEST for the first request that is not sound */
export async function requireSoundRequests(
  threads: readonly AdmissionThread[],
  { requests, mode }: Pick<Evaluation, 'requests' | 'mode'>,
): Promise<void> {
  const bad: number[] = [];
  await spread(threads, requests, async (thread, part, start) => {
    const found = await thread.firstBad(part.map(({ content }) => content));
    if (found >= 0) bad.push(start + found);
  });
  const first = requests[Math.min(...bad)];
  if (first === undefined) return;
  try {
    prepareRequest(first.content, mode);
  } catch (cause) {
    if (requests.length === 1 || !(cause instanceof PolicyHostError))
      throw cause;
    const text = `${first.name}: ${cause.message}`;
    throw new PolicyHostError(cause.code, text, cause);
  }
}

async function start(
  thread: AdmissionThread,
  { settings }: Evaluation,
): Promise<void> {
  await thread.instantiate();
  await requireValidSettings(
    (operation, payload) => thread.call(operation, payload),
    settings,
  );
}

async function admitAll(
  threads: readonly AdmissionThread[],
  { requests, policyName, onResult }: Evaluation,
): Promise<Result[]> {
  const results: Result[] = [];
  await spread(threads, requests, async (thread, part, start) => {
    const admitted = await thread.admit(part.map(({ content }) => content));
    admitted.forEach((admission, i) => {
      const request = part[i];
      if (request === undefined) return;
      results[start + i] = {
        request,
        policy: policyName,
        ...admission,
      };
      onResult();
    });
  });
  return results;
}

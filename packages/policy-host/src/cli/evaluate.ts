// SPDX-License-Identifier: Apache-2.0
import { attempt } from '../admission/attempt.js';
import { answerAtOnce } from '../capabilities/router.js';
import { stringify } from '../json/stringify.js';
import type { SourcedRequest } from '../manifests/requests.js';
import type { Result } from '../report/results.js';
import { prepareRequest } from '../request/read-request.js';
import type { PreparedRequest } from '../request/read-request.js';
import { evaluationLimits } from './evaluation.js';
import type { Evaluation } from './evaluation.js';

/**
 * Evaluates all requests. All of them are read before the first is evaluated.
 * Wherever they are evaluated the settings are checked first, as one kwctl run
 * does.
 *
 * @returns results in the order of the requests
 * @throws PolicyHostError REQUEST, MODULE, SETTINGS, LIMIT, TIMEOUT
 */
export async function evaluate(evaluation: Evaluation): Promise<Result[]> {
  const result = evaluateHere(evaluation);
  if (result !== undefined) return [result];
  // Loaded only now, since threads are half of the start of a process.
  const { evaluateInThreads } = await import('./evaluate-in-threads.js');
  return evaluateInThreads(evaluation);
}

/** The result of a single request that needs nobody else; else undefined. */
function evaluateHere(evaluation: Evaluation): Result | undefined {
  const { requests, module, settings, rules, backend, log } = evaluation;
  const [request, another] = requests;
  if (request === undefined || another !== undefined) return undefined;
  const prepared = preparedOrNot(request, evaluation);
  if (prepared === undefined) return undefined;
  const contextAware = evaluation.contextAware();
  const ready = backend.ready?.();
  const checks = { allowed: evaluation.allowed, contextAware, log };
  const admission = attempt(prepared, {
    module,
    limits: evaluationLimits(evaluation),
    settings: stringify(settings),
    rules,
    answer: (call) => answerAtOnce(call, checks, ready),
    log,
  });
  if (admission === undefined) return undefined;
  ready?.use();
  evaluation.onResult();
  return { request, policy: evaluation.policyName, ...admission };
}

/** Errors are left to those who tell of them. */
function preparedOrNot(
  { content }: SourcedRequest,
  { mode }: Evaluation,
): PreparedRequest | undefined {
  try {
    return prepareRequest(content, mode);
  } catch {
    return undefined;
  }
}

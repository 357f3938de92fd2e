// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import type { AllowList } from '../capabilities/allow-list.js';
import type {
  HostBackend,
  ResourceKind,
} from '../capabilities/host-request.js';
import { createRouter } from '../capabilities/router.js';
import type { LogEvent } from '../capabilities/tracing.js';
import type { JsonObject } from '../json/value.js';
import { admitPrepared } from '../policy/admit.js';
import { startPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import type { Result } from '../report/results.js';
import type { PreparedRequest } from '../request/read-request.js';
import { applyRules } from '../response/policy-rules.js';
import type { PolicyRules } from '../response/policy-rules.js';
import { requireValidSettings } from './settings-check.js';

/** A request with the name it has in reports. */
export interface NamedRequest {
  readonly name: string;
  readonly prepared: PreparedRequest;
}

/** One policy with everything it needs to be evaluated. */
export interface Evaluation {
  readonly policyName: string;
  readonly module: WebAssembly.Module;
  readonly settings: JsonObject;
  readonly rules: PolicyRules | undefined;
  readonly requests: readonly NamedRequest[];
  readonly allowed: AllowList;
  readonly contextAware: readonly ResourceKind[];
  readonly backend: HostBackend;
  readonly timeoutMs: number;
  /** One worker only: recorded and replayed calls have an order. */
  readonly inOrder: boolean;
  readonly log: (event: LogEvent) => void;
  readonly onResult: () => void;
}

/**
 * Evaluates all requests, on all cores where there are several. On every
 * worker the settings are checked first, as one kwctl run does.
 *
 * @returns results in the order of the requests
 * @throws PolicyHostError MODULE, SETTINGS, LIMIT, TIMEOUT
 */
export async function evaluate(evaluation: Evaluation): Promise<Result[]> {
  const { requests, inOrder } = evaluation;
  const workers = inOrder
    ? 1
    : Math.min(availableParallelism(), requests.length);
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const policy = await start(evaluation);
    try {
      for (;;) {
        const index = next++;
        const request = requests[index];
        if (request === undefined) return;
        results[index] = await evaluateOne(policy, request, evaluation);
        evaluation.onResult();
      }
    } finally {
      await policy.close();
    }
  };
  const stopOthers = (cause: unknown): never => {
    next = requests.length;
    throw cause;
  };
  await Promise.all(
    Array.from({ length: workers }, () => work().catch(stopOthers)),
  );
  return results;
}

async function start(evaluation: Evaluation): Promise<Policy> {
  const { module, allowed, contextAware, backend, log } = evaluation;
  const policy = await startPolicy(module, {
    capabilities: createRouter({ allowed, contextAware, backend, log }),
    limits: { timeoutMs: evaluation.timeoutMs },
    log,
  });
  try {
    await requireValidSettings(policy, evaluation.settings);
    return policy;
  } catch (cause) {
    await policy.close();
    throw cause;
  }
}

async function evaluateOne(
  policy: Policy,
  { name, prepared }: NamedRequest,
  { settings, rules, policyName }: Evaluation,
): Promise<Result> {
  const begin = performance.now();
  const response = await admitPrepared(
    (operation, payload) => policy.call(operation, payload),
    prepared,
    settings,
  );
  return {
    request: name,
    policy: policyName,
    response: rules === undefined ? response : applyRules(response, rules),
    milliseconds: performance.now() - begin,
  };
}

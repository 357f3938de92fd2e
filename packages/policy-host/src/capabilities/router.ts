// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { BINDING } from '../wapc/protocol.js';
import type { AllowList } from './allow-list.js';
import { callbackFailure } from './failure-text.js';
import type {
  HostBackend,
  HostRequest,
  ReadyAnswers,
  ResourceKind,
} from './host-request.js';
import { OPERATIONS } from './operations.js';
import { decodeLogEvent } from './tracing.js';
import type { HostAnswer } from '../wapc/host-imports.js';
import type { LogEvent } from '../wapc/log-event.js';
import type {
  Answer,
  Capabilities,
  EvaluatedRequest,
  HostCall,
} from '../wapc/host-call.js';

/** What one policy is granted. */
export interface CheckOptions {
  readonly allowed: AllowList;
  /** Kubernetes resources the policy may read. */
  readonly contextAware: readonly ResourceKind[];
  readonly log: (event: LogEvent) => void;
}

/** What one policy is granted, and who does the work. */
export interface RouterOptions extends CheckOptions {
  readonly backend: HostBackend;
}

const NOTHING = new Uint8Array(0);

/** Capabilities that do what `answerCall` does. */
export class Router implements Capabilities {
  constructor(private readonly options: RouterOptions) {}

  // A property: callers may take it away from its object.
  readonly call = async (call: HostCall): Promise<Uint8Array> =>
    (await this.answer(call)).payload;

  /** As `call`, and for how long the answer holds. */
  answer(call: HostCall, evaluated?: EvaluatedRequest): Promise<Answer> {
    return answerCall(call, this.options, evaluated);
  }
}

/** @see Router */
export function createRouter(options: RouterOptions): Capabilities {
  return new Router(options);
}

/**
 * Checks and decodes a host call in kwctl's order: binding, allow list (never
 * for tracing), namespace, operation, payload, Kubernetes grant. What passes
 * goes to the backend, whose errors get kwctl's prefix.
 *
 * @see docs/host-conformance.md, "Host calls"
 */
export async function answerCall(
  call: HostCall,
  options: RouterOptions,
  evaluated?: EvaluatedRequest,
): Promise<Answer> {
  const request = checked(call, options);
  if (request === undefined) return { payload: NOTHING };
  const { backend } = options;
  try {
    const payload = await backend.answer(request, evaluated);
    const keepUntil = backend.keptUntil?.(request);
    return keepUntil === undefined ? { payload } : { payload, keepUntil };
  } catch (cause) {
    throw new PolicyHostError('CAPABILITY', callbackFailure(cause), cause);
  }
}

/**
 * As `answerCall`, for a caller that cannot wait; undefined where it must.
 *
 * @param ready answers that are there already
 */
export function answerAtOnce(
  call: HostCall,
  options: CheckOptions,
  ready: ReadyAnswers | undefined,
): HostAnswer | undefined {
  let request: HostRequest | undefined;
  try {
    request = checked(call, options);
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'failure', error };
  }
  if (request === undefined) return { kind: 'success', payload: NOTHING };
  try {
    const payload = ready?.answer(request);
    return payload === undefined ? undefined : { kind: 'success', payload };
  } catch (cause) {
    return { kind: 'failure', error: callbackFailure(cause) };
  }
}

/** The decoded request; undefined when there is nothing left to do. */
function checked(
  call: HostCall,
  { allowed, contextAware, log }: CheckOptions,
): HostRequest | undefined {
  const { binding, namespace, operation, payload } = call;
  if (binding !== BINDING) throw refused(`unknown binding: ${binding}`);
  if (namespace === 'tracing') {
    if (operation !== 'log') throw refused(`unknown operation: ${operation}`);
    log(decodeLogEvent(payload));
    return undefined;
  }
  const path = `${namespace}/${operation}`;
  if (!allowed.allows(path)) {
    throw refused(
      `Policy has not been granted access to the '${path}' host capability. The violation has been reported.`,
    );
  }
  const operations = OPERATIONS.get(namespace);
  if (operations === undefined) {
    throw refused(`unknown namespace: ${namespace}`);
  }
  const decode = operations.get(operation);
  if (decode === undefined) throw refused(`unknown operation: ${operation}`);
  const request = decode(payload);
  if (request.kind === 'kubernetes') checkGrant(request, contextAware);
  return request;
}

/** `can_i` reads no resource and needs no grant. */
function checkGrant(
  { request }: Extract<HostRequest, { kind: 'kubernetes' }>,
  contextAware: readonly ResourceKind[],
): void {
  if (request.kind === 'canI') return;
  const { apiVersion, kind } = request.resource;
  const granted = contextAware.some(
    (resource) => resource.apiVersion === apiVersion && resource.kind === kind,
  );
  if (!granted) {
    throw refused(
      `Policy has not been granted access to Kubernetes ${apiVersion}/${kind} resources. The violation has been reported.`,
    );
  }
}

function refused(text: string): PolicyHostError {
  return new PolicyHostError('CAPABILITY', text);
}

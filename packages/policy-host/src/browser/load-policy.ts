// SPDX-License-Identifier: Apache-2.0
import { answerScripted } from '../capabilities/scripted.js';
import type { Script } from '../capabilities/scripted.js';
import { decodeLogEvent } from '../capabilities/tracing.js';
import type { LogEvent } from '../wapc/log-event.js';
import type { HostCall } from '../wapc/host-call.js';
import { PolicyHostError } from '../errors.js';
import { encodeJson } from '../json/stringify.js';
import { answerTo, outcomeOf } from '../policy/admit.js';
import { prepareRequest, validatePayload } from '../request/read-request.js';
import type { JsonInput, RequestMode } from '../request/read-request.js';
import { readSettings } from '../request/read-settings.js';
import type { AdmissionResponse } from '../response/admission-response.js';
import {
  readSettingsReply,
  readValidationReply,
} from '../response/validation-reply.js';
import type { SettingsReply } from '../response/validation-reply.js';
import { toVerdict } from '../response/verdict.js';
import type { Verdict } from '../response/verdict.js';
import type { HostAnswer } from '../wapc/host-imports.js';
import type { WapcInstance } from '../wapc/instance.js';
import { LinkedModule } from '../wapc/linked-module.js';
import { limitMemory } from '../wapc/limit-memory.js';
import { DEFAULT_LIMITS } from '../wapc/limits.js';
import { OPERATIONS, readProtocolVersion } from '../wapc/protocol.js';

/** Options of the browser's `loadPolicy`. */
export interface BrowserLoadOptions {
  /** Answers by `namespace/operation`; functions must answer at once. */
  readonly capabilities?: Script;
  readonly maxMemoryBytes?: number;
  readonly log?: (event: LogEvent) => void;
}

/** Options of one call. */
export interface BrowserCallOptions {
  /** Used instead of those given to `loadPolicy`. */
  readonly capabilities?: Script;
  readonly mode?: RequestMode;
}

/**
 * A policy on the page's thread. It has the methods of the Node host's policy,
 * but no time limit: an endless policy hangs the page.
 */
export class BrowserPolicy {
  private linked: LinkedModule | undefined;
  private instance: WapcInstance | undefined;
  private script: Script = {};

  /** Made by `loadPolicy`. */
  constructor(
    private readonly module: WebAssembly.Module,
    private readonly options: BrowserLoadOptions,
  ) {
    this.instance = this.instantiate();
  }

  async protocolVersion(): Promise<string> {
    return readProtocolVersion(
      this.call(OPERATIONS.protocolVersion, new Uint8Array(0)),
    );
  }

  async validateSettings(
    settings: JsonInput | null | undefined,
    options: BrowserCallOptions = {},
  ): Promise<SettingsReply> {
    const payload = encodeJson(await readSettings(settings));
    return readSettingsReply(
      this.call(OPERATIONS.validateSettings, payload, options),
    );
  }

  async validate(
    request: JsonInput,
    settings?: JsonInput | null,
    options: BrowserCallOptions = {},
  ): Promise<Verdict> {
    const prepared = prepareRequest(request, options.mode ?? 'kubernetes');
    const payload = validatePayload(
      prepared.request,
      await readSettings(settings),
    );
    const reply = this.call(OPERATIONS.validate, payload, options);
    return toVerdict(reply, readValidationReply(reply));
  }

  async admit(
    request: JsonInput,
    settings?: JsonInput | null,
    options: BrowserCallOptions = {},
  ): Promise<AdmissionResponse> {
    const prepared = prepareRequest(request, options.mode ?? 'kubernetes');
    const payload = validatePayload(
      prepared.request,
      await readSettings(settings),
    );
    const outcome = outcomeOf(() =>
      this.call(OPERATIONS.validate, payload, options),
    );
    return answerTo(prepared, outcome);
  }

  /** Calls any operation with any bytes. @throws PolicyHostError GUEST, LIMIT */
  call(
    operation: string,
    payload: Uint8Array,
    options: BrowserCallOptions = {},
  ): Uint8Array {
    this.script = options.capabilities ?? this.options.capabilities ?? {};
    const instance = (this.instance ??= this.instantiate());
    try {
      return instance.call(operation, payload);
    } finally {
      if (instance.poisoned) this.instance = undefined;
    }
  }

  /** For symmetry with the Node host; there is nothing to end. */
  async close(): Promise<void> {
    this.instance = undefined;
  }

  private instantiate(): WapcInstance {
    const log = this.options.log ?? (() => undefined);
    this.linked ??= new LinkedModule(this.module, {
      hostCall: (call) => this.answer(call, log),
      log: (message) => log({ level: 'info', target: 'console', message }),
      maxMessageBytes: DEFAULT_LIMITS.maxMessageBytes,
    });
    return this.linked.instantiate();
  }

  private answer(call: HostCall, log: (event: LogEvent) => void): HostAnswer {
    try {
      if (call.namespace === 'tracing' && call.operation === 'log') {
        log(decodeLogEvent(call.payload));
      }
      return { kind: 'success', payload: answerScripted(this.script, call) };
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      return { kind: 'failure', error };
    }
  }
}

/**
 * Loads a policy in a browser.
 *
 * @param source URL of the module, or its bytes
 * @throws PolicyHostError MODULE, LIMIT
 */
export async function loadPolicy(
  source: string | URL | Uint8Array,
  options: BrowserLoadOptions = {},
): Promise<BrowserPolicy> {
  const bytes = source instanceof Uint8Array ? source : await download(source);
  const { maxMemoryBytes = DEFAULT_LIMITS.maxMemoryBytes } = options;
  const capped = limitMemory(bytes, maxMemoryBytes);
  const module = await WebAssembly.compile(capped).catch((cause: unknown) => {
    throw new PolicyHostError('MODULE', 'cannot compile the module', cause);
  });
  return new BrowserPolicy(module, options);
}

async function download(url: string | URL): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  throw new PolicyHostError(
    'MODULE',
    `cannot read the module ${String(url)}: HTTP ${answer.status}`,
  );
}

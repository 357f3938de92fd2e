// SPDX-License-Identifier: Apache-2.0
import { Router } from '../capabilities/router.js';
import { scripted } from '../capabilities/scripted.js';
import type { Script } from '../capabilities/scripted.js';
import { decodeLogEvent } from '../capabilities/tracing.js';
import type { LogEvent } from '../wapc/log-event.js';
import type { Capabilities, EvaluatedRequest } from '../wapc/host-call.js';
import { parseJson } from '../json/parse.js';
import { encodeJson } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import { imagesOf } from '../request/images.js';
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
import type { Ask } from '../wapc/ask-in-time.js';
import { GuestThread } from '../wapc/guest-thread.js';
import type { Limits } from '../wapc/limits.js';
import type { PolicyCommand, WorkerCommand } from '../wapc/messages.js';
import { OPERATIONS, readProtocolVersion } from '../wapc/protocol.js';
import { answerTo } from './admit.js';

const ENTRY = new URL('../wapc/worker.js', import.meta.url);

/** Who answers host calls: an implementation, or a table of answers. */
export type CapabilitiesInput = Capabilities | Script;

/** What one call may bring with it. */
export interface CallOptions {
  /** Used instead of those given to `loadPolicy`. */
  readonly capabilities?: CapabilitiesInput;
  /** How the request is read; `kubernetes` unless said otherwise. */
  readonly mode?: RequestMode;
}

/** Everything a running policy needs beside its module. */
export interface PolicyOptions {
  readonly capabilities: CapabilitiesInput;
  readonly limits: Limits;
  readonly log: (event: LogEvent) => void;
  readonly freshInstance: boolean;
}

/**
 * A loaded policy. Calls run one after the other on one instance in a worker
 * thread; after a trap or a timeout the next call gets a fresh one.
 */
export class Policy {
  private readonly thread: GuestThread<PolicyCommand, Uint8Array>;
  /** Who answered the latest call. */
  private latest: CapabilitiesInput | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  /** Made by `loadPolicy`. */
  constructor(
    module: WebAssembly.Module,
    private readonly options: PolicyOptions,
  ) {
    const { limits, log } = options;
    this.thread = new GuestThread({ entry: ENTRY, module, limits, log });
  }

  /** Instantiates now: import errors and start functions show themselves. */
  async start(): Promise<void> {
    await this.run({ kind: 'instantiate' }, undefined);
  }

  /** `"v1"` for every policy of today. @throws PolicyHostError GUEST */
  async protocolVersion(): Promise<string> {
    return readProtocolVersion(
      await this.call(OPERATIONS.protocolVersion, new Uint8Array(0)),
    );
  }

  /**
   * Asks the policy whether it can work with these settings.
   *
   * @param settings an object, or JSON or YAML text; null is `{}`
   * @throws PolicyHostError SETTINGS when they are no object, GUEST when the
   *   policy fails or answers nonsense
   */
  async validateSettings(
    settings: JsonInput | null | undefined,
    options: CallOptions = {},
  ): Promise<SettingsReply> {
    const payload = encodeJson(await readSettings(settings));
    return readSettingsReply(
      await this.call(OPERATIONS.validateSettings, payload, options),
    );
  }

  /**
   * The policy's own verdict on a request.
   *
   * @param request AdmissionReview or AdmissionRequest: an object, or JSON
   * @throws PolicyHostError REQUEST, SETTINGS, GUEST, TIMEOUT, LIMIT
   */
  async validate(
    request: JsonInput,
    settings?: JsonInput | null,
    options: CallOptions = {},
  ): Promise<Verdict> {
    const prepared = prepareRequest(request, options.mode ?? 'kubernetes');
    const payload = validatePayload(
      prepared.request,
      await readSettings(settings),
    );
    const reply = await this.call(OPERATIONS.validate, payload, options);
    return toVerdict(reply, readValidationReply(reply));
  }

  /**
   * The answer Kubernetes would get: the verdict, its patch, and a rejection
   * with code 500 when the guest fails in any way.
   *
   * @throws PolicyHostError REQUEST and SETTINGS only
   */
  async admit(
    request: JsonInput,
    settings?: JsonInput | null,
    options: CallOptions = {},
  ): Promise<AdmissionResponse> {
    const prepared = prepareRequest(request, options.mode ?? 'kubernetes');
    const payload = validatePayload(
      prepared.request,
      await readSettings(settings),
    );
    const [outcome] = await Promise.allSettled([
      this.call(OPERATIONS.validate, payload, options),
    ]);
    return answerTo(prepared, outcome);
  }

  /**
   * Calls any operation with any bytes.
   *
   * @throws PolicyHostError GUEST, TIMEOUT, LIMIT, MODULE
   */
  async call(
    operation: string,
    payload: Uint8Array,
    options: CallOptions = {},
  ): Promise<Uint8Array> {
    return this.enqueue(async () => {
      if (this.options.freshInstance) {
        await this.execute({ kind: 'instantiate' }, options.capabilities);
      }
      return this.execute(
        { kind: 'call', operation, payload },
        options.capabilities,
      );
    });
  }

  /** Ends the worker; safe to call twice. */
  async close(): Promise<void> {
    await this.thread.close();
  }

  private run(
    command: WorkerCommand,
    capabilities: CapabilitiesInput | undefined,
  ): Promise<Uint8Array> {
    return this.enqueue(() => this.execute(command, capabilities));
  }

  /** Calls wait for each other; a failed one does not stop the next. */
  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async execute(
    command: WorkerCommand,
    capabilities: CapabilitiesInput | undefined,
  ): Promise<Uint8Array> {
    const input = capabilities ?? this.options.capabilities;
    const ask = asker(input, command, this.options.log);
    if (input !== this.latest) await this.thread.run({ kind: 'forget' }, ask);
    this.latest = input;
    return this.thread.run(command, ask);
  }
}

/** Only of the host's own capabilities it is known how long answers hold. */
function asker(
  input: CapabilitiesInput,
  command: WorkerCommand,
  log: (event: LogEvent) => void,
): Ask {
  if (input instanceof Router) {
    const evaluated = evaluatedBy(command);
    return (call) => input.answer(call, evaluated);
  }
  const capabilities = asCapabilities(input, log);
  return async (call) => ({ payload: await capabilities.call(call) });
}

/** The request that a command has evaluated, if it is about one. */
function evaluatedBy(command: WorkerCommand): EvaluatedRequest | undefined {
  if (command.kind !== 'call') return undefined;
  const { operation, payload } = command;
  if (operation !== OPERATIONS.validate) return undefined;
  return {
    images: () => {
      const document = parseJson(payload);
      const request = isObject(document) ? document.get('request') : undefined;
      return request === undefined ? [] : imagesOf(request);
    },
  };
}

/** A table becomes capabilities whose log events reach the log. */
function asCapabilities(
  input: CapabilitiesInput,
  log: (event: LogEvent) => void,
): Capabilities {
  if (isCapabilities(input)) return input;
  const table = scripted(input);
  return {
    call: async (call) => {
      const path = `${call.namespace}/${call.operation}`;
      if (path === 'tracing/log') log(decodeLogEvent(call.payload));
      return table.call(call);
    },
  };
}

function isCapabilities(input: CapabilitiesInput): input is Capabilities {
  return typeof (input as Partial<Capabilities>).call === 'function';
}

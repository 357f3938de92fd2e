// SPDX-License-Identifier: Apache-2.0
import { answerTo } from '../policy/admit.js';
import { imagesOf } from '../request/images.js';
import { prepareRequest } from '../request/read-request.js';
import { ruledAnswer } from '../response/policy-rules.js';
import type { RuledAnswer } from '../response/policy-rules.js';
import type { Ask } from '../wapc/ask-in-time.js';
import { GuestThread } from '../wapc/guest-thread.js';
import type { GuestThreadOptions } from '../wapc/guest-thread.js';
import type {
  Admission,
  AdmissionCommand,
  AdmissionReplies,
  AdmissionSetup,
  RequestText,
} from './messages.js';

type Reply = AdmissionReplies[keyof AdmissionReplies];

/** What an admission thread is made of. */
export interface AdmissionThreadOptions
  extends
    Omit<GuestThreadOptions, 'entry' | 'setup'>,
    Omit<AdmissionSetup, 'position'> {
  /** Answers the host calls that the worker cannot answer itself. */
  readonly ask: Ask;
}

/**
 * A worker that reads requests, calls the guest and makes the answers. It may
 * be given work ahead, which it does in the order given.
 */
export class AdmissionThread {
  private readonly thread: GuestThread<AdmissionCommand, Reply>;
  private readonly position = new Int32Array(new SharedArrayBuffer(4));
  private closed = false;

  constructor(private readonly options: AdmissionThreadOptions) {
    const { module, limits, log, mode, settings, rules } = options;
    const setup: AdmissionSetup = {
      mode,
      settings,
      rules,
      position: this.position.buffer as SharedArrayBuffer,
    };
    const entry = new URL('../admission/worker.js', import.meta.url);
    this.thread = new GuestThread({ entry, module, limits, log, setup });
  }

  /** Index of the first request that cannot be read, -1 for none. */
  firstBad(requests: readonly RequestText[]): Promise<number> {
    return this.run({ kind: 'check', requests }, this.options.ask);
  }

  /** Makes the instance now. @throws PolicyHostError MODULE, TIMEOUT */
  async instantiate(): Promise<void> {
    await this.run({ kind: 'instantiate' }, this.options.ask);
  }

  /** Calls any operation. @throws PolicyHostError GUEST, TIMEOUT, LIMIT */
  call(operation: string, payload: Uint8Array): Promise<Uint8Array> {
    const command = { kind: 'call', operation, payload } as const;
    return this.run(command, this.options.ask);
  }

  /**
   * The answers for these requests. Whatever goes wrong in the guest is a
   * rejection with code 500, and a matter of one request alone.
   *
   * @throws PolicyHostError REQUEST, and GUEST after `close`
   */
  async admit(requests: readonly RequestText[]): Promise<Admission[]> {
    if (requests.length === 0) return [];
    const done: Admission[] = [];
    const begin = performance.now();
    const command = { kind: 'admit', requests } as const;
    const ask = this.askerFor(requests);
    try {
      const rest = await this.run(command, ask, (part) => done.push(...part));
      return [...done, ...rest];
    } catch (cause) {
      if (this.closed) throw cause;
      // The worker has ended: the request it was at failed, others did not.
      const at = Math.max(done.length, Atomics.load(this.position, 0));
      const [failed = '', ...after] = requests.slice(at);
      const milliseconds = performance.now() - begin;
      return [
        ...done,
        ...(await this.admit(requests.slice(done.length, at))),
        { ...this.failure(failed, cause), milliseconds },
        ...(await this.admit(after)),
      ];
    }
  }

  /** Ends the worker. */
  close(): Promise<void> {
    this.closed = true;
    return this.thread.close();
  }

  /** Calls come from the request that the worker is at. */
  private askerFor(requests: readonly RequestText[]): Ask {
    const { ask, mode } = this.options;
    const evaluated = requests.map((text) => ({
      images: () => imagesOf(prepareRequest(text, mode).request),
    }));
    return (call) => ask(call, evaluated[Atomics.load(this.position, 0)]);
  }

  private failure(request: RequestText, cause: unknown): RuledAnswer {
    const { mode, rules } = this.options;
    const prepared = prepareRequest(request, mode);
    const outcome = { status: 'rejected', reason: cause } as const;
    return ruledAnswer(answerTo(prepared, outcome), rules);
  }

  private run<Kind extends AdmissionCommand['kind']>(
    command: Extract<AdmissionCommand, { kind: Kind }>,
    ask: Ask,
    onPart?: (part: AdmissionReplies[Kind]) => void,
  ): Promise<AdmissionReplies[Kind]> {
    const reply = this.thread.run(
      command,
      ask,
      onPart as ((part: Reply) => void) | undefined,
    );
    return reply as Promise<AdmissionReplies[Kind]>;
  }
}

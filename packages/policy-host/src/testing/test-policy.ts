// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { ResourceKind } from '../capabilities/host-request.js';
import { parsePayload } from '../capabilities/payload.js';
import { scripted } from '../capabilities/scripted.js';
import type { Script } from '../capabilities/scripted.js';
import { decodeLogEvent } from '../capabilities/tracing.js';
import { toPlain } from '../json/stringify.js';
import type { ModuleSource } from '../policy/compiled-module.js';
import { loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import { replayedCapabilities } from '../replay/replayed-capabilities.js';
import type { JsonInput, RequestMode } from '../request/read-request.js';
import type { Capabilities, HostCall } from '../wapc/host-call.js';
import type { LogEvent } from '../wapc/log-event.js';
import type { AskedCall, Expectation, Outcome } from './outcome.js';

/** What a policy is asked in a test. */
export interface Question {
  /** Without a request the policy is asked about the settings alone. */
  readonly request?: JsonInput;
  readonly settings?: JsonInput;
  /** `kubernetes` unless said otherwise. */
  readonly mode?: RequestMode;
  /** What the host answers, by `namespace/operation`. */
  readonly answers?: Script;
  /**
   * A session recorded by `policy-host run` or `kwctl run`: path or `file:`
   * URL. The policy must ask for all of it.
   */
  readonly session?: string | URL;
  /** What a session may ask the cluster for, as in `metadata.yml`. */
  readonly contextAware?: readonly ResourceKind[];
}

/** A question with what is expected; one row of a table of tests. */
export interface Case extends Question {
  readonly expect: Expectation;
}

/** Declares a test: the `it` or `test` of the runner. */
export type DeclareTest = (name: string, run: () => Promise<void>) => unknown;

/**
 * A policy under test. The module is loaded when it is first asked, and an idle
 * one does not keep the process alive.
 */
export class TestPolicy {
  private loading: Promise<Policy> | undefined;

  /** @param source path, `file:` URL or bytes of the compiled module */
  constructor(private readonly source: ModuleSource) {}

  /**
   * Asks the policy.
   *
   * @throws PolicyHostError as `Policy` does, with what a crashing policy said
   */
  async ask(question: Question): Promise<Outcome> {
    const policy = await (this.loading ??= loadPolicy(this.source));
    const calls: AskedCall[] = [];
    const logs: LogEvent[] = [];
    const { answer, finish } = await answering(question);
    const capabilities: Capabilities = {
      call: async (call) => {
        record(call, calls, logs);
        return answer.call(call);
      },
    };
    const options = { capabilities, mode: question.mode ?? 'kubernetes' };
    const { request, settings } = question;
    const said =
      request === undefined
        ? { settings: await policy.validateSettings(settings, options) }
        : { verdict: await policy.validate(request, settings, options) };
    finish();
    return { ...said, calls, logs };
  }

  /** Asks the policy, and asserts what is expected. */
  async check({ expect, ...question }: Case): Promise<void> {
    expect(await this.ask(question));
  }

  /** Declares a test for each row of a table. */
  table(test: DeclareTest, cases: Readonly<Record<string, Case>>): void {
    for (const [name, one] of Object.entries(cases)) {
      test(name, () => this.check(one));
    }
  }
}

interface Answering {
  readonly answer: Capabilities;
  /** Asserts that nothing recorded is left. */
  finish(): void;
}

async function answering({
  answers,
  session,
  contextAware,
}: Question): Promise<Answering> {
  if (session === undefined) {
    return { answer: scripted(answers ?? {}), finish: () => undefined };
  }
  const replayed = await replayedCapabilities(await readFile(session, 'utf8'), {
    contextAware: contextAware ?? [],
  });
  return {
    answer: replayed,
    finish: () => {
      assert.equal(
        replayed.remaining,
        0,
        'recorded answers were not asked for',
      );
    },
  };
}

function record(call: HostCall, calls: AskedCall[], logs: LogEvent[]): void {
  const { namespace, operation, payload } = call;
  if (namespace === 'tracing') logs.push(decodeLogEvent(payload));
  else {
    calls.push({
      call: `${namespace}/${operation}`,
      payload:
        payload.length === 0 ? undefined : toPlain(parsePayload(payload)),
    });
  }
}

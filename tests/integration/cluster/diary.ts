// SPDX-License-Identifier: Apache-2.0

/** What was done to a cluster, in words, and what came of it. */
import { isRefusal } from './errors.js';

/** Whether the API server has to accept what a user does. */
export type Expectation = 'accepted' | 'denied' | 'either';

export class Diary {
  readonly actions: string[] = [];
  /** Verdicts other than they must be. */
  readonly surprises: string[] = [];

  say(text: string): void {
    this.actions.push(text);
  }

  /** Does something and notes what the API server says. */
  attempt(what: string, expected: Expectation, act: () => void): void {
    const verdict = verdictOn(act);
    this.say(`${what}: ${verdict}`);
    if (expected === 'either' || verdict === 'invalid') return;
    if (verdict !== expected)
      this.surprises.push(`${what} must be ${expected}, is ${verdict}`);
  }
}

function verdictOn(act: () => void): 'accepted' | 'denied' | 'invalid' {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (isRefusal(error, 'Denied')) return 'denied';
    if (isRefusal(error, 'Invalid')) return 'invalid';
    throw error;
  }
}

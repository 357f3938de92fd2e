// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { SettingsReply } from '../response/validation-reply.js';
import type { Verdict } from '../response/verdict.js';
import type { AskedCall, Expectation, Outcome } from './outcome.js';

/** A text: exactly, or by a pattern. */
export type TextPattern = string | RegExp;

/** The request passes as it is. */
export function accepts(): Expectation {
  return (outcome) => {
    const verdict = accepted(outcome);
    assert.equal(verdict.mutatedObject, undefined, 'the object is changed');
  };
}

/** The request passes with this object in place of its own. */
export function mutatesTo(object: unknown): Expectation {
  return (outcome) => {
    assert.deepEqual(accepted(outcome).mutatedObject, object);
  };
}

/** The request is refused with this message, and the code if one is given. */
export function rejects(message: TextPattern, code?: number): Expectation {
  return (outcome) => {
    const verdict = verdictOf(outcome);
    assert.equal(verdict.accepted, false, 'the request is accepted');
    matches(verdict.message, message);
    if (code !== undefined) assert.equal(verdict.code, code);
  };
}

/** The request passes with exactly these warnings. */
export function warns(...warnings: readonly string[]): Expectation {
  return (outcome) => {
    assert.deepEqual(accepted(outcome).warnings ?? [], warnings);
  };
}

/** The policy can work with the settings. */
export function validSettings(): Expectation {
  return (outcome) => {
    assert.deepEqual(settingsOf(outcome), { valid: true });
  };
}

/** The settings are refused with this message. */
export function invalidSettings(message: TextPattern): Expectation {
  return (outcome) => {
    const reply = settingsOf(outcome);
    assert.equal(reply.valid, false, 'the settings are accepted');
    matches(reply.message, message);
  };
}

/** The policy asked the host exactly this, in this order. */
export function asks(...calls: readonly AskedCall[]): Expectation {
  return (outcome) => {
    assert.deepEqual(outcome.calls, calls);
  };
}

/** All of these hold. */
export function all(...expectations: readonly Expectation[]): Expectation {
  return (outcome) => {
    for (const expectation of expectations) expectation(outcome);
  };
}

function accepted(outcome: Outcome): Verdict {
  const verdict = verdictOf(outcome);
  assert.equal(
    verdict.accepted,
    true,
    `the request is rejected: ${verdict.message ?? 'without a message'}`,
  );
  return verdict;
}

function verdictOf({ verdict }: Outcome): Verdict {
  assert.ok(verdict, 'the policy was asked about settings, not a request');
  return verdict;
}

function settingsOf({ settings }: Outcome): SettingsReply {
  assert.ok(settings, 'the policy was asked about a request, not settings');
  return settings;
}

function matches(text: string | undefined, pattern: TextPattern): void {
  if (typeof pattern === 'string') assert.equal(text, pattern);
  else assert.match(text ?? '', pattern);
}

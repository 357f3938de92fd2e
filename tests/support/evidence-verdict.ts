// SPDX-License-Identifier: Apache-2.0

/**
 * The policy's own look at evidence, through the compiled module: the host
 * trusts every signature, and the manifests are those of the fixtures, changed.
 */
import assert from 'node:assert/strict';
import { type HostAnswer, type HostCall, loadGuest } from './guest.js';
import { wireJson, type JsonObject } from './json.js';
import { containers, creation, pod } from './policy.js';
import { okText, trusted } from './scripted-host.js';
import { fixtureImage } from './tampering/layout-editor.js';
import { VERDICT_SETTINGS } from './verdict-settings.js';

export const guest = loadGuest();

/** What the policy made of an image and its evidence. */
export interface EvidenceVerdict {
  /** Behind the entry's name in the message; '' when accepted. */
  readonly cause: string;
  readonly manifests: readonly string[];
  readonly log: readonly string[];
}

/** Validates a Pod of one fixture image, under the settings of that name. */
export function judge(
  name: string,
  settingsName: string,
  answer: HostAnswer,
  settings: JsonObject = {},
  images: readonly string[] = [fixtureImage(name).reference],
): EvidenceVerdict {
  const rule = VERDICT_SETTINGS.find((one) => one.name === settingsName);
  assert.ok(rule);
  const entry = rule.entry(fixtureImage(name)) as unknown as JsonObject;
  return judgeUnder(name, entry, answer, settings, images);
}

/** The same under a rule of one's own. */
export function judgeUnder(
  name: string,
  entry: JsonObject,
  answer: HostAnswer,
  settings: JsonObject = {},
  images: readonly string[] = [fixtureImage(name).reference],
): EvidenceVerdict {
  const image = fixtureImage(name);
  const payload = wireJson({
    request: creation(pod({ containers: containers(...images) })),
    settings: { signatures: [{ image: '*', ...entry }], ...settings },
  });
  const host = ({ operation }: HostCall): HostAnswer => {
    if (operation === 'v2/verify') return trusted(image.digest);
    return operation === 'v1/oci_manifest' ? answer : okText('');
  };
  const { status, bytes, calls } = guest.call('validate', payload, host);
  const text = Buffer.from(bytes).toString();
  assert.equal(status, 'ok', text);
  const reply = JSON.parse(text) as { accepted: boolean; message?: string };
  const message = reply.message ?? '';
  assert.equal(reply.accepted, message === '');
  const payloads = (operation: string): string[] =>
    calls.filter((c) => c.operation === operation).map((c) => c.payload);
  return {
    cause: saidOf(message),
    manifests: payloads('v1/oci_manifest'),
    log: payloads('log'),
  };
}

/** What a message says of the one image, and the code; '' without a message. */
export function saidOf(message: string): string {
  const [, what = '', code = ''] =
    /^Resource \S+ is not accepted: \S+ \(containers\[\d\][^()]*\) (.*) \(signatures\[0\].*\) (\[.*\])$/.exec(
      message,
    ) ?? [];
  assert.equal(what === '', message === '', message);
  return what === '' ? '' : `${what} ${code}`;
}

/** What is said of evidence whose parts do not belong together. */
export function mismatch(what: string): string {
  const text = what
    .replace(/: other /, ': its log entry is of another ')
    .replace(/: malformed$/, ': it is malformed');
  return `has evidence that does not belong together: ${text} [evidence-mismatch]`;
}

/** What is said when `strict` misses evidence, of a signer or of all. */
export function unavailable(of = ''): string {
  return `has no evidence${of} that could be checked [evidence-unavailable]`;
}

/** What the host said stands, with a line in the log; `strict` rejects. */
export function assertUnavailable(
  name: string,
  judgeWith: (settings: JsonObject) => EvidenceVerdict,
  cause: string,
): void {
  const image = fixtureImage(name).reference;
  const lenient = judgeWith({});
  assert.equal(lenient.cause, '');
  assert.deepEqual(
    lenient.log.map((line) => JSON.parse(line) as unknown),
    [{ level: 'info', message: 'evidence is not available', image, cause }],
  );
  const strict = judgeWith({ evidence: 'strict' });
  assert.ok(
    strict.cause === unavailable() ||
      strict.cause.startsWith('has no evidence of '),
    strict.cause,
  );
}

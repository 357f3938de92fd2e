// SPDX-License-Identifier: Apache-2.0

/** What errors of hosts and registries mean, by the texts of real ones. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  assertUnavailable,
  mismatch,
  type EvidenceVerdict,
  judge,
} from '../../support/evidence-verdict.js';
import { readFixtureJson } from '../../support/fixture-files.js';
import type { JsonObject } from '../../support/json.js';
import { failure, okText } from '../../support/scripted-host.js';

describe('evidence that cannot be read', () => {
  const ERRORS = readFixtureJson<Record<string, string>>(
    'signature-manifest-errors.json',
  );
  const FAULTS = ['200-no-json', '401', '403', '429', '500', '500-html'];
  const isFault = (name: string): boolean =>
    FAULTS.includes(name) || name === '503-backend-not-found';
  const judgeError = (
    error: string,
    settings: JsonObject = {},
  ): EvidenceVerdict => judge('search', 'both', failure(error), settings);

  for (const [name, error] of Object.entries({
    ...ERRORS,
    'unknown operation': 'unknown operation: v1/oci_manifest',
    'unknown namespace': 'unknown namespace: oci',
  })) {
    if (isFault(name)) continue;
    it(`accepts with a log line, unless strict: ${name}`, () => {
      assertUnavailable(
        'search',
        (settings) => judgeError(error, settings),
        error,
      );
    });
  }

  it('rejects every fault of a registry', () => {
    const faults = Object.entries(ERRORS).filter(([name]) => isFault(name));
    assert.equal(faults.length, FAULTS.length + 1);
    for (const [, error] of faults) {
      assert.match(
        judgeError(error).cause,
        /^cannot be verified: .* \[(?:registry-error|not-authorized|registry-unreachable|not-verified)\]$/,
      );
    }
  });

  it('rejects where the capability is not granted, and says what to add', () => {
    const error =
      "Policy has not been granted access to the 'oci/v1/oci_manifest' host capability. The violation has been reported.";
    for (const evidence of ['whenAvailable', 'strict']) {
      assert.equal(
        judgeError(error, { evidence }).cause,
        "cannot be verified: the host does not grant oci/v1/oci_manifest; add it to the PolicyServer's namespacedPoliciesCapabilities [capability-not-granted]",
      );
    }
  });

  for (const error of [
    'operation timed out',
    'Error obtaining response over callback channel',
    '',
  ]) {
    it(`rejects: ${error === '' ? 'an empty error' : error}`, () => {
      const verdict = judge(
        'search',
        'both',
        failure(`${error}\n\nCaused by:\n    x`),
      );
      assert.equal(
        verdict.cause,
        `cannot be verified: the host could not verify it: ${error} [not-verified]`,
      );
    });
  }

  const MALFORMED = ['', '{', 'null', '{}', '{"layers":7}', '{"manifests":[]}'];
  for (const text of MALFORMED) {
    it(`rejects the answer ${text === '' ? 'of no bytes' : text}`, () => {
      const verdict = judge('search', 'both', okText(text));
      assert.equal(verdict.cause, mismatch('manifest: malformed'));
    });
  }

  it('rejects an answer that is no UTF-8', () => {
    const bytes = Uint8Array.of(0x7b, 0xff, 0x7d);
    const verdict = judge('search', 'both', { kind: 'ok', bytes });
    assert.match(
      verdict.cause,
      /^cannot be verified: the answer of the host is malformed /,
    );
  });
});

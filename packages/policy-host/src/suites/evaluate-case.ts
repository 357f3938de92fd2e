// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { PolicyHostError } from '../errors.js';
import { stringify } from '../json/stringify.js';
import type { JsonObject } from '../json/value.js';
import { lineOf } from '../manifests/locate.js';
import { ManifestSet, readObjects } from '../manifests/requests.js';
import type { SendOptions } from '../manifests/build-request.js';
import type { ManifestObject, SourceDocument } from '../manifests/types.js';
import { readSettings, settingsObject } from '../request/read-settings.js';
import { answersOf } from './host-answers.js';
import { groupOutcomeOf } from './group-outcome.js';
import { answerOf, outcomeOf } from './outcome.js';
import type {
  LoadPolicies,
  TestedGroup,
  TestedPolicy,
} from './tested-policy.js';
import type { Outcome, Resource, TestCase } from './types.js';

/** What happened, and to which object where there are several. */
export interface NamedOutcome {
  readonly name: string;
  readonly outcome: Outcome;
}

const noStdin = async () => new Uint8Array(0);

/**
 * Evaluates every object of a case with every policy of it.
 *
 * @param warn gets a line for each thing an author should know
 * @throws PolicyHostError for whatever keeps a case from being evaluated
 */
export async function evaluateCase(
  test: TestCase,
  load: LoadPolicies,
  warn: (text: string) => void,
): Promise<NamedOutcome[]> {
  const manifests = await manifestsOf(test, warn);
  const outcomes: NamedOutcome[] = [];
  for (const loaded of await policiesOf(test, load)) {
    const policy =
      test.raw && 'policy' in loaded
        ? { ...loaded, mode: 'raw' as const }
        : loaded;
    const { requests } = await manifests.requestsFor(
      policy.match,
      policy.name,
      policy.mode,
    );
    if (requests.length === 0) {
      const outcome: Outcome = { verdict: 'skipped' };
      outcomes.push({ name: policy.name, outcome });
    }
    for (const { name, content } of requests) {
      const outcome =
        'policy' in policy
          ? await policyOutcome(test, policy, content)
          : await groupOutcome(test, policy, content);
      outcomes.push({ name: `${name} with ${policy.name}`, outcome });
    }
  }
  return outcomes;
}

async function policyOutcome(
  test: TestCase,
  policy: TestedPolicy,
  content: string,
): Promise<Outcome> {
  const settings = await settingsOf(test, policy);
  const capabilities = await answersOf(test.host, policy.contextAware);
  return outcomeOf(policy, content, settings, capabilities);
}

/** Each member has settings of its own, and the same answers of the host. */
async function groupOutcome(
  test: TestCase,
  group: TestedGroup,
  content: string,
): Promise<Outcome> {
  if (test.settings !== null) {
    throw new PolicyHostError(
      'ARGUMENT',
      `the settings of a test cannot stand for those of the members of ${group.name}`,
    );
  }
  const ask = async (member: TestedPolicy) =>
    answerOf(
      member,
      content,
      settingsObject(member.settings),
      await answersOf(test.host, member.contextAware),
    );
  return groupOutcomeOf(group, content, ask);
}

async function policiesOf(
  { policy, module, policyName }: TestCase,
  load: LoadPolicies,
): Promise<Awaited<ReturnType<LoadPolicies>>> {
  const all = await load(policy, module);
  if (policyName === undefined) return all;
  const named = all.filter(({ name }) => name === policyName);
  if (named.length > 0) return named;
  throw new PolicyHostError(
    'ARGUMENT',
    `${policy} has no policy ${policyName}, it has ${all.map(({ name }) => name).join(', ')}`,
  );
}

/** The case's own settings come before those of the policy resource. */
async function settingsOf(
  { settings }: TestCase,
  policy: TestedPolicy,
): Promise<JsonObject> {
  if (typeof settings !== 'string') {
    return settingsObject(settings ?? policy.settings);
  }
  try {
    return await readSettings(await readFile(settings));
  } catch (cause) {
    if (cause instanceof PolicyHostError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'ARGUMENT',
      `cannot read the settings ${settings}: ${reason}`,
      cause,
    );
  }
}

async function manifestsOf(
  test: TestCase,
  warn: (text: string) => void,
): Promise<ManifestSet> {
  const { operation, user, namespace, subResource, resource } = test;
  const old = await oldObjects(test, warn);
  const options: SendOptions = { operation, old, user, namespace, subResource };
  return typeof resource === 'string'
    ? ManifestSet.read([resource], noStdin, options, warn)
    : ManifestSet.of([inline(test, resource)], options, warn);
}

async function oldObjects(
  test: TestCase,
  warn: (text: string) => void,
): Promise<ManifestObject[]> {
  const { old } = test;
  if (typeof old === 'string') return readObjects([old], noStdin, warn);
  if (old === undefined) return [];
  const text = (key: string) => {
    const value = old.get(key);
    return typeof value === 'string' ? value : '';
  };
  return [
    {
      document: inline(test, old),
      path: [],
      value: old,
      apiVersion: text('apiVersion'),
      kind: text('kind'),
    },
  ];
}

/** An object that stands in the test file itself. */
function inline(
  { document, index }: TestCase,
  value: Exclude<Resource, string>,
): SourceDocument {
  const { path, name } = document.file;
  return {
    file: { path, name, text: '', format: 'json' },
    number: document.number,
    line: lineOf(document, ['tests', index]),
    name: 'resource',
    json: stringify(value),
  };
}

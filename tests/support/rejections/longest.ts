// SPDX-License-Identifier: Apache-2.0

/** How long messages get: requests and settings whose every part is as long as it may be. */
import { LONG_LEAF } from '../../fixtures/vectors/chains.js';
import { wireJson, type JsonObject } from '../json.js';
import { validateBytes } from '../policy.js';
import {
  rejectedRequests,
  type RejectedRequest,
} from '../rejected-requests.js';
import {
  SETTINGS_WITH_ERRORS,
  SETTINGS_WITH_LONG_NAMES,
} from '../settings-errors.js';
import { transcribeSettings } from '../transcript.js';

/** Longer words than anybody has room for. */
const LONG = 'long '.repeat(200).trim();
const NAME = 'n'.repeat(63);
/** As long as Kubernetes lets them be. */
const KIND = `N${NAME.slice(1)}`;
const GROUP = Array.from({ length: 4 }, () => NAME)
  .join('.')
  .slice(0, 253);
const REQUESTS = rejectedRequests({
  alice: LONG_LEAF,
  mallory: LONG_LEAF,
  expired: LONG_LEAF,
  annotations: { long: LONG },
  refusal: LONG,
  unknown: LONG,
  predicate: `https://example.org/${NAME.repeat(5)}`,
  kind: KIND,
  group: GROUP,
});
/** Keys down to a pod spec, as long as paths in settings may be. */
const KEYS = ['spec', NAME, NAME];
const RULES_BEFORE = 999;
const TIMES = 1000;

/**
 * A message, and how long it is; a rejection beside what is the object's own:
 * its name, that of the image, the path of a value, kind and API group.
 */
export interface Longest {
  readonly message: string;
  readonly bytes: number;
}

/** The longest message of each code. */
export function longestRejections(): Readonly<Record<string, Longest>> {
  return Object.fromEntries(
    Object.entries(REQUESTS).map(([code, request]) => {
      const plain = said(request);
      const deep = said(stretched(request));
      return [code, deep.bytes > plain.bytes ? deep : plain];
    }),
  );
}

function said({ payload, host }: RejectedRequest): Longest {
  const { message } = validateBytes(payload, host);
  const beside = message
    .replace(/^Resource \S+ is not accepted: /, '')
    // An image and its place, or the path of a value.
    .replace(/^[\w./:@[\]-]*[:@[][\w./:@[\]-]* /, '')
    .replace(KIND, '')
    .replace(GROUP, '');
  return { message, bytes: Buffer.byteLength(beside) };
}

/** The longest message of each settings error, under the last of many rules. */
export function longestSettingsErrors(): Readonly<Record<string, Longest>> {
  const all = { ...SETTINGS_WITH_ERRORS, ...SETTINGS_WITH_LONG_NAMES };
  return Object.fromEntries(
    Object.entries(all).map(([words, settings]) => {
      const { reply, log } = transcribeSettings(underLastRule(settings));
      const { message } = JSON.parse(reply) as { message?: string };
      const [logged] = log as { message: string }[];
      const said = message ?? logged?.message ?? '';
      return [words, { message: said, bytes: Buffer.byteLength(said) }];
    }),
  );
}

/** Settings with many rules before their own; others as they are. */
function underLastRule(settings: string): string {
  const rules = '{"signatures":[{';
  if (!settings.includes(rules)) return settings;
  const before = '{"image":"*","githubActions":{"owner":"acme"}},'.repeat(
    RULES_BEFORE,
  );
  return settings.replace(rules, `{"signatures":[${before}{`);
}

/**
 * The same in a custom resource whose containers are deep down and all alike,
 * under the last of many rules.
 */
function stretched({ payload, host }: RejectedRequest): RejectedRequest {
  const { request, settings } = JSON.parse(payload.toString()) as {
    request: JsonObject;
    settings: JsonObject;
  };
  const object = request['object'] as JsonObject | undefined;
  const spec = object?.['spec'] as JsonObject | undefined;
  const [container] = (spec?.['containers'] ?? []) as JsonObject[];
  if (container === undefined) return { payload, host };
  // Each value that is malformed is told by its own path.
  const times = typeof container['image'] === 'string' ? TIMES : 1;
  const containers = Array.from({ length: times }, () => container);
  const inner = KEYS.reduceRight<JsonObject>(
    (below, key) => ({ [key]: below }),
    { containers },
  );
  const kind = { group: 'acme.io', version: 'v1', kind: 'Shop' };
  const changed = {
    ...request,
    kind,
    resource: { group: 'acme.io', version: 'v1', resource: 'shops' },
    object: {
      apiVersion: 'acme.io/v1',
      kind: 'Shop',
      metadata: { name: 'web' },
      ...inner,
    },
  };
  const [rule] = settings['signatures'] as JsonObject[];
  const others = Array.from({ length: RULES_BEFORE }, () => ({
    ...rule,
    image: 'registry.invalid/none',
  }));
  const more = {
    ...settings,
    signatures: rule === undefined ? [] : [...others, rule],
    podSpecPaths: [{ apiGroup: 'acme.io', kind: 'Shop', path: KEYS.join('.') }],
  };
  return { payload: wireJson({ request: changed, settings: more }), host };
}

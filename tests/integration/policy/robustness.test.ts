// SPDX-License-Identifier: Apache-2.0

/** Broken input of any kind: always an answer, never a wrong acceptance. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import { Random } from '../../support/generate/random.js';
import type { HostAnswer, ScriptedHost } from '../../support/guest.js';
import { imagesOf, unpinned } from '../../support/images-of.js';
import { isList, isObject, wireJson, type Json } from '../../support/json.js';
import { mutateText } from '../../support/mutate-text.js';
import {
  containers,
  creation,
  pod,
  podOf,
  update,
} from '../../support/policy.js';
import {
  failure,
  trusted,
  verifyingHost,
} from '../../support/scripted-host.js';
import {
  transcribe,
  transcribeSettings,
  type Transcript,
} from '../../support/transcript.js';

const SEED = 20_260_401;
const MUTATIONS = 6_000;

const SETTINGS: Json = {
  signatures: [
    { image: '*', keyless: [{ issuer: 'https://i', subject: 's' }] },
    { image: 'a.io/*', pubKeys: [PEM.release], annotations: { env: 'prod' } },
    {
      image: 'a.io/*',
      certificates: [PEM.alice],
      certificateChain: [PEM.intermediate, PEM.root],
      requireRekorBundle: false,
    },
    {
      image: 'b.io/*',
      keyless_prefix: [{ issuer: 'i', url_prefix: 'https://a.io/b' }],
      minimumMatches: 1,
    },
    { image: 'c.io/*', githubActions: { owner: 'acme', repo: 'shop' } },
  ],
  podSpecPaths: [{ apiGroup: 'x.io', kind: 'K', path: 'spec.a' }],
  unknownResources: 'accept',
};
const KINDS: readonly (readonly [string, string])[] = [
  ['', 'Pod'],
  ['apps', 'Deployment'],
  ['batch', 'CronJob'],
];
const full = pod(
  {
    containers: containers('a.io/b:1', 'b.io/c', 'nginx'),
    initContainers: [{ image: 'a.io/\u0062:1', name: 'é€𐍈', n: 1e30 }],
    volumes: [{ name: 'v', image: { reference: 'c.io/v' } }, { name: 'e' }],
  },
  { labels: { 'x/y': '' } },
);
const payload = (request: Json, settings: Json = SETTINGS): string =>
  wireJson({ request, settings });
const REQUESTS = [
  creation(full),
  update(podOf('nginx', 'a.io/b:1'), full),
  creation(
    { spec: { template: full } },
    { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } },
  ),
  creation(
    { spec: { jobTemplate: { spec: { template: full } } } },
    { kind: { group: 'batch', version: 'v1', kind: 'CronJob' } },
  ),
];

const untrusting = careful(() => failure('unsigned'));
const trusting = careful(() => trusted());

/** A host that, as the real one, first reads what it is asked. */
function careful(verify: () => HostAnswer): ScriptedHost {
  const host = verifyingHost(verify);
  return (call) =>
    parsed(call.payload) === undefined ? failure('no JSON') : host(call);
}

/** The value of a JSON text; undefined when it is none. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

interface Reply {
  readonly accepted: boolean;
  readonly message?: string;
  readonly mutated_object?: Json;
}

/** The reply of the right shape. An odd object may make it no JSON. */
function replyOf({ reply }: Transcript): Reply {
  const whole = parsed(reply) as Reply | undefined;
  if (whole === undefined) {
    assert.match(reply, /^\{"accepted":true,"mutated_object":/);
    return { accepted: true };
  }
  assert.equal(typeof whole.accepted, 'boolean', reply);
  assert.equal(typeof whole.message, whole.accepted ? 'undefined' : 'string');
  return whole;
}

/** Images that the catch-all rule of a payload is about. */
function guarded(document: Json): string[] {
  if (!isObject(document)) return [];
  const { request, settings } = document;
  if (!isObject(request) || !isObject(settings)) return [];
  const { kind, operation, subResource, object = null } = request;
  const rules = settings['signatures'];
  const known =
    isObject(kind) &&
    KINDS.some(
      ([group, name]) => kind['group'] === group && kind['kind'] === name,
    );
  const free =
    operation === 'DELETE' ||
    subResource === 'status' ||
    subResource === 'scale';
  const catchAll =
    isList(rules) &&
    rules.some((rule) => isObject(rule) && rule['image'] === '*');
  if (!known || free || !catchAll) return [];
  return imagesOf(object).map(({ image }) => image);
}

/**
 * Checks an answer against what the payload says. What policies are sent is
 * always JSON, because hosts write it; of anything else it matters only that
 * there is an answer, and that nothing passes which the host refused.
 */
function judge(text: string): 'accepted' | 'rejected' {
  const { verify, ...answered } = transcribe(text, trusting);
  const verdict = replyOf({ verify, ...answered });
  const strict = transcribe(text, untrusting);
  assert.ok(strict.verify.length === 0 || !replyOf(strict).accepted, text);
  if (!verdict.accepted) {
    assert.equal(verdict.mutated_object, undefined);
    return 'rejected';
  }
  const document = parsed(text);
  if (document === undefined) return 'accepted';
  const asked = verify.map((call) => {
    const { image } = JSON.parse(call) as { image: string };
    return image;
  });
  for (const image of guarded(document)) assert.ok(asked.includes(image), text);
  if (verdict.mutated_object !== undefined) {
    assert.ok(isObject(document) && isObject(document['request']));
    const original = document['request']['object'] ?? null;
    assert.deepEqual(unpinned(verdict.mutated_object, original), original);
  }
  return 'accepted';
}

describe('a request cut anywhere', () => {
  for (const [index, request] of REQUESTS.entries()) {
    it(`rejects, number ${index}`, () => {
      const text = payload(request);
      assert.equal(judge(text), 'accepted');
      for (let length = 0; length < text.length; length++) {
        const cut = transcribe(text.slice(0, length));
        assert.equal(replyOf(cut).accepted, false);
        assert.deepEqual(cut.verify, []);
      }
    });
  }

  it('is told to be malformed', () => {
    const { reply } = transcribe(
      payload(creation(podOf('nginx'))).slice(0, -1),
    );
    assert.equal(
      reply,
      '{"accepted":false,"message":"The validation request is malformed [request-malformed]"}',
    );
  });
});

describe('settings cut anywhere', () => {
  it('are not valid', () => {
    const text = wireJson(SETTINGS);
    assert.equal(transcribeSettings(text).reply, '{"valid":true}');
    for (let length = 0; length < text.length; length++) {
      const { reply } = transcribeSettings(text.slice(0, length));
      assert.match(
        reply,
        /^\{"valid":false,"message":".*is not valid JSON"\}$/,
      );
    }
  });
});

describe('accidents', () => {
  it(`to requests: ${MUTATIONS} answers, no wrong acceptance`, () => {
    const random = new Random(SEED);
    const counts = { accepted: 0, rejected: 0 };
    for (let index = 0; index < MUTATIONS; index++) {
      const request = mutateText(wireJson(random.pick(REQUESTS)), random);
      const text = `{"request":${request},"settings":${wireJson(SETTINGS)}}`;
      counts[judge(text)]++;
    }
    // Both must happen, or the accidents are too small or too big.
    assert.ok(counts.accepted > MUTATIONS / 100, JSON.stringify(counts));
    assert.ok(counts.rejected > MUTATIONS / 4, JSON.stringify(counts));
  });

  it(`to settings: ${MUTATIONS} answers, no wrong acceptance`, () => {
    const random = new Random(SEED + 1);
    const plain = wireJson(SETTINGS);
    let valid = 0;
    for (let index = 0; index < MUTATIONS; index++) {
      const settings = mutateText(plain, random);
      const { reply, verify, trust } = transcribeSettings(settings);
      const answer = JSON.parse(reply) as { valid: boolean; message?: string };
      assert.deepEqual([verify, trust], [[], []]);
      if (!answer.valid) assert.notEqual(answer.message ?? '', '');
      if (answer.valid) valid++;
      judge(`{"request":${wireJson(creation(full))},"settings":${settings}}`);
    }
    assert.ok(valid > MUTATIONS / 100, String(valid));
  });

  it('to bytes anywhere in the payload get an answer', () => {
    const random = new Random(SEED + 2);
    for (let index = 0; index < MUTATIONS / 2; index++) {
      const text = payload(random.pick(REQUESTS));
      judge(mutateText(text, random));
    }
  });
});

// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  causesOf,
  isControlled,
  MORE_SETTINGS,
  MORE_VERDICTS,
  MUTATIONS,
  STRICTER_SETTINGS,
  STRICTER_VERDICTS,
  type Disagreement,
} from '../../support/differences.js';
import { generateCases, type GeneratedCase } from '../../support/generate.js';
import { generatedWorld } from '../../support/generate/images.js';
import { loadGuest, type GuestResult } from '../../support/guest.js';
import { imagesOf, unpinned } from '../../support/images-of.js';
import { isObject, wireJson, type Json } from '../../support/json.js';
import { projectText } from '../../support/project.js';
import { evaluate } from '../../support/rust-model/policy.js';
import {
  readSettings,
  settingsProblem,
  type RustSettings,
} from '../../support/rust-model/settings.js';

const SEED = 20_260_101;
const CASES = 5_000;

/** Counts what explains the differences, and keeps what nothing explains. */
class Tally {
  readonly counts = new Map<string, number>();
  readonly unexplained: string[] = [];
  agreements = 0;

  add(ids: readonly string[], generated: GeneratedCase, what: string): void {
    for (const id of ids) this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    if (ids.length === 0) {
      this.unexplained.push(
        `case ${generated.index} (${generated.oddity ?? 'plain settings'}): ${what}`,
      );
    }
  }
}

const world = generatedWorld();
const guest = loadGuest();
const host = world.host();

function answerOf(result: GuestResult): Readonly<Record<string, Json>> {
  const text = Buffer.from(result.bytes).toString();
  assert.equal(result.status, 'ok', text);
  const answer = JSON.parse(text) as Json;
  assert.ok(isObject(answer));
  return answer;
}

function compare(generated: GeneratedCase, tally: Tally): void {
  const theirs = settingsProblem(generated.settings, world);
  const ours = answerOf(
    guest.call('validate_settings', wireJson(generated.settings), host),
  );
  const oddity = generated.oddity ?? '';
  const message = String(ours['message'] ?? '');
  const ids = (theirs === undefined ? STRICTER_SETTINGS : MORE_SETTINGS)
    .filter(({ explains }) => explains(oddity, message))
    .map(({ id }) => id);
  if ((theirs === undefined) !== (ours['valid'] === true)) {
    const text = theirs === undefined ? `refused: ${message}` : 'taken';
    tally.add(ids, generated, `settings ${text}`);
  } else if (theirs !== undefined) {
    tally.agreements += 1;
  } else {
    compareVerdicts(generated, readSettings(generated.settings), tally);
  }
}

function compareVerdicts(
  generated: GeneratedCase,
  settings: RustSettings,
  tally: Tally,
): void {
  const { request } = generated;
  const theirs = evaluate(request, settings, world);
  const payload = { request, settings: generated.settings };
  const ours = answerOf(guest.call('validate', wireJson(payload), host));
  const accepted = ours['accepted'] === true;
  const message = accepted ? '' : String(ours['message'] ?? '');
  const seen: Disagreement = { generated, settings, cause: '' };
  if (accepted !== (theirs.kind === 'accept')) {
    const known = accepted ? MORE_VERDICTS : STRICTER_VERDICTS;
    const explanations = causesOf(message).map((cause) =>
      known
        .filter(({ explains }) => explains({ ...seen, cause }))
        .map(({ id }) => id),
    );
    // Every single cause has to be accounted for.
    const ids = explanations.every((some) => some.length > 0)
      ? explanations.flat()
      : [];
    const what = accepted ? 'accepted' : `rejected: ${message}`;
    tally.add([...new Set(ids)], generated, what);
  } else if (theirs.kind === 'accept') {
    const object = request['object'] ?? null;
    compareObjects(
      seen,
      ours['mutated_object'] ?? object,
      theirs.mutated ?? object,
      tally,
    );
  } else {
    tally.agreements += 1;
  }
}

/** Both accept: which images are pinned, and is the rest left alone? */
function compareObjects(
  seen: Disagreement,
  ours: Json,
  theirs: Json,
  tally: Tally,
): void {
  const { generated } = seen;
  const object = generated.request['object'] ?? null;
  const context = `case ${generated.index}`;
  assert.deepEqual(unpinned(ours, object), object, context);
  if (wireJson(ours) === wireJson(theirs)) {
    tally.agreements += 1;
    return;
  }
  const ids = new Set<string>();
  if (wireJson(unpinned(theirs, object)) !== wireJson(object)) ids.add('M01');
  const ourImages = byPath(ours);
  const theirImages = byPath(theirs);
  for (const { path, image, place } of imagesOf(object)) {
    const our = ourImages.get(path) ?? image;
    const their = theirImages.get(path) ?? image;
    if (our !== their) {
      ids.add(pinning(seen, { image, place, our, their }) ?? `?${path}`);
    }
  }
  const known = [...ids].filter((id) => !id.startsWith('?'));
  tally.add(
    known.length === ids.size ? known : [],
    generated,
    `object ${wireJson(ours)} instead of ${wireJson(theirs)}`,
  );
}

/** Why one image differs between the two objects. */
function pinning(
  { generated, settings }: Disagreement,
  field: { image: string; place: string; our: string; their: string },
): string | undefined {
  const { image, place, our, their } = field;
  const { oldObject, subResource } = generated.request;
  if (our === image) {
    if (subResource === 'status') return 'M05';
    if (isControlled(generated)) return 'M06';
    const old = imagesOf(oldObject ?? null);
    return old.some((before) => before.place === place) ? 'M02' : undefined;
  }
  if (their !== image) return /\/liar/.test(image) ? 'M04' : undefined;
  // The Rust policy did not look at this image at all.
  return settings.modifyImagesWithDigest ? 'M03' : undefined;
}

function byPath(object: Json): ReadonlyMap<string, string> {
  return new Map(imagesOf(object).map(({ path, image }) => [path, image]));
}

describe('5,000 requests, beside a model of the Rust policy', () => {
  const tally = new Tally();
  const documented = projectText('docs/differences.md')
    .split('\n')
    .flatMap((line) => /^\| ([DLM]\d\d) /.exec(line)?.[1] ?? []);

  before(() => {
    for (const generated of generateCases(SEED, CASES)) {
      compare(generated, tally);
    }
  });

  it('differ only as docs/differences.md says', () => {
    assert.deepEqual(tally.unexplained.slice(0, 20), []);
  });

  it('show every difference of the document, and no other', (test) => {
    const known = [
      ...STRICTER_SETTINGS,
      ...STRICTER_VERDICTS,
      ...MORE_SETTINGS,
      ...MORE_VERDICTS,
    ].map(({ id }) => id);
    const all = [...known, ...MUTATIONS].sort();
    assert.deepEqual([...documented].sort(), all);
    assert.deepEqual([...tally.counts.keys()].sort(), all);
    for (const id of all) test.diagnostic(`${id}: ${tally.counts.get(id)}`);
    test.diagnostic(`the same: ${tally.agreements}`);
  });

  it('are the same requests every time', () => {
    const [first, second] = [generateCases(SEED, 50), generateCases(SEED, 50)];
    assert.deepEqual(first, second);
  });
});

// SPDX-License-Identifier: Apache-2.0

/**
 * Thousands of random sequences of what users do, under every `digestMutation`,
 * with and without `skipUnchangedImages`.
 *
 * `CLUSTER_SEQUENCES` is how many run under each of the six settings,
 * `CLUSTER_SEED` the first seed.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cluster } from './cluster.js';
import { ALICE } from './images.js';
import { Properties } from './properties.js';
import { Sequence } from './sequence.js';
import { everySettings, nameOf, type PolicySettings } from './settings.js';

const COUNT = Number(process.env['CLUSTER_SEQUENCES'] ?? 500);
const FIRST_SEED = Number(process.env['CLUSTER_SEED'] ?? 1);
const ACTIONS = 12;

interface Counts {
  actions: number;
  asked: number;
  denied: number;
  pods: number;
  mostSteps: number;
}

/** Runs one sequence; fails with its seed and all that was done. */
function run(settings: PolicySettings, seed: number, counts: Counts): void {
  const cluster = new Cluster(seed);
  const properties = new Properties(cluster);
  const sequence = new Sequence(cluster, settings, seed);
  const check = (): void => {
    const found = [...sequence.diary.surprises, ...properties.violations()];
    if (found.length > 0) throw new Error(found.join('\n'));
  };
  try {
    sequence.run(ACTIONS);
    check();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const done = sequence.diary.actions
      .map((action) => `  ${action}`)
      .join('\n');
    assert.fail(`seed ${seed}: ${why}\nafter\n${done}`);
  }
  counts.mostSteps = Math.max(counts.mostSteps, sequence.mostSteps);
  counts.actions += sequence.diary.actions.length;
  counts.asked += cluster.admission.asked;
  counts.denied += cluster.admission.denied;
  counts.pods += properties.podsAdmitted;
}

describe('random sequences settle and start nothing unsigned', () => {
  for (const settings of everySettings([ALICE])) {
    it(nameOf(settings), (t) => {
      const counts: Counts = {
        actions: 0,
        asked: 0,
        denied: 0,
        pods: 0,
        mostSteps: 0,
      };
      for (let i = 0; i < COUNT; i++) run(settings, FIRST_SEED + i, counts);
      t.diagnostic(
        `seeds ${FIRST_SEED} to ${FIRST_SEED + COUNT - 1}, ${nameOf(settings)}: ` +
          `${counts.actions} actions, ${counts.asked} requests, ` +
          `${counts.denied} denied, ${counts.pods} Pods admitted, ` +
          `settled within ${counts.mostSteps} steps`,
      );
      assert.ok(counts.denied > 0 && counts.pods > 0);
    });
  }
});

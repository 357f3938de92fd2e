// SPDX-License-Identifier: Apache-2.0

/** A random sequence of what people do: the same seed does the same things. */
import { Random } from '../../support/generate/random.js';
import type { Cluster } from './cluster.js';
import { Diary } from './diary.js';
import { pushAll } from './images.js';
import { Operators } from './operators.js';
import type { PolicySettings } from './settings.js';
import { Users } from './users.js';

export class Sequence {
  readonly diary = new Diary();
  /** What the slowest change took. */
  mostSteps = 0;
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #users: Users;
  readonly #operators: Operators;
  /** What can happen next, the more likely the oftener it is listed. */
  readonly #choices: readonly (() => void)[];

  constructor(cluster: Cluster, settings: PolicySettings, seed: number) {
    const random = new Random(seed);
    this.#cluster = cluster;
    this.#random = random;
    const users = new Users(cluster, random, this.diary);
    const operators = new Operators(cluster, settings, random, this.diary);
    this.#users = users;
    this.#operators = operators;
    pushAll(cluster.registry);
    this.#choices = [
      () => users.create(),
      ...twice(() => users.setImage()),
      ...twice(() => users.restart()),
      () => users.apply(),
      ...twice(() => users.scale()),
      () => users.rollBack(),
      ...twice(() => users.delete()),
      () => users.label(),
      () => users.hold(),
      () => users.debug(),
      () => operators.togglePolicy(),
      () => operators.toggleSigner(),
      () => operators.push(),
      () => operators.changeSettings(),
      () => this.#strike(),
    ];
  }

  /** Runs `actions` of them, then lets everything go and come to rest. */
  run(actions: number): void {
    this.#begin();
    for (let i = 0; i < actions; i++) this.#act();
    this.#users.releaseAll();
    this.#settle();
  }

  /** Workloads are created, half of the time before the policy is deployed. */
  #begin(): void {
    const early = this.#random.chance(0.5);
    if (!early) this.#operators.deployPolicy();
    for (let i = 0; i < 2; i++) this.#users.create();
    if (!early) return;
    this.#settle();
    this.#operators.deployPolicy();
  }

  /** One thing happens; now and then the next one comes before it has settled. */
  #act(): void {
    const random = this.#random;
    random.pick(this.#choices)();
    if (!random.chance(0.3)) return this.#settle();
    const steps = random.below(6);
    this.diary.say(`${steps} steps`);
    for (let i = 0; i < steps; i++) this.#cluster.step();
  }

  #strike(): void {
    this.diary.say('the clock strikes');
    this.#cluster.strikes++;
  }

  #settle(): void {
    this.mostSteps = Math.max(this.mostSteps, this.#cluster.settle());
  }
}

function twice(action: () => void): readonly (() => void)[] {
  return [action, action];
}

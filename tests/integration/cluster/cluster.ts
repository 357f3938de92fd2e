// SPDX-License-Identifier: Apache-2.0

/** The cluster: storage, admission, controllers and nodes, step by step. */
import { Random } from '../../support/generate/random.js';
import { Admission } from './admission.js';
import { ApiServer } from './api-server.js';
import type { Snapshot } from './snapshot.js';
import type { Controller } from './controllers/controller.js';
import { cronJobs } from './controllers/cron-job.js';
import { daemonSets } from './controllers/daemon-set.js';
import { deployments } from './controllers/deployment.js';
import { jobs } from './controllers/job.js';
import { replicaSets } from './controllers/replica-set.js';
import { statefulSets } from './controllers/stateful-set.js';
import { ApiError } from './errors.js';
import { collectGarbage } from './garbage-collector.js';
import type { AnyObject } from './objects.js';
import { runPods } from './nodes.js';
import { Registry } from './registry.js';
import { WorkQueue } from './work-queue.js';

/** A cluster that takes more steps for one change does not settle. */
const MOST_STEPS = 100;
/** How likely a node is busy with something else. */
const SLOWNESS = 0.2;

export class Cluster {
  readonly api: ApiServer;
  readonly queue = new WorkQueue();
  readonly #random: Random;
  /** How often the clock of the CronJobs has struck. */
  strikes = 0;
  readonly #controllers: readonly Controller[] = [
    deployments,
    replicaSets,
    statefulSets,
    daemonSets,
    cronJobs(() => this.strikes),
    jobs,
  ] as readonly Controller[];
  #isWaiting = false;
  /** The revision that everybody sees in this step. */
  #seen = 0;
  /** How many were ever made. */
  #replicaSets = 0;

  constructor(
    seed = 1,
    readonly admission = new Admission(new Registry()),
  ) {
    this.#random = new Random(seed);
    this.api = new ApiServer(admission);
    this.api.watch(({ operation, object }) => {
      if (operation === 'CREATE' && object.kind === 'ReplicaSet')
        this.#replicaSets++;
    });
  }

  get registry(): Registry {
    return this.admission.registry;
  }

  /**
   * Runs until nothing changes any more and everything that failed has failed
   * again since.
   *
   * @returns the steps it took
   * @throws when it does not settle
   */
  settle(): number {
    const { api, queue } = this;
    queue.reconsider();
    for (let steps = 1; steps <= MOST_STEPS; steps++) {
      const before = api.revision;
      this.step();
      if (api.revision !== before || this.#isWaiting) continue;
      queue.retain(keysOf(api.snapshot()));
      const due = queue.nextDue(before);
      if (due === undefined) return steps;
      api.now = Math.max(api.now, due - 1);
    }
    throw new Error(
      `not settled after ${MOST_STEPS} steps: ${this.#counts()}, ` +
        `${this.#replicaSets} ReplicaSets made`,
    );
  }

  /** Everybody looks at the cluster as it is now and acts, in some order. */
  step(): void {
    const { api } = this;
    api.now++;
    this.#isWaiting = false;
    this.#seen = api.revision;
    const view = api.snapshot();
    const turns = [
      ...this.#controllers.map((controller) => () => {
        this.#run(controller, view);
      }),
      () => {
        collectGarbage(view, api, (object, act) => {
          this.#attempt('garbage', object, act);
        });
      },
      () => {
        runPods(view, api, (pod, act) => {
          if (this.#random.chance(SLOWNESS)) this.#isWaiting = true;
          else this.#attempt('node', pod, act);
        });
      },
    ];
    while (turns.length > 0)
      turns.splice(this.#random.below(turns.length), 1)[0]?.();
  }

  /** How many objects of each kind there are. */
  #counts(): string {
    const counts = new Map<string, number>();
    for (const { kind } of this.api.snapshot().all())
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  }

  #run(controller: Controller, view: Snapshot): void {
    for (const object of view.list(controller.kind))
      this.#attempt(controller.kind, object, () =>
        controller.sync(object, view, this.api),
      );
  }

  #attempt(who: string, object: AnyObject, act: () => void): void {
    const { queue, api } = this;
    const key = keyOf(who, object);
    if (!queue.isDue(key, api.now)) return;
    try {
      act();
      queue.succeeded(key);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      queue.failed(key, api.now, this.#seen);
    }
  }
}

function keyOf(who: string, { metadata }: AnyObject): string {
  return `${who} ${metadata.uid}`;
}

function keysOf(view: Snapshot): ReadonlySet<string> {
  const objects = view.all();
  return new Set(
    objects.flatMap((object) =>
      ['garbage', 'node', object.kind].map((who) => keyOf(who, object)),
    ),
  );
}

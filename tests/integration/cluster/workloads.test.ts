// SPDX-License-Identifier: Apache-2.0

/** Stories of the other kinds, and of objects older than the policy. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRACKING } from './controllers/job.js';
import { ALICE, UNSIGNED, WEB_1, WEB_2 } from './images.js';
import { imagesOf, type Kind, type Pod } from './objects.js';
import { everySettings, nameOf, PROTECTED } from './settings.js';
import { Story } from './story.js';
import { cronJob, daemonSet, job, MAKERS, statefulSet } from './workloads.js';

/** Kinds whose controllers keep a history of templates. */
const MAKERS_WITH_HISTORY = {
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
} as const;

for (const settings of everySettings([ALICE])) {
  const started = (story: Story, image: string): string =>
    settings.digestMutation === 'none' ? image : story.pinned(image);

  for (const kind of ['StatefulSet', 'DaemonSet'] as const) {
    const make = MAKERS_WITH_HISTORY[kind];

    describe(`a ${kind} older than the policy, ${nameOf(settings)}`, () => {
      const older = (image: string): Story => {
        const story = new Story();
        story.api.create(make('db', [image]));
        story.settle();
        story.deployPolicy(settings);
        return story;
      };

      it('is restarted: one more revision, all Pods new', () => {
        const story = older(WEB_1);
        story.kubectl.restart(kind, 'db');
        story.settle();
        assert.equal(story.api.list('ControllerRevision').length, 2);
        assert.deepEqual(story.running(), [started(story, WEB_1)]);
        assert.equal(story.api.list('Pod').length, 3);
      });

      it('rolls forward from an unsigned image to its end, and not back', () => {
        const story = older(UNSIGNED);
        const template = story.api.get(kind, 'db').spec.template;
        if (!settings.skipUnchangedImages)
          story.denied(() => story.kubectl.restart(kind, 'db'));
        story.kubectl.setImage(kind, 'db', 'c0', WEB_2);
        story.settle();
        assert.deepEqual(story.running(), [started(story, WEB_2)]);
        story.denied(() => story.kubectl.rollBack(kind, 'db', template));
      });
    });
  }

  describe(`a CronJob, ${nameOf(settings)}`, () => {
    const strike = (story: Story): Pod[] => {
      story.cluster.strikes++;
      story.settle();
      return story.api.list('Pod');
    };

    it('older than the policy starts Jobs whose Pods are pinned', () => {
      const story = new Story();
      story.api.create(cronJob('report', [WEB_1]));
      story.deployPolicy(settings);
      for (let i = 1; i <= 5; i++) strike(story);
      const jobs = story.api.list('Job');
      // Three that have ended are kept.
      assert.equal(jobs.length, 3);
      // What a controller made is never rewritten.
      assert.deepEqual(jobs.flatMap(imagesOf), [WEB_1, WEB_1, WEB_1]);
      assert.deepEqual(story.running(), [started(story, WEB_1)]);
    });

    it('of an unsigned image starts nothing and tries ever more seldom', () => {
      const story = new Story();
      story.api.create(cronJob('report', [UNSIGNED]));
      story.deployPolicy(settings);
      assert.deepEqual(strike(story), []);
      assert.deepEqual(story.api.list('Job'), []);
      const before = story.cluster.admission.denied;
      for (let i = 0; i < 200; i++) story.cluster.step();
      assert.equal(story.cluster.admission.denied - before, 8);
    });
  });

  describe(`a Job, ${nameOf(settings)}`, () => {
    it('ends under the policy when its Pods started before it', () => {
      const story = new Story();
      story.api.create(job('import', [UNSIGNED], 2));
      while (story.api.list('Pod').some(({ status }) => !status.phase))
        story.cluster.step();
      story.cluster.step();
      while (story.api.list('Pod').length < 2) story.cluster.step();
      story.deployPolicy(settings);
      story.cluster.settle();
      const pods = story.api.list('Pod');
      assert.deepEqual(
        pods.map(({ status, metadata }) => [
          status.phase,
          metadata.finalizers.includes(TRACKING),
        ]),
        [
          ['Succeeded', false],
          ['Succeeded', false],
        ],
      );
      assert.equal(story.api.get('Job', 'import').status.complete, true);
    });

    it('of an unsigned image starts no further Pod, and can be deleted', () => {
      const story = new Story();
      story.api.create(job('import', [UNSIGNED], 4));
      for (let i = 0; i < 2; i++) story.cluster.step();
      const before = story.api.list('Pod').length;
      story.deployPolicy(settings);
      story.settle();
      assert.equal(story.api.list('Pod').length, before);
      assert.equal(story.api.get('Job', 'import').status.succeeded, before);
      story.api.delete('Job', 'import');
      story.settle();
      assert.deepEqual(story.api.snapshot().all(), []);
    });
  });

  describe(`an unsigned object older than the policy, ${nameOf(settings)}`, () => {
    for (const kind of Object.keys(MAKERS) as Kind[]) {
      it(`of kind ${kind} is labelled, held, released and deleted`, () => {
        const story = new Story();
        const draft = MAKERS[kind]?.('old', [UNSIGNED]);
        assert.ok(draft);
        story.api.create(draft);
        story.cluster.strikes++;
        story.cluster.settle();
        story.deployPolicy(settings);
        // The object, and whatever its controllers made of it.
        const all = story.api.snapshot().all();
        for (const { kind: each, metadata } of all) {
          story.kubectl.label(each, metadata.name, 'yes');
          story.kubectl.finalize(each, metadata.name, true);
        }
        story.cluster.settle();
        story.api.delete(kind, 'old');
        story.cluster.settle();
        // On its way out it is no loophole.
        const other = `${PROTECTED}shop/other:v1`;
        story.denied(() => story.kubectl.setImage(kind, 'old', 'c0', other));
        for (const { kind: each, metadata } of story.api.snapshot().all())
          story.kubectl.finalize(each, metadata.name, false);
        story.settle();
        assert.deepEqual(story.api.snapshot().all(), []);
      });
    }

    for (const kind of ['Deployment', 'ReplicaSet', 'StatefulSet'] as const) {
      it(`of kind ${kind} is scaled down but not up`, () => {
        const story = new Story();
        const draft = MAKERS[kind]?.('old', [UNSIGNED]);
        assert.ok(draft);
        story.api.create(draft);
        story.settle();
        story.deployPolicy(settings);
        story.kubectl.scale(kind, 'old', 1, true);
        story.settle();
        assert.equal(story.api.list('Pod').length, 1);
        if (!settings.skipUnchangedImages)
          story.denied(() => story.kubectl.scale(kind, 'old', 2, true));
        story.kubectl.scale(kind, 'old', 2);
        story.settle();
        assert.equal(story.api.list('Pod').length, 1);
      });
    }
  });
}

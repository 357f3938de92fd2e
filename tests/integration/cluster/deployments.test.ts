// SPDX-License-Identifier: Apache-2.0

/** Stories of Deployments, the older ones from before the policy. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALICE, API_1, UNSIGNED, WEB_1, WEB_2 } from './images.js';
import { controllerReference, type Strategy } from './objects.js';
import { everySettings, nameOf } from './settings.js';
import { Story } from './story.js';
import { deployment, ROLLING } from './workloads.js';

/** A Deployment from before the policy, and the policy. */
function older(
  images: readonly string[],
  settings: Parameters<Story['deployPolicy']>[0] = {},
  strategy: Strategy = ROLLING,
): Story {
  const story = new Story();
  story.api.create(deployment('web', images, 3, strategy));
  story.settle();
  story.deployPolicy(settings);
  return story;
}

for (const settings of everySettings([ALICE])) {
  const pins = settings.digestMutation !== 'none';

  describe(`a Deployment older than the policy, ${nameOf(settings)}`, () => {
    /** What Pods made of an image run. */
    const started = (story: Story, image: string): string =>
      pins ? story.pinned(image) : image;

    for (const strategy of [ROLLING, { type: 'Recreate' } as const]) {
      it(`is restarted (${strategy.type}): one more ReplicaSet, all Pods new`, () => {
        const story = older([WEB_1], settings, strategy);
        story.kubectl.restart('Deployment', 'web');
        story.settle();
        assert.deepEqual(story.sizes('web'), [0, 3]);
        assert.deepEqual(story.running(), [started(story, WEB_1)]);
      });
    }

    it('changes one of two images: one more ReplicaSet', () => {
      const story = older([WEB_1, API_1], settings);
      story.kubectl.setImage('Deployment', 'web', 'c0', WEB_2);
      story.settle();
      assert.deepEqual(story.sizes('web'), [0, 3]);
      assert.deepEqual(
        story.running(),
        [started(story, API_1), started(story, WEB_2)].sort(),
      );
    });

    it('gets a deleted ReplicaSet back, once', () => {
      const story = older([WEB_1], settings);
      const [set] = story.api.list('ReplicaSet');
      assert.ok(set);
      story.api.delete('ReplicaSet', set.metadata.name);
      story.settle();
      assert.deepEqual(story.sizes('web'), [3]);
      assert.deepEqual(story.running(), [started(story, WEB_1)]);
    });

    it('rolls forward from an unsigned image to its end', () => {
      const story = older([UNSIGNED], settings);
      assert.deepEqual(story.running(), [UNSIGNED]);
      story.kubectl.setImage('Deployment', 'web', 'c0', WEB_1);
      story.settle();
      assert.deepEqual(story.sizes('web'), [0, 3]);
      assert.deepEqual(story.running(), [started(story, WEB_1)]);
    });

    it('does not roll back to an unsigned image', () => {
      const story = older([UNSIGNED], settings);
      story.kubectl.setImage('Deployment', 'web', 'c0', WEB_1);
      story.settle();
      const [first] = story.api.list('ReplicaSet');
      assert.ok(first);
      story.denied(() =>
        story.kubectl.rollBack('Deployment', 'web', first.spec.template),
      );
    });

    it('rolls back to a signed image', () => {
      const story = older([WEB_1], settings);
      story.kubectl.setImage('Deployment', 'web', 'c0', WEB_2);
      story.settle();
      const [first] = story.api.list('ReplicaSet');
      assert.ok(first);
      story.kubectl.rollBack('Deployment', 'web', first.spec.template);
      story.settle();
      assert.deepEqual(story.running(), [started(story, WEB_1)]);
      // Where workloads are pinned, the old template is another one now.
      const sizes = settings.digestMutation === 'all' ? [0, 0, 3] : [3, 0];
      assert.deepEqual(story.sizes('web'), sizes);
    });

    it('of an unsigned image keeps its Pods and gets no more', () => {
      const story = older([UNSIGNED], settings);
      const before = story.api.list('Pod').map(({ metadata }) => metadata.uid);
      story.kubectl.scale('Deployment', 'web', 5);
      story.settle();
      const after = story.api.list('Pod').map(({ metadata }) => metadata.uid);
      assert.deepEqual(after, before);
    });

    it('of an unsigned image loses a Pod that is deleted', () => {
      const story = older([UNSIGNED], settings);
      const [pod] = story.api.list('Pod');
      assert.ok(pod);
      story.api.delete('Pod', pod.metadata.name);
      story.settle();
      assert.equal(story.api.list('Pod').length, 2);
    });

    it('of an unsigned image is scaled to nothing and deleted', () => {
      const story = older([UNSIGNED], settings);
      story.kubectl.scale('Deployment', 'web', 0, true);
      story.settle();
      assert.deepEqual(story.api.list('Pod'), []);
      story.api.delete('Deployment', 'web');
      story.settle();
      assert.deepEqual(story.api.snapshot().all(), []);
    });
  });
}

describe('a rollout from an unsigned image', () => {
  // Before anything else the controller brings the old ReplicaSet to the size.
  it('of a Deployment scaled up before it waits until it is scaled back', () => {
    const story = older([UNSIGNED]);
    story.kubectl.scale('Deployment', 'web', 5);
    story.settle();
    story.kubectl.setImage('Deployment', 'web', 'c0', WEB_1);
    story.settle();
    assert.deepEqual(story.sizes('web'), [3]);
    story.kubectl.scale('Deployment', 'web', 3);
    story.settle();
    assert.deepEqual(story.sizes('web'), [0, 3]);
    story.kubectl.scale('Deployment', 'web', 5);
    story.settle();
    assert.deepEqual(story.sizes('web'), [0, 5]);
  });

  it('that is scaled up on its way waits until it is scaled back', () => {
    const story = older([UNSIGNED]);
    story.kubectl.setImage('Deployment', 'web', 'c0', WEB_1);
    story.cluster.step();
    story.cluster.step();
    story.kubectl.scale('Deployment', 'web', 8);
    story.settle();
    // The old ReplicaSet would have to grow.
    assert.deepEqual(story.sizes('web'), [3, 1]);
    story.kubectl.scale('Deployment', 'web', 3);
    story.settle();
    assert.deepEqual(story.sizes('web'), [0, 3]);
  });
});

describe('a Deployment that claims to have a controller', () => {
  it('is verified, and its Pods are pinned', () => {
    const story = new Story();
    story.deployPolicy();
    const owner = story.api.create(deployment('owner', [WEB_1], 1));
    const claim = (image: string): void => {
      const draft = deployment('web', [image]);
      const ownerReferences = [controllerReference(owner)];
      const metadata = { ...draft.metadata, ownerReferences };
      story.api.create({ ...draft, metadata });
    };
    story.denied(() => claim(UNSIGNED));
    claim(WEB_2);
    story.settle();
    assert.deepEqual(
      story.api.get('Deployment', 'web').spec.template.spec.containers[0]
        ?.image,
      WEB_2,
    );
    assert.deepEqual(story.running(), [
      story.pinned(WEB_1),
      story.pinned(WEB_2),
    ]);
  });
});

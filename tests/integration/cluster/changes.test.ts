// SPDX-License-Identifier: Apache-2.0

/** Stories in which signers, images or settings change under a running cluster. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Admission } from './admission.js';
import { Cluster } from './cluster.js';
import { ALICE, BOB, BY_ALICE, WEB_1, WEB_2 } from './images.js';
import { Registry } from './registry.js';
import { DIGEST_MUTATIONS, everySettings, nameOf } from './settings.js';
import { Story } from './story.js';
import { deployment, template } from './workloads.js';

function deletePods(story: Story): void {
  for (const { metadata } of story.api.list('Pod'))
    story.api.delete('Pod', metadata.name);
}

for (const settings of everySettings([ALICE])) {
  describe(`under a Deployment that runs, ${nameOf(settings)}`, () => {
    const begun = (): Story => {
      const story = new Story();
      story.deployPolicy(settings);
      story.api.create(deployment('web', [WEB_1]));
      story.settle();
      return story;
    };

    it('a signer is revoked: what runs stays, nothing starts', () => {
      const story = begun();
      story.cluster.registry.revoke(ALICE);
      story.settle();
      assert.equal(story.api.list('Pod').length, 3);
      deletePods(story);
      story.settle();
      assert.deepEqual(story.api.list('Pod'), []);
      const { failure } = story.api.list('ReplicaSet')[0]?.status ?? {};
      assert.match(failure ?? '', /\[(?:not-signed|unsigned-or-unreadable)\]$/);
    });

    it('a signer is reinstated: what is missing starts', () => {
      const story = begun();
      story.cluster.registry.revoke(ALICE);
      deletePods(story);
      story.settle();
      story.cluster.registry.reinstate(ALICE);
      story.settle();
      assert.equal(story.api.list('Pod').length, 3);
      assert.deepEqual(story.sizes('web'), [3]);
    });

    it('a denied Pod is tried ever more seldom', () => {
      const story = begun();
      story.cluster.registry.revoke(ALICE);
      deletePods(story);
      story.settle();
      const before = story.cluster.admission.denied;
      for (let i = 0; i < 200; i++) story.cluster.step();
      assert.equal(story.cluster.admission.denied - before, 6);
    });

    it('the tag moves to an image that is not signed: it does not start', () => {
      const story = begun();
      const before = story.running();
      story.cluster.registry.push(WEB_1, 'moved', []);
      deletePods(story);
      story.settle();
      // The Deployment itself is pinned, or its Pods cannot start any more.
      const isPinned = settings.digestMutation === 'all';
      assert.deepEqual(story.running(), isPinned ? before : []);
    });

    it('settings change and it is restarted: one ReplicaSet each time', () => {
      const story = begun();
      DIGEST_MUTATIONS.forEach((digestMutation, index) => {
        story.deployPolicy({ ...settings, digestMutation });
        story.kubectl.restart('Deployment', 'web');
        story.settle();
        assert.equal(story.sizes('web').length, index + 2);
      });
    });

    it('the policy goes and comes back: one ReplicaSet for each revision', () => {
      const story = begun();
      story.cluster.admission.settings = undefined;
      story.kubectl.setImage('Deployment', 'web', 'c0', WEB_2);
      story.settle();
      story.deployPolicy(settings);
      story.kubectl.restart('Deployment', 'web');
      story.settle();
      assert.deepEqual(story.sizes('web'), [0, 0, 3]);
    });

    it('its manifest is applied again and again: nothing changes', () => {
      const story = begun();
      const before = story.api.get('Deployment', 'web').metadata.generation;
      for (let i = 0; i < 3; i++) {
        story.kubectl.apply('Deployment', 'web', template('web', [WEB_1]));
        story.settle();
      }
      const { metadata } = story.api.get('Deployment', 'web');
      assert.equal(metadata.generation, before);
      assert.deepEqual(story.sizes('web'), [3]);
    });

    it('another signer is required: a rollout to an image without it is denied', () => {
      const story = begun();
      story.deployPolicy({ ...settings, signers: [ALICE, BOB] });
      story.denied(() =>
        story.kubectl.setImage('Deployment', 'web', 'c0', BY_ALICE),
      );
      story.kubectl.setImage('Deployment', 'web', 'c0', WEB_2);
      story.settle();
      assert.deepEqual(story.sizes('web'), [0, 3]);
    });

    it('it is deleted and what it owned is adopted by another one', () => {
      const story = begun();
      story.api.delete('Deployment', 'web', { orphan: true });
      story.settle();
      story.api.create(deployment('web', [WEB_1]));
      story.settle();
      assert.deepEqual(story.sizes('web'), [3]);
      assert.equal(story.api.list('ReplicaSet').length, 1);
    });
  });
}

describe('a webhook for every subresource', () => {
  it('lets status and scale through', () => {
    const everything = {
      apiGroups: ['', 'apps', 'batch'],
      apiVersions: ['v1'],
      resources: ['*/*'],
      operations: ['CREATE', 'UPDATE', 'DELETE'],
    };
    const story = new Story(
      new Cluster(1, new Admission(new Registry(), [everything])),
    );
    story.deployPolicy();
    story.api.create(deployment('web', [WEB_1]));
    story.settle();
    story.kubectl.scale('Deployment', 'web', 1);
    story.settle();
    assert.equal(story.api.list('Pod').length, 1);
    assert.equal(story.cluster.admission.denied, 0);
  });
});

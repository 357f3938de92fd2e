// SPDX-License-Identifier: Apache-2.0

/** The miniature cluster itself: it notices what it is there to notice. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Admission, type AdmissionQuestion } from './admission.js';
import { Cluster } from './cluster.js';
import { UNSIGNED, WEB_1 } from './images.js';
import type { AnyObject } from './objects.js';
import { Registry } from './registry.js';
import { Story } from './story.js';
import { deployment, pod } from './workloads.js';

/** A policy that pins what a controller made, as many do. */
class Rewriting extends Admission {
  override review<T extends AnyObject>(
    question: AdmissionQuestion & { readonly object: T },
  ): T {
    const { object } = question;
    if (object.kind !== 'ReplicaSet') return object;
    const text = JSON.stringify(object).replaceAll(
      `"${WEB_1}"`,
      `"${WEB_1}@${this.registry.digestOf(WEB_1) ?? ''}"`,
    );
    return JSON.parse(text) as T;
  }
}

/** A policy that accepts everything as it is. */
class Accepting extends Admission {
  override review<T extends AnyObject>(
    question: AdmissionQuestion & { readonly object: T },
  ): T {
    return question.object;
  }
}

describe('the miniature cluster', () => {
  it('does not settle under a policy that rewrites ReplicaSets', () => {
    const admission = new Rewriting(new Registry());
    const story = new Story(new Cluster(1, admission));
    story.api.create(deployment('web', [WEB_1]));
    assert.throws(
      () => story.settle(),
      /^Error: not settled after 100 steps: 1 Deployment, 12 ReplicaSet, 4 Pod, 39 ReplicaSets made$/,
    );
    const { status } = story.api.get('Deployment', 'web');
    assert.ok((status.collisionCount ?? 0) > 10);
  });

  it('notices a Pod that runs unsigned and unpinned', () => {
    const story = new Story(new Cluster(1, new Accepting(new Registry())));
    story.deployPolicy();
    story.api.create(pod('a', [UNSIGNED]));
    assert.throws(
      () => story.settle(),
      /starts registry\.example\.org\/shop\/legacy:v1, which is not signed/,
    );
  });

  it('refuses an update of what has been modified', () => {
    const story = new Story();
    const old = story.api.create(pod('a', [WEB_1]));
    story.kubectl.label('Pod', 'a', 'x');
    assert.throws(() => story.api.update(old), /has been modified/);
  });

  it('numbers generations by changes of the spec', () => {
    const story = new Story();
    story.api.create(deployment('web', [WEB_1]));
    story.kubectl.label('Deployment', 'web', 'x');
    assert.equal(story.api.get('Deployment', 'web').metadata.generation, 1);
    story.kubectl.scale('Deployment', 'web', 1);
    assert.equal(story.api.get('Deployment', 'web').metadata.generation, 2);
  });

  it('keeps what has a finalizer', () => {
    const story = new Story();
    story.api.create(pod('a', [WEB_1]));
    story.kubectl.finalize('Pod', 'a', true);
    story.api.delete('Pod', 'a');
    story.settle();
    assert.ok(story.api.get('Pod', 'a').metadata.deletionTimestamp);
    story.kubectl.finalize('Pod', 'a', false);
    assert.equal(story.api.find('Pod', 'a'), undefined);
  });
});

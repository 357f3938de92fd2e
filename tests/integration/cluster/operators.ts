// SPDX-License-Identifier: Apache-2.0

/** Random changes of what is around the objects: policy, signers, images. */
import type { Random } from '../../support/generate/random.js';
import type { Cluster } from './cluster.js';
import type { Diary } from './diary.js';
import { ALICE, ALL_IMAGES, BOB } from './images.js';
import { DIGEST_MUTATIONS, type PolicySettings } from './settings.js';

export class Operators {
  constructor(
    readonly cluster: Cluster,
    readonly settings: PolicySettings,
    readonly random: Random,
    readonly diary: Diary,
  ) {}

  deployPolicy(): void {
    this.diary.say(`policy on: ${JSON.stringify(this.settings)}`);
    this.cluster.admission.settings = this.settings;
  }

  togglePolicy(): void {
    const { admission } = this.cluster;
    if (admission.settings === undefined) return this.deployPolicy();
    this.diary.say('policy off');
    admission.settings = undefined;
  }

  toggleSigner(): void {
    const { registry } = this.cluster;
    const signer = this.random.pick([ALICE, BOB]);
    const revokes = this.random.chance(0.5);
    this.diary.say(`${revokes ? 'revoke' : 'reinstate'} ${signer}`);
    if (revokes) registry.revoke(signer);
    else registry.reinstate(signer);
  }

  /** A tag moves to another image, signed or not. */
  push(): void {
    const image = this.random.pick(ALL_IMAGES);
    const signers = this.random.pick([[ALICE, BOB], [ALICE], []]);
    this.diary.say(`push ${image} signed by ${signers.length}`);
    const content = `${image} ${this.diary.actions.length}`;
    this.cluster.registry.push(image, content, signers);
  }

  changeSettings(): void {
    const { random, cluster, settings } = this;
    const { admission } = cluster;
    if (admission.settings === undefined) return;
    const stays = random.chance(0.7);
    admission.settings = {
      digestMutation: stays
        ? settings.digestMutation
        : random.pick(DIGEST_MUTATIONS),
      skipUnchangedImages: stays
        ? settings.skipUnchangedImages
        : random.chance(0.5),
      signers: random.pick([[ALICE], [ALICE, BOB], [BOB]]),
      unmatchedImages: random.chance(0.8) ? 'accept' : 'reject',
    };
    this.diary.say(`settings: ${JSON.stringify(admission.settings)}`);
  }
}

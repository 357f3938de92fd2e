// SPDX-License-Identifier: Apache-2.0

/**
 * Tampered variants of the signed fixtures. Each is derived afresh from
 * `tests/fixtures/oci-layout` into a temporary folder, so that the committed
 * files stay what cosign wrote.
 */
import { bundleTamperings } from './bundles.js';
import { signerTamperings } from './signers.js';
import { layerTamperings } from './layers.js';
import { fixtureImage, LayoutEditor } from './layout-editor.js';

/** One way to attack the signatures of one fixture image. */
export interface Tampering {
  /** Kebab-case, e.g. `layer-garbage-signature`. */
  readonly name: string;
  /** Name of the attacked image in `images.json`. */
  readonly image: string;
  /** What the attacker did, one sentence without a full stop. */
  readonly what: string;
  /** Changes a fresh copy of the layout. */
  readonly apply: (layout: LayoutEditor) => void;
}

/** A changed copy of the layout. */
export interface TamperedLayout {
  /** An OCI image layout, to be served in place of the fixtures. */
  readonly folder: string;
  /** Full reference of the attacked image. */
  readonly reference: string;
  /** Removes the folder. */
  remove(): void;
}

/** Every attack there is, cosign 2 layers first. */
export const TAMPERINGS: readonly Tampering[] = [
  ...layerTamperings,
  ...signerTamperings,
  ...bundleTamperings,
];

/** Derives the layout of one attack. */
export function tamper(name: string): TamperedLayout {
  const tampering = TAMPERINGS.find((one) => one.name === name);
  if (tampering === undefined) throw new Error(`no tampering ${name}`);
  const layout = new LayoutEditor();
  tampering.apply(layout);
  return {
    folder: layout.folder,
    reference: fixtureImage(tampering.image).reference,
    remove: () => layout.remove(),
  };
}

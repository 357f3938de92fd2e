// SPDX-License-Identifier: Apache-2.0
import { BUNDLE, CERTIFICATE, SIGNATURE, transplanted } from './annotations.js';
import { fixtureImage } from './layout-editor.js';
import type { Tampering } from './tamper.js';

/** Evidence of one image put on another one. */
interface Transplant extends Omit<Tampering, 'apply'> {
  /** Name of the image that the evidence is taken from. */
  readonly donor: string;
  readonly annotation: string;
}

/** Attacks on cosign 2 signatures by identities and by public keys. */
export const signerTamperings: readonly Tampering[] = [
  swapped(
    'identity-certificates-swapped',
    'both keyless signatures have the certificate of the other',
    [CERTIFICATE],
  ),
  swapped(
    'identity-bundles-swapped',
    'both keyless signatures have the Rekor bundle of the other',
    [BUNDLE],
  ),
  swapped(
    'identity-certificates-and-bundles-swapped',
    'both keyless signatures have certificate and Rekor bundle of the other',
    [CERTIFICATE, BUNDLE],
  ),
  fromOther({
    name: 'identity-certificate-of-other-image',
    image: 'github-fork',
    what: "a fork's signature has the certificate of the original repository",
    donor: 'github-shop',
    annotation: CERTIFICATE,
  }),
  {
    name: 'identity-layer-of-other-image',
    image: 'github-fork',
    what: "a fork's image has the whole layer of the original's signature",
    apply: (layout) =>
      layout.setLayers(
        fixtureImage('github-fork'),
        layout.layersOf(fixtureImage('github-shop')),
      ),
  },
  fromOther({
    name: 'key-bundle-of-other-image',
    image: 'public-key',
    what: "a key's signature has the Rekor bundle of another image",
    donor: 'shopping-cart',
    annotation: BUNDLE,
  }),
  fromOther({
    name: 'key-signature-of-other-image',
    image: 'public-key',
    what: "a key's signature is that of another image by the same key",
    donor: 'two-public-keys',
    annotation: SIGNATURE,
  }),
  fromOther({
    name: 'key-certificate-added',
    image: 'public-key',
    what: "a key's signature gets the certificate of somebody else",
    donor: 'shopping-cart',
    annotation: CERTIFICATE,
  }),
];

function swapped(
  name: string,
  what: string,
  annotations: readonly string[],
): Tampering {
  return {
    name,
    image: 'keyless-two',
    what,
    apply: (layout) => {
      const image = fixtureImage('keyless-two');
      const layers = layout.layersOf(image);
      layout.setLayers(
        image,
        layers.map((layer, i) =>
          transplanted(layer, layers[1 - i], ...annotations),
        ),
      );
    },
  };
}

function fromOther({
  name,
  image,
  what,
  donor,
  annotation,
}: Transplant): Tampering {
  return {
    name,
    image,
    what,
    apply: (layout) => {
      const [from] = layout.layersOf(fixtureImage(donor));
      const target = fixtureImage(image);
      layout.setLayers(
        target,
        layout
          .layersOf(target)
          .map((layer) => transplanted(layer, from, annotation)),
      );
    },
  };
}

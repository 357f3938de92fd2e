// SPDX-License-Identifier: Apache-2.0
import { fixtureImage, type SignatureLayer } from './layout-editor.js';
import type { Tampering } from './tamper.js';

const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const SIGNATURE = 'dev.cosignproject.cosign/signature';
const BUNDLE = 'dev.sigstore.cosign/bundle';

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
  {
    name: 'identity-certificate-of-other-image',
    image: 'github-fork',
    what: "a fork's signature has the certificate of the original repository",
    apply: (layout) => {
      const [donor] = layout.layersOf(fixtureImage('github-shop'));
      const image = fixtureImage('github-fork');
      layout.setLayers(
        image,
        layout
          .layersOf(image)
          .map((layer) => withAnnotations(layer, donor, [CERTIFICATE])),
      );
    },
  },
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
  {
    name: 'key-bundle-of-other-image',
    image: 'public-key',
    what: "a key's signature has the Rekor bundle of another image",
    apply: (layout) => {
      const [donor] = layout.layersOf(fixtureImage('shopping-cart'));
      const image = fixtureImage('public-key');
      layout.setLayers(
        image,
        layout
          .layersOf(image)
          .map((layer) => withAnnotations(layer, donor, [BUNDLE])),
      );
    },
  },
  {
    name: 'key-signature-of-other-image',
    image: 'public-key',
    what: "a key's signature is that of another image by the same key",
    apply: (layout) => {
      const [donor] = layout.layersOf(fixtureImage('two-public-keys'));
      const image = fixtureImage('public-key');
      layout.setLayers(
        image,
        layout
          .layersOf(image)
          .map((layer) => withAnnotations(layer, donor, [SIGNATURE])),
      );
    },
  },
  {
    name: 'key-certificate-added',
    image: 'public-key',
    what: "a key's signature gets the certificate of somebody else",
    apply: (layout) => {
      const [donor] = layout.layersOf(fixtureImage('shopping-cart'));
      const image = fixtureImage('public-key');
      layout.setLayers(
        image,
        layout
          .layersOf(image)
          .map((layer) => withAnnotations(layer, donor, [CERTIFICATE])),
      );
    },
  },
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
          withAnnotations(layer, layers[1 - i], annotations),
        ),
      );
    },
  };
}

function withAnnotations(
  layer: SignatureLayer,
  donor: SignatureLayer | undefined,
  names: readonly string[],
): SignatureLayer {
  const copied = names.map((name) => {
    const value = donor?.annotations[name];
    if (value === undefined) throw new Error(`no annotation ${name} to copy`);
    return [name, value] as const;
  });
  const annotations = { ...layer.annotations, ...Object.fromEntries(copied) };
  return { ...layer, annotations };
}

// SPDX-License-Identifier: Apache-2.0
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { signatureReference } from '../fixture-files.js';
import {
  BUNDLE,
  bundleOf,
  CERTIFICATE,
  changedBody,
  edited,
  relogged,
  SIGNATURE,
  type SignatureLayer,
  transplanted,
} from './annotations.js';
import { fixtureImage, type LayoutEditor } from './layout-editor.js';
import type { Tampering } from './tamper.js';

type Edit = (
  layer: SignatureLayer,
  position: number,
  layers: readonly SignatureLayer[],
  layout: LayoutEditor,
) => object;

/** Attacks on the signature object cosign 2 stores. */
export const layerTamperings: readonly Tampering[] = [
  onLayers(
    'layer-garbage-signature',
    'the signature is random bytes, the Rekor bundle is intact',
    (layer) => edited(layer, { [SIGNATURE]: garbage(70) }),
  ),
  onLayers(
    'layer-garbage-signature-no-bundle',
    'the signature is random bytes, the Rekor bundle is gone',
    (layer) => edited(layer, { [SIGNATURE]: garbage(70), [BUNDLE]: undefined }),
  ),
  onLayers(
    'layer-flipped-signature',
    'one bit of the signature is changed, the Rekor bundle is gone',
    (layer) =>
      edited(layer, {
        [SIGNATURE]: flipped(layer.annotations[SIGNATURE]),
        [BUNDLE]: undefined,
      }),
  ),
  onLayers(
    'layer-signature-newline',
    'the base64 of the signature ends with a line feed',
    (layer) =>
      edited(layer, { [SIGNATURE]: `${layer.annotations[SIGNATURE]}\n` }),
  ),
  onLayers(
    'layer-no-signature',
    'the signature annotation is missing',
    (layer) => edited(layer, { [SIGNATURE]: undefined }),
  ),
  onLayers(
    'layer-signatures-swapped',
    'both signers have the signature of the other',
    (layer, i, layers) => transplanted(layer, layers[1 - i], SIGNATURE),
  ),
  onLayers(
    'layer-certificates-swapped',
    'both signatures have the certificate of the other',
    (layer, i, layers) => transplanted(layer, layers[1 - i], CERTIFICATE),
  ),
  onLayers(
    'layer-bundles-swapped',
    'both signatures have the Rekor bundle of the other',
    (layer, i, layers) => transplanted(layer, layers[1 - i], BUNDLE),
  ),
  onLayers(
    'layer-bundle-of-other-image',
    'the Rekor bundles are those of another image by the same signers',
    (layer, i, _layers, layout) =>
      transplanted(layer, layout.layersOf(fixtureImage('search'))[i], BUNDLE),
  ),
  onLayers(
    'layer-certificate-of-other-image',
    'the certificates are those of an image by somebody else',
    (layer, _i, _layers, layout) =>
      transplanted(
        layer,
        layout.layersOf(fixtureImage('mallory'))[0],
        CERTIFICATE,
      ),
  ),
  onLayers(
    'layer-certificate-broken',
    'the certificate annotation is no certificate',
    (layer) => edited(layer, { [CERTIFICATE]: 'not PEM' }),
  ),
  onLayers(
    'layer-payload-renamed',
    'a signed payload of another image is edited to name this one',
    (_layer, i, _layers, layout) => renamedPayload(layout, i),
  ),
  onLayers(
    'layer-payload-reformatted',
    'a space is added to the signed payload',
    (layer, _i, _layers, layout) => ({
      ...layer,
      ...layout.put(`${layout.read(layer.digest).toString('utf8')} `),
    }),
  ),
  onLayers(
    'layer-payload-not-json',
    'the payload is no JSON',
    (layer, _i, _layers, layout) => ({
      ...layer,
      ...layout.put('{"critical":'),
    }),
  ),
  onLayers(
    'layer-other-bytes',
    'the registry sends other bytes than the digest of the payload says',
    (layer, _i, _layers, layout) => {
      layout.overwrite(layer.digest, '{}');
      return layer;
    },
  ),
  onLayers(
    'layer-log-key-unknown',
    'the entry timestamp is by a key of the attacker, under a log id nobody trusts',
    (layer) =>
      edited(layer, {
        [BUNDLE]: resigned(layer, { logID: 'ab'.repeat(32) }),
      }),
  ),
  onLayers(
    'layer-log-key-wrong',
    'the entry timestamp is by a key of the attacker, under the id of the trusted log',
    (layer) => edited(layer, { [BUNDLE]: resigned(layer, {}) }),
  ),
  onLayers(
    'layer-log-time-moved',
    'the time in the Rekor bundle is changed',
    (layer) => relogged(layer, { integratedTime: 1_600_000_000 }),
  ),
  onLayers(
    'layer-log-index-moved',
    'the index in the Rekor bundle is changed',
    (layer) => relogged(layer, { logIndex: 7 }),
  ),
  onLayers(
    'layer-log-body-forged',
    'the entry in the Rekor bundle names another signature',
    (layer) => relogged(layer, { body: forgedBody(layer) }),
  ),
  onLayers('layer-bundle-not-json', 'the Rekor bundle is cut', (layer) =>
    edited(layer, {
      [BUNDLE]: (layer.annotations[BUNDLE] ?? '').slice(0, 40),
    }),
  ),
  onLayers('layer-bundle-null', 'the Rekor bundle is null', (layer) =>
    edited(layer, { [BUNDLE]: 'null' }),
  ),
  onLayers('layer-bundle-stripped', 'the Rekor bundles are gone', (layer) =>
    edited(layer, { [BUNDLE]: undefined }),
  ),
  onLayers(
    'layer-certificate-stripped',
    'the certificate annotations are gone',
    (layer) => edited(layer, { [CERTIFICATE]: undefined }),
  ),
  onLayers(
    'layer-foreign-media-type',
    'the layers are of another media type',
    (layer) => ({
      ...layer,
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    }),
  ),
  {
    name: 'layer-one-stripped',
    image: 'shopping-cart',
    what: "Bob's layer is gone",
    apply: (layout) => {
      const image = fixtureImage('shopping-cart');
      layout.setLayers(image, layout.layersOf(image).slice(0, 1));
    },
  },
  {
    name: 'layer-all-stripped',
    image: 'shopping-cart',
    what: 'the signature object has no layers',
    apply: (layout) => layout.setLayers(fixtureImage('shopping-cart'), []),
  },
  {
    name: 'layer-object-of-other-image',
    image: 'unsigned',
    what: 'the signature object of a signed image is copied to an unsigned one',
    apply: (layout) => {
      const layers = layout.layersOf(fixtureImage('shopping-cart'));
      const manifest = {
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: {
          mediaType: 'application/vnd.oci.image.config.v1+json',
          ...layout.put('{}'),
        },
        layers,
      };
      const target = signatureReference(fixtureImage('unsigned'));
      layout.point(target, layout.put(JSON.stringify(manifest)));
    },
  },
  {
    name: 'tag-moved',
    image: 'shopping-cart',
    what: 'the tag of a signed image is moved to an unsigned one',
    apply: (layout) => {
      const { digest } = fixtureImage('unsigned');
      const size = layout.read(digest).length;
      layout.point(fixtureImage('shopping-cart').reference, { digest, size });
    },
  },
  {
    name: 'manifest-other-bytes',
    image: 'shopping-cart',
    what: 'the registry sends another signature object than its digest says',
    apply: (layout) => {
      const image = fixtureImage('shopping-cart');
      const digest = layout.resolve(signatureReference(image)) ?? '';
      layout.overwrite(digest, `${layout.read(digest).toString('utf8')} `);
    },
  },
];

function onLayers(
  name: string,
  what: string,
  edit: Edit,
  image = 'shopping-cart',
): Tampering {
  return {
    name,
    image,
    what,
    apply(layout) {
      const target = fixtureImage(image);
      const layers = layout.layersOf(target);
      layout.setLayers(
        target,
        layers.map((layer, i) => edit(layer, i, layers, layout)),
      );
    },
  };
}

/** Bytes without meaning, the same in every run. */
function garbage(length: number): string {
  const hash = createHash('sha512').update('garbage').digest();
  return Buffer.concat([hash, hash]).subarray(0, length).toString('base64');
}

function flipped(signature: string | undefined): string {
  const bytes = Buffer.from(signature ?? '', 'base64');
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return bytes.toString('base64');
}

function renamedPayload(layout: LayoutEditor, position: number): object {
  const donor = layout.layersOf(fixtureImage('search'))[position];
  if (donor === undefined) throw new Error('no layer to copy');
  const payload = layout
    .read(donor.digest)
    .toString('utf8')
    .replace(
      fixtureImage('search').digest,
      fixtureImage('shopping-cart').digest,
    );
  return { ...donor, ...layout.put(payload) };
}

/** A bundle whose entry timestamp a fresh key signed. */
function resigned(
  layer: SignatureLayer,
  members: Readonly<Record<string, string | number>>,
): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const Payload = { ...bundleOf(layer).Payload, ...members };
  const { body, integratedTime, logID, logIndex } = Payload;
  const canonical = JSON.stringify({ body, integratedTime, logID, logIndex });
  const set = sign('sha256', Buffer.from(canonical), privateKey);
  return JSON.stringify({
    SignedEntryTimestamp: set.toString('base64'),
    Payload,
  });
}

function forgedBody(layer: SignatureLayer): string {
  return changedBody(layer, (body) => {
    const entry = JSON.parse(body) as {
      spec: { signature: { content: string } };
    };
    entry.spec.signature.content = garbage(70);
    return JSON.stringify(entry);
  });
}

// SPDX-License-Identifier: Apache-2.0

/** The signature manifests of the fixtures, layer by layer, to be changed. */
import assert from 'node:assert/strict';
import {
  readBlob,
  signatureReference,
  taggedObjects,
} from './fixture-files.js';
import type { HostAnswer } from './guest.js';
import { fixtureImage } from './layout-editor.js';
import { okText } from './scripted-host.js';

type Annotations = Record<string, string>;
/** A layer of a cosign 2 signature manifest, as far as tests use it. */
export interface Layer {
  digest: string;
  annotations?: Annotations;
}
interface Bundle {
  Payload: { body: string };
}

/** The annotations of a layer. */
export const SIGNATURE = 'dev.cosignproject.cosign/signature';
export const CERTIFICATE = 'dev.sigstore.cosign/certificate';
export const BUNDLE = 'dev.sigstore.cosign/bundle';
export const CHAIN = 'dev.sigstore.cosign/chain';

/** The layers of a fixture image's signature manifest. */
export function layersOf(name: string): Layer[] {
  const reference = signatureReference(fixtureImage(name));
  const object = taggedObjects().get(reference);
  assert.ok(object, reference);
  const text = readBlob(object.digest).toString('utf8');
  return (JSON.parse(text) as { layers: Layer[] }).layers;
}

/** One layer of a fixture image's signature manifest. */
export function layerOf(name: string, position = 0): Layer {
  const layer = layersOf(name)[position];
  assert.ok(layer);
  return layer;
}

/** A layer with other annotations; undefined takes one away. */
export function edited(
  layer: Layer,
  changes: Readonly<Record<string, string | undefined>>,
): Layer {
  const all = Object.entries({ ...layer.annotations, ...changes });
  const kept = all.filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return { ...layer, annotations: Object.fromEntries(kept) };
}

/** A layer whose log entry is changed as text. */
export function logged(layer: Layer, change: (body: string) => string): Layer {
  const bundle = JSON.parse(layer.annotations?.[BUNDLE] ?? '') as Bundle;
  const body = Buffer.from(bundle.Payload.body, 'base64').toString('utf8');
  const changed = Buffer.from(change(body)).toString('base64');
  const Payload = { ...bundle.Payload, body: changed };
  return edited(layer, { [BUNDLE]: JSON.stringify({ ...bundle, Payload }) });
}

/** The host's answer of a manifest with these layers. */
export function manifest(layers: readonly Layer[]): HostAnswer {
  return okText(JSON.stringify({ schemaVersion: 2, layers }));
}

// SPDX-License-Identifier: Apache-2.0

/** The signature manifests of the fixtures, layer by layer. */
import assert from 'node:assert/strict';
import {
  readManifest,
  signatureReference,
  taggedObjects,
} from '../fixture-files.js';
import type { HostAnswer } from '../guest.js';
import { okJson } from '../scripted-host.js';
import type { SignatureLayer } from './annotations.js';
import { fixtureImage } from './layout-editor.js';

/** The layers of a fixture image's signature manifest. */
export function layersOf(name: string): readonly SignatureLayer[] {
  const reference = signatureReference(fixtureImage(name));
  const object = taggedObjects().get(reference);
  assert.ok(object, reference);
  const { layers = [] } = readManifest(object.digest);
  return layers.map((layer) => ({ annotations: {}, ...layer }));
}

/** One layer of a fixture image's signature manifest. */
export function layerOf(name: string, position = 0): SignatureLayer {
  const layer = layersOf(name)[position];
  assert.ok(layer);
  return layer;
}

/** The host's answer of a manifest with these layers. */
export function manifest(layers: readonly SignatureLayer[]): HostAnswer {
  return okJson({ schemaVersion: 2, layers });
}

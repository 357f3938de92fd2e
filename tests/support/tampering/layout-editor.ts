// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Descriptor,
  type FixtureImage,
  FIXTURES_FOLDER,
  readFixtureJson,
  signatureReference,
} from '../fixture-files.js';
import type { SignatureLayer } from './annotations.js';

const REF_NAME = 'org.opencontainers.image.ref.name';

interface Index {
  readonly manifests: Descriptor[];
}

/** The fixture image of that name. */
export function fixtureImage(name: string): FixtureImage {
  const images = readFixtureJson<FixtureImage[]>('images.json');
  const found = images.find((image) => image.name === name);
  if (found === undefined) throw new Error(`no fixture image ${name}`);
  return found;
}

/** A copy of the fixture layout in a temporary folder, to be changed. */
export class LayoutEditor {
  readonly folder = mkdtempSync(join(tmpdir(), 'tampered-layout-'));

  constructor() {
    cpSync(join(FIXTURES_FOLDER, 'oci-layout'), this.folder, {
      recursive: true,
    });
  }

  /** Removes the copy. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Stores bytes as a blob; answers digest and size. */
  put(bytes: string | Buffer): { digest: string; size: number } {
    const data = Buffer.from(bytes);
    const hex = createHash('sha256').update(data).digest('hex');
    writeFileSync(this.blobPath(`sha256:${hex}`), data);
    return { digest: `sha256:${hex}`, size: data.length };
  }

  /** Reads a blob's bytes. */
  read(digest: string): Buffer {
    return readFileSync(this.blobPath(digest));
  }

  /** Reads a blob as JSON; the caller names its type. */
  readJson<T>(digest: string): T {
    return JSON.parse(this.read(digest).toString('utf8')) as T;
  }

  /** Replaces the bytes of a blob without changing its name. */
  overwrite(digest: string, bytes: string | Buffer): void {
    writeFileSync(this.blobPath(digest), bytes);
  }

  /** The digest a full reference names; undefined when there is none. */
  resolve(reference: string): string | undefined {
    return this.readIndex().manifests.find(
      (entry) => entry.annotations?.[REF_NAME] === reference,
    )?.digest;
  }

  /** Lets a full reference name another object; adds it where missing. */
  point(reference: string, object: { digest: string; size: number }): void {
    const index = this.readIndex();
    const document = this.readJson<{ mediaType: string }>(object.digest);
    const entry = {
      mediaType: document.mediaType,
      ...object,
      annotations: { [REF_NAME]: reference },
    };
    const manifests = index.manifests.filter(
      (other) => other.annotations?.[REF_NAME] !== reference,
    );
    const changed = { ...index, manifests: [...manifests, entry] };
    writeFileSync(join(this.folder, 'index.json'), JSON.stringify(changed));
  }

  /** The cosign 2 layers of an image. */
  layersOf(image: FixtureImage): readonly SignatureLayer[] {
    return this.signatureManifest(image).layers;
  }

  /** Replaces the cosign 2 layers of an image. */
  setLayers(image: FixtureImage, layers: readonly object[]): void {
    const manifest = { ...this.signatureManifest(image), layers };
    this.point(signatureReference(image), this.put(JSON.stringify(manifest)));
  }

  /** The digests of an image's cosign 3 bundles, in referrers order. */
  bundlesOf(image: FixtureImage): readonly string[] {
    return this.referrersOf(image).flatMap((referrer) =>
      this.readJson<{ layers: Descriptor[] }>(referrer.digest).layers.map(
        (layer) => layer.digest,
      ),
    );
  }

  /** Rewrites every cosign 3 bundle of an image. */
  setBundles(
    image: FixtureImage,
    change: (bundle: string, position: number) => string,
  ): void {
    const manifests = this.referrersOf(image).map((referrer, i) => {
      const manifest = this.readJson<{ layers: Descriptor[] }>(referrer.digest);
      const layers = manifest.layers.map((layer) => ({
        ...layer,
        ...this.put(change(this.read(layer.digest).toString('utf8'), i)),
      }));
      const stored = this.put(JSON.stringify({ ...manifest, layers }));
      return { ...referrer, ...stored };
    });
    const index = this.readJson<Index>(this.signatureDigest(image));
    const changed = JSON.stringify({ ...index, manifests });
    this.point(signatureReference(image), this.put(changed));
  }

  private referrersOf(image: FixtureImage): readonly Descriptor[] {
    return this.readJson<Index>(this.signatureDigest(image)).manifests;
  }

  private signatureManifest(image: FixtureImage): {
    readonly layers: readonly SignatureLayer[];
  } {
    return this.readJson(this.signatureDigest(image));
  }

  private signatureDigest(image: FixtureImage): string {
    const digest = this.resolve(signatureReference(image));
    if (digest === undefined) throw new Error(`${image.name} is not signed`);
    return digest;
  }

  private readIndex(): Index {
    return JSON.parse(
      readFileSync(join(this.folder, 'index.json'), 'utf8'),
    ) as Index;
  }

  private blobPath(digest: string): string {
    return join(this.folder, 'blobs', 'sha256', digest.replace('sha256:', ''));
  }
}

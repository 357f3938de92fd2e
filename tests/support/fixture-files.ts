// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from './project.js';

/** Folder `tests/fixtures`, with a slash at the end. */
export const FIXTURES_FOLDER = projectPath('tests/fixtures/');

/** One signature `regenerate/scenarios.json` asks for. */
export interface ScenarioSignature {
  readonly by: string;
  readonly with:
    'certificate' | 'key' | 'attached-key' | 'keyless' | 'pkcs11' | 'kms';
  readonly annotations?: Readonly<Record<string, string>>;
  /** False: signed without `--certificate-chain`. */
  readonly chain?: false;
  /** Absent: as the image says, else true. */
  readonly rekor?: boolean;
  /** `unknown`: logged where no trust configuration looks. */
  readonly log?: 'unknown';
  /** Name of the issuing keyless CA; absent: the trusted one. */
  readonly fulcio?: string;
}

/** One image of `regenerate/scenarios.json`. */
export interface Scenario {
  readonly name: string;
  readonly reference: string;
  /** 3 for cosign 3's bundles; absent: cosign 2. */
  readonly cosign?: 3;
  readonly index?: boolean;
  readonly rekor?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly signatures: readonly ScenarioSignature[];
}

/** The list that both the regenerate script and the tests go by. */
export interface Scenarios {
  readonly certificates: readonly {
    readonly name: string;
    readonly subject: string;
    readonly issuer?: string;
    readonly email?: string;
    readonly ca?: boolean;
    readonly notBefore: string;
    readonly notAfter: string;
  }[];
  readonly keys: readonly { readonly name: string; readonly type: string }[];
  readonly identities: readonly {
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly san: 'email' | 'url';
    readonly github?: { readonly repository: string };
  }[];
  readonly images: readonly Scenario[];
}

/** One entry of `images.json`. */
export interface FixtureImage {
  readonly name: string;
  readonly reference: string;
  readonly digest: string;
  readonly signedBy: readonly string[];
  readonly layout: 'cosign2' | 'cosign3' | 'none';
  readonly rekor: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A content descriptor of the OCI image specification. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: { readonly architecture: string; readonly os: string };
}

/** An image manifest or index; the members of both are optional. */
export interface Manifest {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
}

/** Reads a file below `tests/fixtures`. */
export function readFixture(path: string): Buffer {
  return readFileSync(join(FIXTURES_FOLDER, path));
}

/** Reads a JSON file below `tests/fixtures`; the caller names its type. */
export function readFixtureJson<T>(path: string): T {
  return JSON.parse(readFixture(path).toString('utf8')) as T;
}

/** Reads a blob of the layout and checks its digest. */
export function readBlob(digest: string): Buffer {
  const hex = digest.slice('sha256:'.length);
  const bytes = readFixture(`oci-layout/blobs/sha256/${hex}`);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== hex) throw new Error(`blob ${digest} has digest ${actual}`);
  return bytes;
}

/** Reads a manifest of the layout. */
export function readManifest(digest: string): Manifest {
  return JSON.parse(readBlob(digest).toString('utf8')) as Manifest;
}

/** The tagged objects of the layout by their full reference. */
export function taggedObjects(): Map<string, Descriptor> {
  const index = readFixtureJson<Manifest>('oci-layout/index.json');
  const entries = (index.manifests ?? []).map((entry) => {
    const name = entry.annotations?.['org.opencontainers.image.ref.name'];
    if (name === undefined) throw new Error(`${entry.digest} has no name`);
    return [name, entry] as const;
  });
  return new Map(entries);
}

/**
 * The full reference of an image's signatures: `.sig` for cosign 2, the
 * referrers fallback tag without suffix for cosign 3.
 */
export function signatureReference(image: FixtureImage): string {
  const repository = image.reference.slice(0, image.reference.lastIndexOf(':'));
  const suffix = image.layout === 'cosign3' ? '' : '.sig';
  return `${repository}:${image.digest.replace(':', '-')}${suffix}`;
}

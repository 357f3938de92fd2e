// SPDX-License-Identifier: Apache-2.0
import { readJson, readText } from './project.js';

const LAYOUT = 'tests/fixtures/oci-layout';

interface Index {
  readonly manifests: readonly {
    readonly digest: string;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}

/** An image of the fixtures with the manifest of its signatures. */
export interface SignedImage {
  readonly reference: string;
  readonly digest: string;
  /** JSON text of the manifest behind `REPOSITORY:sha256-HEX.sig`. */
  readonly signatures: string;
}

/**
 * The image of that reference in the fixtures.
 *
 * @throws Error when it is missing or not signed with cosign 2
 */
export function signedImage(reference: string): SignedImage {
  const digest = digestOf(reference);
  const repository = reference.slice(0, reference.lastIndexOf(':'));
  const tag = `${digest.replace(':', '-')}.sig`;
  const hex = digestOf(`${repository}:${tag}`).slice('sha256:'.length);
  return {
    reference,
    digest,
    signatures: readText(`${LAYOUT}/blobs/sha256/${hex}`),
  };
}

function digestOf(reference: string): string {
  const { manifests } = readJson<Index>(`${LAYOUT}/index.json`);
  const found = manifests.find(
    ({ annotations }) =>
      annotations?.['org.opencontainers.image.ref.name'] === reference,
  );
  if (found === undefined) throw new Error(`no fixture ${reference}`);
  return found.digest;
}

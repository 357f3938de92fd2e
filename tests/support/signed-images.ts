// SPDX-License-Identifier: Apache-2.0
import { readBlob, taggedObjects } from './fixture-files.js';

/** An image of the fixtures with the manifest of its signatures. */
export interface SignedImage {
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
  const objects = taggedObjects();
  const digestOf = (name: string): string => {
    const found = objects.get(name);
    if (found === undefined) throw new Error(`no fixture ${name}`);
    return found.digest;
  };
  const digest = digestOf(reference);
  const repository = reference.slice(0, reference.lastIndexOf(':'));
  const manifest = digestOf(`${repository}:${digest.replace(':', '-')}.sig`);
  return { digest, signatures: readBlob(manifest).toString('utf8') };
}

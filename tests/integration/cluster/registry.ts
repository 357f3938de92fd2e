// SPDX-License-Identifier: Apache-2.0

/**
 * Images and their signers. Tags move and signers are revoked while the cluster
 * runs; the scripted host of the policy answers from here.
 */
import { createHash } from 'node:crypto';
import type { ScriptedHost } from '../../support/guest.js';
import {
  failure,
  trusted,
  verifyingHost,
  type VerifyRequest,
} from '../../support/scripted-host.js';

/** Issuer of all identities. */
export const ISSUER = 'https://issuer.example.org';

export class Registry {
  /** Digest of each `repository:tag`. */
  readonly #tags = new Map<string, string>();
  /** Signers of each `repository@digest`. */
  readonly #signers = new Map<string, ReadonlySet<string>>();
  readonly #revoked = new Set<string>();
  readonly host: ScriptedHost = verifyingHost((request) =>
    this.#verify(request),
  );

  /** Pushes an image; another push moves the tag. */
  push(image: string, content: string, signers: readonly string[]): void {
    const hash = createHash('sha256').update(content).digest('hex');
    const digest = `sha256:${hash}`;
    this.#tags.set(image, digest);
    this.#signers.set(`${repositoryOf(image)}@${digest}`, new Set(signers));
  }

  /** From now on nothing that this signer signed verifies. */
  revoke(signer: string): void {
    this.#revoked.add(signer);
  }

  /** Undoes `revoke`. */
  reinstate(signer: string): void {
    this.#revoked.delete(signer);
  }

  /** The digest that an image has now; undefined when there is none. */
  digestOf(image: string): string | undefined {
    const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(image) ?? [];
    return digest ?? this.#tags.get(image);
  }

  /** Whether the image, as it is now, is signed by somebody not revoked. */
  isSignedBy(image: string, signer: string): boolean {
    const signers = this.#signers.get(
      `${repositoryOf(image)}@${this.digestOf(image) ?? ''}`,
    );
    return signers?.has(signer) === true && !this.#revoked.has(signer);
  }

  #verify(request: VerifyRequest): ReturnType<typeof failure> {
    const { image } = request;
    const identities = request['keyless'] as readonly { subject: string }[];
    const digest = this.digestOf(image);
    const signed = identities.every(({ subject }) =>
      this.isSignedBy(image, subject),
    );
    return signed && digest !== undefined
      ? trusted(digest)
      : failure(`no signatures found for image: ${image} `);
  }
}

/** The image without tag and digest. */
export function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

// SPDX-License-Identifier: Apache-2.0
import type { KeyObject } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import type { SignedEntity } from '@sigstore/verify';
import type { Certificate } from '../certificates/certificate.js';

/**
 * One signature found beside an image, taken apart but not yet believed.
 * Both layouts, cosign 2 layers and cosign 3 bundles, have this shape.
 */
export interface Candidate {
  /** For messages: `signature layer 1`. */
  readonly label: string;
  /** The exact bytes under the signature. */
  readonly message: Buffer;
  readonly signature: Buffer;
  /** The certificate that came with the signature. */
  readonly certificate?: Certificate | undefined;
  /** Sign-time annotations by name, numbers and booleans as their text. */
  readonly annotations: ReadonlyMap<string, string>;
  /** The same as a Sigstore bundle, present when there is log evidence. */
  readonly bundle?: Bundle | undefined;
  /** Why no release of Kubewarden counts it, if that is so. */
  readonly onlyHere?: string | undefined;
  /** True for a Sigstore bundle of cosign 3, whose annotations count only here. */
  readonly isBundle?: boolean;
  /** What the bundle's message signature is over; unused for DSSE. */
  readonly artifact?: Buffer | undefined;
}

/** A candidate whose parts have been verified to belong together. */
export interface Evidence extends Candidate {
  /** True when a trusted log vouches for this very signature. */
  readonly logged: boolean;
  /** The key the log entry names; absent without one. */
  readonly loggedKey?: KeyObject | undefined;
  /** What Sigstore's verifier was given; absent without log evidence. */
  readonly entity?: SignedEntity | undefined;
  /** Signing times a log or a timestamp authority vouches for. */
  readonly times: readonly Date[];
}

/** Why a candidate does not count, or why evidence misses a signer. */
export interface Rejection {
  readonly label: string;
  readonly reason: string;
}

/** What one layout holds for an image. */
export interface Findings {
  readonly candidates: readonly Candidate[];
  readonly rejections: readonly Rejection[];
}

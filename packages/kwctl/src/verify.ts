// SPDX-License-Identifier: Apache-2.0

import {
  createVerifier,
  PolicyError,
  ValidationError,
  VerificationError,
  type Bundle,
} from 'sigstore';
import { KwctlError, rootMessage } from './errors.js';
import { RELEASE_IDENTITIES, RELEASE_ISSUER } from './release.js';

/**
 * Where Sigstore's trust root comes from. Without it the public TUF repository
 * is used, starting from the root that the `sigstore` package carries.
 */
export interface TrustSource {
  /** URL of a TUF repository with a `trusted_root.json` target. */
  readonly mirrorUrl: string;
  /** File with the initial TUF root; the trust in everything else is its. */
  readonly rootPath: string;
}

/** What to verify, and against which trust root. */
export interface VerifyOptions {
  /** The artifact: exactly the bytes that were signed. */
  readonly binary: Buffer;
  /** The Sigstore bundle, as JSON text in UTF-8. */
  readonly bundle: Buffer;
  /** Folder for TUF's own cache. */
  readonly tufCachePath: string;
  readonly trust?: TrustSource | undefined;
}

/**
 * Verifies that Kubewarden's release workflow signed the binary: certificate
 * chain, certificate transparency, transparency log, signature and identity.
 *
 * @throws KwctlError `VERIFICATION` when any of it fails, `TRUST_ROOT` when
 * the trust root cannot be loaded
 */
export async function verifyRelease(options: VerifyOptions): Promise<void> {
  const bundle = parseBundle(options.bundle);
  const verifier = await createVerifier({
    certificateIssuer: RELEASE_ISSUER,
    certificateIdentityURI: exactly(RELEASE_IDENTITIES),
    tufCachePath: options.tufCachePath,
    ...(options.trust && {
      tufMirrorURL: options.trust.mirrorUrl,
      tufRootPath: options.trust.rootPath,
    }),
  }).catch((error: unknown) => {
    throw new KwctlError(
      'TRUST_ROOT',
      `cannot load Sigstore's trust root: ${rootMessage(error)}. ` +
        'It is fetched once, before the first run: check the network and ' +
        'HTTPS_PROXY, or set KWCTL_PATH to a kwctl that you verified yourself',
      error,
    );
  });
  try {
    verifier.verify(bundle, options.binary);
  } catch (error) {
    throw rejection(error);
  }
}

/** The library takes a pattern, not a string: escaped and anchored. */
function exactly(identities: readonly string[]): string {
  const escaped = identities.map((identity) =>
    identity.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'),
  );
  return `^(?:${escaped.join('|')})$`;
}

function parseBundle(bytes: Buffer): Bundle {
  try {
    return JSON.parse(bytes.toString('utf8')) as Bundle;
  } catch (error) {
    throw rejection(error);
  }
}

function rejection(error: unknown): KwctlError {
  return new KwctlError(
    'VERIFICATION',
    `the downloaded kwctl is not trusted: ${reason(error)}. ` +
      'Nothing was installed',
    error,
  );
}

function reason(error: unknown): string {
  if (error instanceof PolicyError) {
    return `signed by somebody else (${rootMessage(error)})`;
  }
  if (error instanceof VerificationError) {
    return `its signature does not verify (${error.code}: ${rootMessage(error)})`;
  }
  if (error instanceof ValidationError || error instanceof SyntaxError) {
    return `its Sigstore bundle is malformed (${rootMessage(error)})`;
  }
  return rootMessage(error);
}

// SPDX-License-Identifier: Apache-2.0

/** Sign-time annotations a signature must carry; exact string matches. */
export type Annotations = Readonly<Record<string, string>>;

/**
 * One `oci` verify request, decoded. The five kinds are those of Kubewarden's
 * `v2/verify`; PEM is text, certificates are PEM bytes.
 */
export type VerificationRequest = {
  readonly image: string;
  readonly annotations?: Annotations;
} & (
  | { readonly kind: 'pubKeys'; readonly pubKeys: readonly string[] }
  | {
      readonly kind: 'keyless';
      readonly identities: readonly { issuer: string; subject: string }[];
    }
  | {
      readonly kind: 'keylessPrefix';
      readonly identities: readonly { issuer: string; urlPrefix: string }[];
    }
  | {
      readonly kind: 'githubActions';
      readonly owner: string;
      readonly repo?: string;
    }
  | {
      readonly kind: 'certificate';
      readonly certificate: Uint8Array;
      readonly certificateChain?: readonly Uint8Array[];
      readonly requireRekorBundle: boolean;
    }
);

/** A successful verification: the digest every requested signer signed. */
export interface VerifiedImage {
  /** `sha256:` followed by 64 lower-case hex digits. */
  readonly digest: string;
}

/** Verifies the Sigstore signatures of images in a registry. */
export interface ImageVerifier {
  /** Rejects with `PolicyHostError` when any requested signer is missing. */
  verify(request: VerificationRequest): Promise<VerifiedImage>;
}

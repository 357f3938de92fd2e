// SPDX-License-Identifier: Apache-2.0

/** The annotations of a cosign 2 layer, and the ways to change them. */

/** Names of the annotations that hold evidence. */
export const SIGNATURE = 'dev.cosignproject.cosign/signature';
export const CERTIFICATE = 'dev.sigstore.cosign/certificate';
export const BUNDLE = 'dev.sigstore.cosign/bundle';
export const CHAIN = 'dev.sigstore.cosign/chain';

/** A layer of a signature object, annotations always there. */
export interface SignatureLayer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a log promises in the bundle annotation. */
export interface RekorBundle {
  readonly SignedEntryTimestamp: string;
  readonly Payload: Readonly<Record<string, string | number>>;
}

/** A layer with other annotations; undefined takes one away. */
export function edited(
  layer: SignatureLayer,
  changes: Readonly<Record<string, string | undefined>>,
): SignatureLayer {
  const all = Object.entries({ ...layer.annotations, ...changes });
  const kept = all.filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return { ...layer, annotations: Object.fromEntries(kept) };
}

/**
 * A layer with evidence of another one in place of its own.
 *
 * @throws Error when the donor has no such annotation
 */
export function transplanted(
  layer: SignatureLayer,
  donor: SignatureLayer | undefined,
  ...names: readonly string[]
): SignatureLayer {
  const copied = names.map((name) => {
    const value = donor?.annotations[name];
    if (value === undefined) throw new Error(`no annotation ${name} to copy`);
    return [name, value] as const;
  });
  return edited(layer, Object.fromEntries(copied));
}

/** The Rekor bundle of a layer. */
export function bundleOf(layer: SignatureLayer): RekorBundle {
  return JSON.parse(layer.annotations[BUNDLE] ?? '') as RekorBundle;
}

/** A layer whose log entry says something else, its promise unchanged. */
export function relogged(
  layer: SignatureLayer,
  members: Readonly<Record<string, string | number>>,
): SignatureLayer {
  const bundle = bundleOf(layer);
  const Payload = { ...bundle.Payload, ...members };
  return edited(layer, { [BUNDLE]: JSON.stringify({ ...bundle, Payload }) });
}

/** The body of a layer's log entry, changed as text, in base64. */
export function changedBody(
  layer: SignatureLayer,
  change: (body: string) => string,
): string {
  const body = Buffer.from(String(bundleOf(layer).Payload['body']), 'base64');
  return Buffer.from(change(body.toString('utf8'))).toString('base64');
}

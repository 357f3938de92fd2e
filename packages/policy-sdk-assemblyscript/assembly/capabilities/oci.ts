// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Writer } from '../json/writer';
import { Result } from '../values/result';
import { Value } from '../values/value';
import { request, unexpected } from './call';
import { writeString } from './payload';
import {
  manifestDigestOperation,
  ociManifestConfigOperation,
  ociManifestOperation,
  ociNamespace,
} from './names';
import { checkedDigest } from './oci-verify';

/**
 * The digest that the image's tag points to now. For an image of several
 * platforms that is the digest of the index.
 */
export function manifestDigest(image: string): Result<string> {
  const answer = ask(manifestDigestOperation(), image);
  if (!answer.ok) return Result.failed<string>(answer.failure);
  const digest = answer.value.member('digest').string();
  if (!digest.ok) return Result.failed<string>(unexpected(digest.failure));
  return checkedDigest(digest.value);
}

/**
 * The OCI image manifest, or the index of an image of several platforms. The
 * host drops fields that it does not know; its documentation says otherwise.
 */
export function ociManifest(image: string): Result<Value> {
  return ask(ociManifestOperation(), image);
}

/** An image manifest with the image's configuration. */
@final
@unmanaged
export class ManifestAndConfig {
  constructor(
    /** The image manifest; never an index. */
    public manifest: Value,
    /** Digest of that manifest, which is not the digest of an index. */
    public digest: string,
    /** The configuration, whole. */
    public config: Value,
  ) {}
}

/**
 * Manifest and configuration of an image. For an image of several platforms
 * they are those of the platform the *host* runs on.
 */
export function ociManifestConfig(image: string): Result<ManifestAndConfig> {
  const answer = ask(ociManifestConfigOperation(), image);
  if (!answer.ok) return Result.failed<ManifestAndConfig>(answer.failure);
  const json = answer.value;
  const text = json.member('digest').string();
  if (!text.ok)
    return Result.failed<ManifestAndConfig>(unexpected(text.failure));
  const digest = checkedDigest(text.value);
  if (!digest.ok) return Result.failed<ManifestAndConfig>(digest.failure);
  const manifest = json.member('manifest');
  const config = json.member('config');
  const raw = manifest.raw();
  if (!raw.ok) return Result.failed<ManifestAndConfig>(unexpected(raw.failure));
  const rest = config.raw();
  if (!rest.ok)
    return Result.failed<ManifestAndConfig>(unexpected(rest.failure));
  return Result.of<ManifestAndConfig>(
    new ManifestAndConfig(manifest, digest.value, config),
  );
}

/** All operations here take an image reference as a JSON string. */
function ask(operation: Slice, image: string): Result<Value> {
  const payload = writeString(new Writer(256), image).slice();
  return request(ociNamespace(), operation, payload);
}

// SPDX-License-Identifier: Apache-2.0
import { sha256Digest } from './digest.js';
import { printableUrl, registryError, statusError } from './failures.js';
import type { HttpResponse } from './http.js';
import type { Call, RegistrySession } from './session.js';
import type { ImageReference } from './types.js';

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Uploads a blob in one chunk (POST, PATCH, PUT) unless the repository has it.
 *
 * @returns its digest.
 * @see distribution-spec, Pushing a blob in chunks
 */
export async function uploadBlob(
  session: RegistrySession,
  target: ImageReference,
  bytes: Uint8Array,
): Promise<string> {
  const digest = sha256Digest(bytes);
  const present = await session.call(target, {
    method: 'HEAD',
    path: `blobs/${digest}`,
    maxBytes: 0,
    actions: 'pull,push',
  });
  if (present.status === 200) return digest;

  const started = await push(session, target, {
    method: 'POST',
    path: 'blobs/uploads/',
  });
  const patched = await push(session, target, {
    method: 'PATCH',
    path: uploadLocation(started),
    headers: {
      'content-type': 'application/octet-stream',
      'content-range': `0-${Math.max(bytes.length - 1, 0)}`,
    },
    body: bytes,
  });
  const finish = uploadLocation(patched);
  finish.searchParams.set('digest', digest);
  await push(session, target, { method: 'PUT', path: finish });
  return digest;
}

/**
 * Stores a manifest under the reference's tag, or its digest without a tag.
 *
 * @returns its digest.
 */
export async function uploadManifest(
  session: RegistrySession,
  target: ImageReference,
  bytes: Uint8Array,
  mediaType: string,
): Promise<string> {
  const digest = sha256Digest(bytes);
  await push(session, target, {
    method: 'PUT',
    path: `manifests/${target.tag ?? digest}`,
    headers: { 'content-type': mediaType },
    body: bytes,
  });
  return digest;
}

async function push(
  session: RegistrySession,
  target: ImageReference,
  call: Omit<Call, 'maxBytes' | 'actions'>,
): Promise<HttpResponse> {
  const response = await session.call(target, {
    ...call,
    maxBytes: MAX_ANSWER_BYTES,
    actions: 'pull,push',
  });
  if (response.status < 200 || response.status > 299) {
    throw statusError(
      printableUrl(response.url),
      response.status,
      response.body,
    );
  }
  return response;
}

function uploadLocation(response: HttpResponse): URL {
  const location = response.headers['location'];
  const { url } = response;
  if (location === undefined || !URL.canParse(location, url)) {
    throw registryError(`no upload location: url ${printableUrl(url)}`);
  }
  const target = new URL(location, url);
  if (target.protocol !== 'https:' && target.protocol !== url.protocol) {
    throw registryError(`refused upload location: ${printableUrl(target)}`);
  }
  return target;
}

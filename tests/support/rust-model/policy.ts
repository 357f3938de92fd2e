// SPDX-License-Identifier: Apache-2.0

/**
 * A model of Kubewarden's verify-image-signatures 1.0.11, written from its
 * documentation and its observed behaviour, to compare verdicts with.
 */
import { isList, isObject, type Json, type JsonObject } from '../json.js';
import type { World, WorldRequest } from '../world.js';
import { KNOWN_KINDS, readObject } from './objects.js';
import type { Rule, RustSettings } from './settings.js';
import { wildMatch } from './wildmatch.js';

/** What the policy answers to a request; a panic is a rejection by the host. */
export type ModelVerdict =
  | { readonly kind: 'accept'; readonly mutated: JsonObject | undefined }
  | { readonly kind: 'reject'; readonly message: string }
  | { readonly kind: 'panic' };

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

class Panic extends Error {}

/** Evaluates an AdmissionRequest; `oldObject` and `operation` are not read. */
export function evaluate(
  request: JsonObject,
  settings: RustSettings,
  world: World,
): ModelVerdict {
  const kind = isObject(request['kind']) ? request['kind']['kind'] : undefined;
  const known = typeof kind === 'string' ? KNOWN_KINDS[kind] : undefined;
  const object =
    typeof kind === 'string'
      ? readObject(kind, request['object'] ?? null)
      : undefined;
  if (known === undefined || object === undefined) {
    return { kind: 'accept', mutated: undefined };
  }
  const errors: string[] = [];
  try {
    const pinned = pinAt(object, known.path, settings.rules, world, errors);
    if (errors.length > 0) {
      return { kind: 'reject', message: rejection(object, errors) };
    }
    const rewrite = settings.modifyImagesWithDigest && pinned !== object;
    return { kind: 'accept', mutated: rewrite ? pinned : undefined };
  } catch (error) {
    if (error instanceof Panic) return { kind: 'panic' };
    throw error;
  }
}

function rejection(object: JsonObject, errors: readonly string[]): string {
  const metadata = object['metadata'];
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return `Resource ${typeof name === 'string' ? name : ''} is not accepted: ${errors.join(', ')}`;
}

/** The object with the images of its pod spec pinned; itself if unchanged. */
function pinAt(
  object: JsonObject,
  path: readonly string[],
  rules: readonly Rule[],
  world: World,
  errors: string[],
): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return pinPodSpec(object, rules, world, errors);
  const inner = object[key];
  if (!isObject(inner)) return object;
  const pinned = pinAt(inner, rest, rules, world, errors);
  return pinned === inner ? object : { ...object, [key]: pinned };
}

function pinPodSpec(
  spec: JsonObject,
  rules: readonly Rule[],
  world: World,
  errors: string[],
): JsonObject {
  let pinned = spec;
  for (const name of LISTS) {
    const containers = spec[name];
    if (!isList(containers)) continue;
    const images = containers.map((container) =>
      pinContainer(container, rules, world, errors),
    );
    if (images.some((container, i) => container !== containers[i])) {
      pinned = { ...pinned, [name]: images };
    }
  }
  return pinned;
}

function pinContainer(
  container: Json,
  rules: readonly Rule[],
  world: World,
  errors: string[],
): Json {
  if (!isObject(container)) return container;
  const { image } = container;
  // An image is taken for granted.
  if (typeof image !== 'string') throw new Panic();
  let pinned = container;
  for (const rule of rules) {
    if (!wildMatch(rule.image, image)) continue;
    const answer = verify(rule, image, world);
    if ('error' in answer) {
      errors.push(`verification of image ${image} failed: ${answer.error}`);
    } else if (!image.includes(answer.digest)) {
      pinned = { ...container, image: `${image}@${answer.digest}` };
    }
  }
  return pinned;
}

/** `is_trusted` is not looked at; a digest of any form is taken. */
function verify(
  rule: Rule,
  image: string,
  world: World,
): { digest: string } | { error: string } {
  let digest: string | undefined;
  for (const request of requests(rule, image)) {
    const answer = world.verify(request);
    if (answer.kind === 'error') return { error: answer.message };
    const { digest: found } = answer.value;
    if (typeof found !== 'string') return { error: 'malformed answer' };
    digest = found;
  }
  return digest === undefined ? { error: 'Cannot verify' } : { digest };
}

/** One host call a rule, but for certificates, which take one each. */
function requests(rule: Rule, image: string): WorldRequest[] {
  const { annotations } = rule;
  switch (rule.kind) {
    case 'pubKeys':
      return [
        {
          type: 'SigstorePubKeyVerify',
          image,
          pub_keys: rule.pubKeys,
          annotations,
        },
      ];
    case 'keyless':
      return [
        {
          type: 'SigstoreKeylessVerify',
          image,
          keyless: rule.keyless,
          annotations,
        },
      ];
    case 'keylessPrefix':
      return [
        {
          type: 'SigstoreKeylessPrefixVerify',
          image,
          keyless_prefix: rule.keylessPrefix,
          annotations,
        },
      ];
    case 'githubActions':
      return [
        {
          type: 'SigstoreGithubActionsVerify',
          image,
          owner: rule.owner,
          repo: rule.repo,
          annotations,
        },
      ];
    case 'certificates':
      return rule.certificates.map((certificate) => ({
        type: 'SigstoreCertificateVerify',
        image,
        certificate: [...Buffer.from(certificate)],
        certificate_chain:
          rule.certificateChain?.map((pem) => [...Buffer.from(pem)]) ?? null,
        require_rekor_bundle: rule.requireRekorBundle,
        annotations,
      }));
  }
}

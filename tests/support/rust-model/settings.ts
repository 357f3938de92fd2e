// SPDX-License-Identifier: Apache-2.0

/**
 * The settings of Kubewarden's verify-image-signatures 1.0.11 as far as they
 * can be observed: which documents it takes, and what it makes of them.
 */
import { isList, isObject, type Json, type JsonObject } from '../json.js';
import type { World } from '../world.js';

/** Annotations that a signature must carry; null when none are asked for. */
export type Annotations = Readonly<Record<string, string>> | null;

interface Common {
  readonly image: string;
  readonly annotations: Annotations;
}

/** One rule, of the first kind whose required keys are there and well typed. */
export type Rule = Common &
  (
    | { readonly kind: 'pubKeys'; readonly pubKeys: readonly string[] }
    | {
        readonly kind: 'keyless';
        readonly keyless: readonly { issuer: string; subject: string }[];
      }
    | {
        readonly kind: 'githubActions';
        readonly owner: string;
        readonly repo: string | null;
      }
    | {
        readonly kind: 'keylessPrefix';
        readonly keylessPrefix: readonly {
          issuer: string;
          url_prefix: string;
        }[];
      }
    | {
        readonly kind: 'certificates';
        readonly certificates: readonly string[];
        readonly certificateChain: readonly string[] | null;
        readonly requireRekorBundle: boolean;
      }
  );

/** Settings the policy can work with. */
export interface RustSettings {
  readonly rules: readonly Rule[];
  readonly modifyImagesWithDigest: boolean;
}

/** Thrown for a document that does not have the expected types. */
export class Malformed extends Error {}

/**
 * Reads settings. Unknown keys are passed over, at every level.
 *
 * @throws Malformed
 */
export function readSettings(document: Json): RustSettings {
  if (!isObject(document)) throw new Malformed('settings are no object');
  const signatures = document['signatures'] ?? [];
  if (document['signatures'] === null || !isList(signatures)) {
    throw new Malformed('signatures is no list');
  }
  const modify = document['modifyImagesWithDigest'];
  if (modify !== undefined && typeof modify !== 'boolean') {
    throw new Malformed('modifyImagesWithDigest is no boolean');
  }
  return {
    rules: signatures.map(readRule),
    modifyImagesWithDigest: modify ?? true,
  };
}

const KINDS: readonly ((entry: JsonObject, common: Common) => Rule)[] = [
  (entry, common) => ({
    ...common,
    kind: 'pubKeys',
    pubKeys: strings(entry['pubKeys']),
  }),
  (entry, common) => ({
    ...common,
    kind: 'keyless',
    keyless: list(entry['keyless']).map((item) => ({
      issuer: text(item, 'issuer'),
      subject: text(item, 'subject'),
    })),
  }),
  (entry, common) => ({
    ...common,
    kind: 'githubActions',
    owner: text(entry['githubActions'], 'owner'),
    repo: optionalText(entry['githubActions'], 'repo'),
  }),
  (entry, common) => ({
    ...common,
    kind: 'keylessPrefix',
    // The documented spelling is urlPrefix; this one is read.
    keylessPrefix: list(entry['keylessPrefix']).map((item) => ({
      issuer: text(item, 'issuer'),
      url_prefix: text(item, 'url_prefix'),
    })),
  }),
  (entry, common) => {
    const chain = entry['certificateChain'] ?? null;
    const requireRekorBundle = entry['requireRekorBundle'];
    if (typeof requireRekorBundle !== 'boolean') {
      throw new Malformed('requireRekorBundle is missing');
    }
    return {
      ...common,
      kind: 'certificates',
      certificates: strings(entry['certificates']),
      certificateChain: chain === null ? null : strings(chain),
      requireRekorBundle,
    };
  },
];

function readRule(entry: Json): Rule {
  for (const read of KINDS) {
    try {
      if (!isObject(entry)) break;
      return read(entry, {
        image: text(entry, 'image'),
        annotations: readAnnotations(entry['annotations']),
      });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
  }
  throw new Malformed('data did not match any variant of Signature');
}

function readAnnotations(value: Json | undefined): Annotations {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new Malformed('annotations is no object');
  return Object.fromEntries(
    Object.keys(value).map((key) => [key, text(value, key)]),
  );
}

function list(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Malformed('no list');
  return value;
}

function strings(value: Json | undefined): string[] {
  return list(value).map((item) => {
    if (typeof item !== 'string') throw new Malformed('no string');
    return item;
  });
}

function text(value: Json | undefined, key: string): string {
  const found = isObject(value) ? value[key] : undefined;
  if (typeof found !== 'string') throw new Malformed(`${key} is no string`);
  return found;
}

function optionalText(value: Json | undefined, key: string): string | null {
  const found = isObject(value) ? value[key] : undefined;
  return found === undefined || found === null ? null : text(value, key);
}

/** The reason why settings are refused; undefined when they are taken. */
export function settingsProblem(
  document: Json,
  world: World,
): string | undefined {
  let settings: RustSettings;
  try {
    settings = readSettings(document);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
  if (settings.rules.length === 0) return 'Signatures must not be empty';
  return settings.rules
    .map((rule) => ruleProblem(rule, world))
    .find((problem) => problem !== undefined);
}

function ruleProblem(rule: Rule, world: World): string | undefined {
  const noImage = rule.image === '' ? 'image is empty' : undefined;
  switch (rule.kind) {
    case 'pubKeys':
      if (rule.pubKeys.length === 0) return 'pubKeys is empty';
      return noImage ?? pemProblem(rule.pubKeys);
    case 'keyless':
      return noImage;
    case 'keylessPrefix':
      return rule.keylessPrefix.length === 0
        ? 'keylessPrefix is empty'
        : noImage;
    case 'githubActions':
      // Nothing is checked here, not even an empty image.
      return undefined;
    case 'certificates':
      if (noImage !== undefined) return noImage;
      if (rule.certificates.length === 0) return 'no certificate provided';
      return (
        pemProblem(rule.certificateChain ?? []) ??
        rule.certificates
          .map((pem) => world.certificateProblem(pem, rule.certificateChain))
          .find((problem) => problem !== undefined)
      );
  }
}

/** Any PEM block will do, whatever its label and whatever it holds. */
function pemProblem(texts: readonly string[]): string | undefined {
  const block =
    /-----BEGIN ([^-]*)-----\s+(?:[A-Za-z0-9+/]{4}\s*)*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s*-----END \1-----/;
  return texts.every((pem) => block.test(pem))
    ? undefined
    : 'non-PEM data found';
}

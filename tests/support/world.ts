// SPDX-License-Identifier: Apache-2.0

/**
 * A small world of images and signatures that answers verification requests as
 * Kubewarden's host does, without registries or cryptography. The same world
 * serves the policy and the model that it is compared with.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { HostAnswer, ScriptedHost } from './guest.js';
import { isList, isObject, type Json } from './json.js';
import { failure, okJson, okText } from './scripted-host.js';

/** Who made a signature. */
export type Signer =
  | { readonly kind: 'key'; readonly pem: string }
  | {
      readonly kind: 'identity';
      readonly issuer: string;
      readonly subject: string;
    }
  | { readonly kind: 'certificate'; readonly pem: string };

/** How an image's registry misbehaves, if it does. */
export type Fault =
  | 'none'
  | 'untrusted' // the answer says is_trusted: false
  | 'bad-digest' // the answer's digest is no digest
  | 'no-digest' // the answer has no digest
  | 'liar'; // different questions get different digests

/** An image that exists, with the signatures it carries. */
export interface WorldImage {
  /** Canonical: `docker.io/library/nginx:1.25`. */
  readonly name: string;
  readonly signers: readonly Signer[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly fault: Fault;
}

/** A request of `oci` `v2/verify`. */
export interface WorldRequest {
  readonly type: string;
  readonly image: string;
  readonly [field: string]: Json;
}

/** What the host answers to a verification. */
export type WorldAnswer =
  | { readonly kind: 'ok'; readonly value: Readonly<Record<string, Json>> }
  | { readonly kind: 'error'; readonly message: string };

const NAME =
  /^(?:((?:(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])\.?)+(?::\d+)?)\/)?([a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;
const DOCKER = new Set([
  'index.docker.io',
  'registry-1.docker.io',
  'docker.io',
]);
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** The digest of an image of the world, by its canonical name. */
export function digestOf(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/** Canonical repository, tag and digest; undefined for no valid reference. */
function parseImage(
  image: string,
): { repository: string; tag: string; digest: string | undefined } | undefined {
  const [, first, rest = '', tag, digest] = NAME.exec(image) ?? [];
  if (rest === '') return undefined;
  const isHost =
    first !== undefined && (/[.:A-Z]/.test(first) || first === 'localhost');
  const host = isHost ? first.toLowerCase().replace(/:443$/, '') : 'docker.io';
  let path = isHost || first === undefined ? rest : `${first}/${rest}`;
  const domain = DOCKER.has(host) ? 'docker.io' : host;
  if (domain === 'docker.io' && !path.includes('/')) path = `library/${path}`;
  return {
    repository: `${domain}/${path}`,
    tag: tag ?? (digest === undefined ? 'latest' : ''),
    digest,
  };
}

/** Answers verification requests from a table of images. */
export class World {
  readonly #byTag = new Map<string, WorldImage>();
  readonly #byDigest = new Map<string, WorldImage>();
  readonly #certificates = new Map<string, string | undefined>();

  constructor(images: readonly WorldImage[]) {
    for (const image of images) {
      const repository = image.name.slice(0, image.name.lastIndexOf(':'));
      this.#byTag.set(image.name, image);
      this.#byDigest.set(`${repository}@${digestOf(image.name)}`, image);
    }
  }

  /** The host's answer, its errors as Kubewarden words them. */
  verify(request: WorldRequest): WorldAnswer {
    const fail = (message: string): WorldAnswer => ({
      kind: 'error',
      message: `Callback evaluation failure: ${message}`,
    });
    const parsed = parseImage(request.image);
    if (parsed === undefined) {
      return fail('Invalid OCI image reference: invalid reference format');
    }
    const { repository, tag, digest } = parsed;
    const image =
      digest === undefined
        ? this.#byTag.get(`${repository}:${tag}`)
        : this.#byDigest.get(`${repository}@${digest}`);
    if (image === undefined) {
      return fail(`no signatures found for image: ${request.image} `);
    }
    if (!invited(request)) {
      return {
        kind: 'error',
        message: 'Error obtaining response over callback channel',
      };
    }
    const annotations = request['annotations'] ?? null;
    const annotated =
      !isObject(annotations) ||
      Object.entries(annotations).every(
        ([key, value]) => image.annotations[key] === value,
      );
    if (!annotated || !satisfied(request, image.signers)) {
      return fail('Image verification failed: missing signatures');
    }
    return { kind: 'ok', value: answer(image, request) };
  }

  /** Why a host distrusts a certificate under a chain, if it does. */
  certificateProblem(
    pem: string,
    chain: readonly string[] | null,
  ): string | undefined {
    const key = JSON.stringify([pem, chain]);
    if (!this.#certificates.has(key)) {
      this.#certificates.set(key, certificateProblem(pem, chain));
    }
    return this.#certificates.get(key);
  }

  /** A host for the compiled policy that answers from this world. */
  host(): ScriptedHost {
    return (call): HostAnswer => {
      switch (`${call.namespace}/${call.operation}`) {
        case 'tracing/log':
          return okText('');
        case 'oci/v2/verify': {
          const answered = this.verify(
            JSON.parse(call.payload) as WorldRequest,
          );
          return answered.kind === 'ok'
            ? okJson(answered.value)
            : failure(answered.message);
        }
        case 'crypto/v1/is_certificate_trusted':
          return okJson({ trusted: true, reason: '' });
        default:
          return failure(`unknown operation: ${call.operation}`);
      }
    };
  }
}

/** A URL prefix that is no URL crashes the worker that serves the request. */
function invited(request: WorldRequest): boolean {
  const prefixes = request['keyless_prefix'];
  if (!isList(prefixes)) return true;
  return prefixes.every(
    (item) => isObject(item) && URL.canParse(String(item['url_prefix'])),
  );
}

function answer(
  image: WorldImage,
  request: WorldRequest,
): Readonly<Record<string, Json>> {
  const digest = digestOf(image.name);
  switch (image.fault) {
    case 'none':
      return { is_trusted: true, digest };
    case 'untrusted':
      return { is_trusted: false, digest };
    case 'bad-digest':
      return { is_trusted: true, digest: 'sha256:abc' };
    case 'no-digest':
      return { is_trusted: true };
    case 'liar':
      return { is_trusted: true, digest: digestOf(JSON.stringify(request)) };
  }
}

/** Every signer asked for has signed; an empty list asks for the impossible. */
function satisfied(request: WorldRequest, signers: readonly Signer[]): boolean {
  const identities = signers.filter((signer) => signer.kind === 'identity');
  const every = (field: string, test: (item: Json) => boolean): boolean => {
    const items = request[field];
    return isList(items) && items.length > 0 && items.every(test);
  };
  switch (request.type) {
    case 'SigstorePubKeyVerify':
      return every('pub_keys', (pem) =>
        signers.some(
          (signer) => signer.kind === 'key' && same(signer.pem, pem),
        ),
      );
    case 'SigstoreKeylessVerify':
      return every(
        'keyless',
        (item) =>
          isObject(item) &&
          identities.some(
            ({ issuer, subject }) =>
              issuer === item['issuer'] && subject === item['subject'],
          ),
      );
    case 'SigstoreKeylessPrefixVerify':
      return every(
        'keyless_prefix',
        (item) =>
          isObject(item) &&
          identities.some(
            ({ issuer, subject }) =>
              issuer === item['issuer'] &&
              subject.startsWith(
                String(item['url_prefix']).replace(/\/?$/, '/'),
              ),
          ),
      );
    case 'SigstoreGithubActionsVerify':
      return identities.some(
        ({ issuer, subject }) =>
          issuer === GITHUB_ISSUER &&
          subject.startsWith(
            `https://github.com/${String(request['owner'])}/${
              typeof request['repo'] === 'string' ? `${request['repo']}/` : ''
            }`,
          ),
      );
    case 'SigstoreCertificateVerify': {
      const bytes = request['certificate'];
      const pem = isList(bytes)
        ? Buffer.from(bytes as readonly number[]).toString()
        : '';
      return signers.some(
        (signer) => signer.kind === 'certificate' && same(signer.pem, pem),
      );
    }
    default:
      return false;
  }
}

function same(pem: string, other: Json): boolean {
  return typeof other === 'string' && pem.trim() === other.trim();
}

/** Validity now, then the chain: its last element is the only anchor. */
function certificateProblem(
  pem: string,
  chain: readonly string[] | null,
): string | undefined {
  try {
    const leaf = new X509Certificate(pem);
    const now = Date.now();
    if (Date.parse(leaf.validTo) < now) return 'Certificate expired';
    if (Date.parse(leaf.validFrom) > now) return 'Certificate not yet valid';
    // Without a chain the host asks the public web's roots.
    const issuers = (chain ?? []).map((text) => new X509Certificate(text));
    const anchor = issuers.at(-1);
    return anchor !== undefined && chains(leaf, issuers, anchor)
      ? undefined
      : 'Certificate is not trusted by the provided cert chain';
  } catch {
    return 'Certificate PEM data is not valid';
  }
}

function chains(
  certificate: X509Certificate,
  issuers: readonly X509Certificate[],
  anchor: X509Certificate,
): boolean {
  return issuers.some(
    (issuer) =>
      issuer !== certificate &&
      certificate.checkIssued(issuer) &&
      certificate.verify(issuer.publicKey) &&
      (issuer === anchor ||
        chains(
          issuer,
          issuers.filter((other) => other !== issuer),
          anchor,
        )),
  );
}

// SPDX-License-Identifier: Apache-2.0
import {
  LOGGED_IDENTITIES,
  NO_ATTESTATIONS,
  NO_KMS,
  NO_REPOSITORY,
  PULL_SECRET,
  TRUST_CONFIG,
} from './changes.js';
import type { Fields } from './fields.js';
import { overlap } from './patterns.js';
import type { ConvertedPolicy } from './policy-resource.js';
import {
  entriesOf,
  signaturesOf,
  type Entry,
  type Signer,
} from './requirement.js';
import { readIdentities, readLogAddress, readPublicKeys } from './signers.js';

const PUBLIC_FULCIO = 'https://fulcio.sigstore.dev';

/** policy-controller heeds namespaces with this label only. */
const NAMESPACES = { matchLabels: { 'policy.sigstore.dev/include': 'true' } };

/** Sigstore policy-controller's `ClusterImagePolicy`. */
export function convertClusterImagePolicy(resource: Fields): ConvertedPolicy[] {
  resource.ignore('apiVersion', 'kind', 'status');
  const name = resource.object('metadata')?.text('name');
  const spec = resource.object('spec');
  resource.finish();
  if (spec === undefined) return [];
  const images = spec.objects('images').flatMap(readImage);
  const authorities = spec.objects('authorities');
  spec.refuse('policy', NO_ATTESTATIONS);
  const mode = spec.text('mode') ?? 'enforce';
  const objectSelector = readMatch(spec);
  if (authorities.length === 0)
    spec.findings.refuse(
      spec.line,
      'authorities: without any nothing is verified',
    );
  const entries = readAuthorities(spec, authorities);
  spec.findings.change(
    spec.line,
    'only namespaces labelled policy.sigstore.dev/include: "true" are verified, as before: take namespaceSelector out to verify all',
  );
  spec.findings.change(
    spec.line,
    'images that no pattern matches are accepted here; policy-controller denies them unless its no-match-policy says otherwise (unmatchedImages: reject)',
  );
  spec.finish();
  return [
    {
      name: name ?? 'verify-image-signatures',
      spec: {
        ...(mode === 'enforce' ? {} : { mode: 'monitor' }),
        namespaceSelector: NAMESPACES,
        ...(objectSelector === undefined ? {} : { objectSelector }),
      },
      settings: {
        signatures: signaturesOf(images, entries),
      },
    },
  ];
}

/** A glob, whose `*` stays within a name and whose `**` does not. */
function readImage(image: Fields): string[] {
  const line = image.lineOf('glob');
  const glob = image.text('glob');
  image.finish();
  if (glob === undefined) return [];
  const full =
    glob === '*'
      ? 'docker.io/library/*'
      : glob === '*/*'
        ? 'docker.io/*'
        : glob;
  refuseHalfOfDockerHub(image, glob, line);
  if (/(?<!\*)\*(?!\*)/.test(full))
    image.findings.change(
      line,
      `glob: ${glob}: * also spans slashes here, so longer names are verified too`,
    );
  return [
    full.replace(/\*+/g, '*').replace(/^index\.docker\.io\//, 'docker.io/'),
  ];
}

/**
 * There Docker Hub is `index.docker.io`, and here `docker.io`: a pattern with
 * wildcards that is about the former only would be about nothing here.
 */
function refuseHalfOfDockerHub(
  image: Fields,
  glob: string,
  line: number,
): void {
  const [registry = ''] = glob.split('/');
  if (!registry.includes('*') || overlap(registry, 'docker.io')) return;
  if (overlap(registry, 'index.docker.io'))
    image.findings.refuse(
      line,
      `glob: ${glob}: write docker.io for images of Docker Hub`,
    );
}

function readMatch(spec: Fields): unknown {
  const matches = spec.objects('match');
  const selectors = matches.flatMap((match) => {
    match.ignore('group', 'version', 'resource');
    const selector = match.plain('selector');
    match.finish();
    return selector === undefined ? [] : [{ selector, line: match.line }];
  });
  const [first] = selectors;
  if (first !== undefined && matches.length > 1)
    spec.findings.refuse(
      first.line,
      'selector: one for all resources can be kept only',
    );
  return first?.selector;
}

/** Any of the authorities is enough. */
function readAuthorities(
  spec: Fields,
  authorities: readonly Fields[],
): Entry[] {
  const { line, findings } = spec;
  const signers = authorities.flatMap(readAuthority);
  if (signers.length === 0) return [];
  return entriesOf({ line, signers, needed: 1 }, findings);
}

function readAuthority(authority: Fields): Signer[] {
  authority.ignore('name');
  authority.refuse('attestations', NO_ATTESTATIONS);
  readStatic(authority);
  readSources(authority);
  const unlogged = readLog(authority);
  authority.leaveOut('rfc3161timestamp', LOGGED_IDENTITIES);
  const bundles = authority.text('signatureFormat') === 'bundle';
  const key = authority.object('key');
  const keyless = authority.object('keyless');
  authority.finish();
  if (key !== undefined && bundles)
    key.findings.refuse(
      key.line,
      'signatureFormat: no release of Kubewarden verifies bundles that are signed by a key',
    );
  return [
    ...(key === undefined ? [] : readKey(key)),
    ...(keyless === undefined ? [] : readKeyless(keyless, unlogged)),
  ];
}

function readStatic(authority: Fields): void {
  const fixed = authority.object('static');
  if (fixed === undefined) return;
  const action = fixed.text('action') ?? 'fail';
  fixed.ignore('message');
  fixed.finish();
  fixed.findings.refuse(
    fixed.line,
    action === 'pass'
      ? 'static: images that no rule matches pass anyway; with unmatchedImages: reject, name these in excludeImages'
      : 'static: no image can be named that always fails; unmatchedImages: reject turns away what no rule matches',
  );
}

function readSources(authority: Fields): void {
  for (const source of authority.objects('source')) {
    source.refuse('oci', NO_REPOSITORY);
    source.refuse('tagPrefix', NO_REPOSITORY);
    source.leaveOut('signaturePullSecrets', PULL_SECRET);
    source.finish();
  }
}

/** Reads the log; whether signatures need not be in one. */
function readLog(authority: Fields): boolean {
  const log = authority.object('ctlog');
  if (log === undefined) return false;
  const unlogged = !readLogAddress(log) && !log.has('trustRootRef');
  log.leaveOut('trustRootRef', TRUST_CONFIG);
  log.finish();
  return unlogged;
}

function readKey(key: Fields): Signer[] {
  key.refuse('kms', NO_KMS);
  key.refuse('secretRef', NO_KMS);
  return readPublicKeys(key, { key: 'data', hash: 'hashAlgorithm' });
}

function readKeyless(keyless: Fields, unlogged: boolean): Signer[] {
  const line = keyless.lineOf('url');
  const url = keyless.text('url');
  if (url !== undefined && url !== PUBLIC_FULCIO)
    keyless.findings.change(line, `${url}: ${TRUST_CONFIG}`);
  keyless.leaveOut('ca-cert', TRUST_CONFIG);
  keyless.leaveOut('trustRootRef', TRUST_CONFIG);
  keyless.ignore('insecureIgnoreSCT');
  return readIdentities(keyless, unlogged);
}

// SPDX-License-Identifier: Apache-2.0
import {
  NO_ATTESTATIONS,
  NO_KMS,
  NO_REPOSITORY,
  PULL_SECRET,
  TRUST_CONFIG,
} from './changes.js';
import type { Fields } from './fields.js';
import type { Findings } from './findings.js';
import {
  digestSettings,
  readCredentials,
  readMetadata,
  readWebhook,
} from './kyverno.js';
import { pemBlocks } from './pem.js';
import type { ConvertedPolicy } from './policy-resource.js';
import { entriesOf, signaturesOf } from './requirement.js';
import type { Entry, Requirement, Signer } from './requirement.js';
import type { Scope } from './scope.js';
import {
  certificateSigners,
  readIdentities,
  readLogAddress,
  readPublicKeys,
} from './signers.js';

/**
 * The one form of validation that is understood: how many of some attestors
 * each image of the containers needs.
 */
const VALIDATION =
  /^\(?(?:images\.(?:containers|initContainers|ephemeralContainers)\s*\+?\s*)+\)?\.map\(\s*(\w+)\s*,\s*verifyImageSignatures\(\s*\1\s*,\s*\[((?:[^[\]]|\["[^"]*"\]|\['[^']*'\])*)\]\s*\)\s*\)\.all\(\s*(\w+)\s*,\s*\3\s*(==|>=|>)\s*(\d+)\s*\)$/;
const ATTESTOR = /^attestors\.(\w+)$|^attestors\[["']([^"']+)["']\]$/;

/** Kyverno's `ImageValidatingPolicy`, and the namespaced one. */
export function convertImageValidatingPolicy(
  resource: Fields,
): ConvertedPolicy[] {
  const { name, namespace } = readMetadata(resource);
  resource.ignore('status');
  const spec = resource.object('spec');
  resource.finish();
  if (spec === undefined) return [];
  spec.ignore('autogen', 'variables', 'auditAnnotations');
  spec.refuse('attestations', NO_ATTESTATIONS);
  spec.refuse('images', 'images are found by kind here; see podSpecPaths');
  readEvaluation(spec);
  readCredentials(spec, 'credentials');
  const actions = spec.texts('validationActions').map(({ value }) => value);
  const scope = readConstraints(spec);
  const webhook = readWebhook(spec);
  const conditions = spec.plain('matchConditions');
  const settings = readSettings(spec);
  spec.finish();
  return [
    {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      spec: {
        ...(actions.length === 0 || actions.includes('Deny')
          ? {}
          : { mode: 'monitor' }),
        ...webhook,
        ...(conditions === undefined ? {} : { matchConditions: conditions }),
        ...scope,
      },
      settings,
    },
  ];
}

function readEvaluation(spec: Fields): void {
  const evaluation = spec.object('evaluation');
  if (evaluation === undefined) return;
  const line = evaluation.lineOf('mode');
  if ((evaluation.text('mode') ?? 'Kubernetes') !== 'Kubernetes')
    evaluation.findings.refuse(
      line,
      'mode: only requests of Kubernetes are verified',
    );
  const admission = evaluation.object('admission');
  if (admission?.flag('enabled') === false)
    evaluation.findings.refuse(
      admission.line,
      'admission: is off, so nothing is verified',
    );
  evaluation.ignore('background');
  evaluation.finish();
}

/** Selectors are kept; the rules are those of the policy's metadata. */
function readConstraints(spec: Fields): Scope {
  const constraints = spec.object('matchConstraints');
  if (constraints === undefined) return {};
  constraints.ignore('resourceRules', 'matchPolicy');
  constraints.refuse(
    'excludeResourceRules',
    'rules that exclude have no equivalent',
  );
  const namespaceSelector = constraints.plain('namespaceSelector');
  const objectSelector = constraints.plain('objectSelector');
  constraints.finish();
  return {
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    ...(objectSelector === undefined ? {} : { objectSelector }),
  };
}

function readSettings(spec: Fields): Record<string, unknown> {
  const images = readImages(spec);
  const attestors = new Map(spec.objects('attestors').map(readAttestor));
  const validations = spec.objects('validations');
  const entries = validations.flatMap((validation) =>
    readValidation(validation, attestors),
  );
  if (validations.length === 0)
    spec.findings.refuse(
      spec.line,
      'validations: without any nothing is verified',
    );
  const configuration = spec.object('validationConfigurations');
  const mutates = configuration?.flag('mutateDigest') ?? true;
  const wantsDigest = configuration?.flag('verifyDigest') ?? true;
  configuration?.ignore('required');
  configuration?.finish();
  return {
    signatures: signaturesOf(images, entries),
    ...digestSettings(spec, mutates, wantsDigest && !mutates),
  };
}

/** Without patterns all images are meant. */
function readImages(spec: Fields): string[] {
  const references = spec.objects('matchImageReferences');
  const images = references.flatMap((reference) => {
    reference.refuse(
      'expression',
      'expressions cannot choose images; write a glob',
    );
    const glob = reference.text('glob');
    reference.finish();
    return glob ?? [];
  });
  return references.length === 0 ? ['*'] : images;
}

/** What an attestor asks for; its identities are alternatives. */
function readAttestor(attestor: Fields): [string, Requirement | undefined] {
  const name = attestor.text('name') ?? '';
  attestor.refuse('notary', 'Notary signatures have no equivalent');
  const cosign = attestor.object('cosign');
  attestor.finish();
  return [name, cosign && readCosign(cosign)];
}

function readCosign(cosign: Fields): Requirement | undefined {
  const { line, findings } = cosign;
  const unlogged = readLog(cosign);
  cosign.leaveOut('tuf', TRUST_CONFIG);
  const source = cosign.object('source');
  source?.refuse('repository', NO_REPOSITORY);
  source?.refuse('tagPrefix', NO_REPOSITORY);
  source?.leaveOut('PullSecrets', PULL_SECRET);
  source?.leaveOut('pullSecrets', PULL_SECRET);
  source?.finish();
  const annotations = cosign.textMap('annotations');
  const key = cosign.object('key');
  const keyless = cosign.object('keyless');
  const certificate = cosign.object('certificate');
  cosign.finish();
  const signers = [
    ...(key === undefined ? [] : readKey(key)),
    ...(keyless === undefined ? [] : readKeyless(keyless, unlogged)),
    ...(certificate === undefined
      ? []
      : readCertificate(certificate, unlogged)),
  ];
  const kinds = [key, keyless, certificate].filter(
    (kind) => kind !== undefined,
  );
  if (kinds.length !== 1)
    findings.refuse(line, 'cosign: needs one kind of signer');
  if (signers.length === 0) return undefined;
  return {
    line,
    signers,
    needed: keyless === undefined ? signers.length : 1,
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function readLog(cosign: Fields): boolean {
  const log = cosign.object('ctlog');
  if (log === undefined) return false;
  readLogAddress(log);
  for (const key of ['rekorPubKey', 'ctLogPubKey', 'tsaCertChain'])
    log.leaveOut(key, TRUST_CONFIG);
  log.ignore('insecureIgnoreSCT');
  const unlogged = log.flag('insecureIgnoreTlog') ?? false;
  log.finish();
  return unlogged;
}

function readKey(key: Fields): Signer[] {
  key.refuse('kms', NO_KMS);
  key.refuse('expression', 'an expression cannot give the key: write it');
  return readPublicKeys(key, { key: 'data', hash: 'hashAlgorithm' });
}

function readKeyless(keyless: Fields, unlogged: boolean): Signer[] {
  keyless.leaveOut('roots', TRUST_CONFIG);
  keyless.leaveOut('root', TRUST_CONFIG);
  return readIdentities(keyless, unlogged);
}

function readCertificate(certificate: Fields, unlogged: boolean): Signer[] {
  const cert = readValue(certificate, 'cert');
  const certificateChain = readValue(certificate, 'certChain');
  certificate.finish();
  if (cert.length === 0)
    certificate.findings.refuse(
      certificate.line,
      'a chain without a certificate would accept any that was issued by it',
    );
  const chain = certificateChain.length === 0 ? undefined : certificateChain;
  return certificateSigners(cert, chain, unlogged);
}

/** A text that may stand in `value` of an object. */
function readValue(certificate: Fields, key: string): string[] {
  const object = certificate.object(key);
  if (object === undefined) return [];
  const line = object.lineOf('value');
  object.refuse('expression', 'an expression cannot give it: write it');
  const value = object.text('value');
  object.finish();
  return value === undefined
    ? []
    : pemBlocks({ value, line }, 'CERTIFICATE', object.findings);
}

function readValidation(
  validation: Fields,
  attestors: ReadonlyMap<string, Requirement | undefined>,
): Entry[] {
  const { findings } = validation;
  const line = validation.lineOf('expression');
  const expression = (validation.text('expression') ?? '').trim();
  validation.ignore('message', 'messageExpression', 'reason');
  validation.finish();
  const parts = VALIDATION.exec(expression);
  if (parts === null) {
    findings.refuse(
      line,
      'expression: only images.containers.map(image, verifyImageSignatures(image, [attestors.NAME])).all(e, e > 0) is understood',
    );
    return [];
  }
  const [, , list = '', , comparison, number = '0'] = parts;
  const needed = Number(number) + (comparison === '>' ? 1 : 0);
  const chosen = list.split(',').flatMap((text) => {
    const [, byDot, byName] = ATTESTOR.exec(text.trim()) ?? [];
    const name = byDot ?? byName ?? text.trim();
    if (!attestors.has(name))
      findings.refuse(line, `expression: there is no attestor ${name}`);
    return attestors.get(name) ?? [];
  });
  if (needed < 1 || needed > chosen.length) {
    findings.refuse(
      line,
      `expression: ${needed} of ${chosen.length} attestors`,
    );
    return [];
  }
  return combine(chosen, needed, line, findings).flatMap((requirement) =>
    entriesOf(requirement, findings),
  );
}

/** Some of several attestors, as one requirement over the signers of all. */
function combine(
  attestors: readonly Requirement[],
  needed: number,
  line: number,
  findings: Findings,
): Requirement[] {
  if (needed === attestors.length) return [...attestors];
  const signers = attestors.flatMap((attestor) => attestor.signers);
  const annotations = attestors[0]?.annotations;
  const alike = attestors.every(
    (other) =>
      other.needed === 1 &&
      JSON.stringify(other.annotations) === JSON.stringify(annotations),
  );
  // Where more than one is needed, two identities of one attestor must not
  // count twice.
  if (!alike || (needed > 1 && signers.length > attestors.length))
    findings.refuse(line, `expression: ${needed} of attestors that differ`);
  return [
    {
      line,
      signers,
      needed,
      ...(annotations === undefined ? {} : { annotations }),
    },
  ];
}

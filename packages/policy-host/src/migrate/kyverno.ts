// SPDX-License-Identifier: Apache-2.0
import {
  NO_ATTESTATIONS,
  NO_REPOSITORY,
  PULL_SECRET,
  SOURCES,
} from './changes.js';
import type { Fields, Text } from './fields.js';
import { readAttestorSet } from './kyverno-attestors.js';
import { excludable } from './patterns.js';
import type { ConvertedPolicy } from './policy-resource.js';
import { entriesOf, signaturesOf, type Entry } from './requirement.js';
import { readScope } from './scope.js';

/** Kyverno's `ClusterPolicy` and `Policy`: a policy for each of their rules. */
export function convertKyverno(resource: Fields): ConvertedPolicy[] {
  const { name, namespace } = readMetadata(resource);
  resource.ignore('status');
  const spec = resource.object('spec');
  resource.finish();
  if (spec === undefined) return [];
  const webhook = readWebhook(spec);
  const action = spec.text('validationFailureAction');
  spec.ignore('background', 'schemaValidation', 'admission', 'emitWarning');
  spec.refuse(
    'validationFailureActionOverrides',
    'write a policy for each namespace',
  );
  const rules = spec.objects('rules');
  spec.finish();
  return rules.map((rule) =>
    convertRule(rule, {
      policy: name,
      alone: rules.length === 1,
      action,
      webhook,
      ...(namespace === undefined ? {} : { namespace }),
    }),
  );
}

/** Name and namespace; other metadata changes no verdict. */
export function readMetadata(resource: Fields): {
  name: string;
  namespace?: string;
} {
  const metadata = resource.object('metadata');
  const name = metadata?.text('name') ?? 'verify-image-signatures';
  const namespace = metadata?.text('namespace');
  const namespaced = /^(Namespaced|Policy$)/.test(resource.text('kind') ?? '');
  resource.ignore('apiVersion', 'kind');
  return { name, ...(namespaced ? { namespace: namespace ?? 'default' } : {}) };
}

/** Time limit, failure policy and conditions, which mean the same here. */
export function readWebhook(spec: Fields): Record<string, unknown> {
  const webhook = spec.object('webhookConfiguration');
  const seconds =
    webhook?.number('timeoutSeconds') ?? spec.number('webhookTimeoutSeconds');
  const failurePolicy =
    webhook?.text('failurePolicy') ?? spec.text('failurePolicy');
  const conditions = webhook?.plain('matchConditions');
  webhook?.finish();
  return {
    ...(failurePolicy === undefined ? {} : { failurePolicy }),
    ...(seconds === undefined ? {} : { timeoutSeconds: seconds }),
    ...(conditions === undefined ? {} : { matchConditions: conditions }),
  };
}

interface Context {
  readonly policy: string;
  readonly namespace?: string;
  /** Whether the rule is the only one of its policy. */
  readonly alone: boolean;
  readonly action: string | undefined;
  readonly webhook: Readonly<Record<string, unknown>>;
}

function convertRule(rule: Fields, context: Context): ConvertedPolicy {
  const { policy, namespace, alone, webhook } = context;
  const name = rule.text('name') ?? 'rule';
  const scope = readScope(rule);
  for (const key of ['preconditions', 'celPreconditions'])
    rule.refuse(key, 'conditions on the object have no equivalent');
  rule.ignore('skipBackgroundRequests');
  if (!rule.has('verifyImages'))
    rule.findings.refuse(
      rule.line,
      `rule ${name} verifies no images: move it to another file`,
    );
  const verifications = rule.objects('verifyImages').map(readVerification);
  rule.finish();
  const actions = new Set(
    verifications.map(({ action }) =>
      (action ?? context.action ?? 'Audit').toLowerCase(),
    ),
  );
  if (actions.size > 1)
    rule.findings.refuse(rule.line, 'failureAction: differs within the rule');
  return {
    name: alone ? policy : resourceName(`${policy}-${name}`),
    ...(namespace === undefined ? {} : { namespace }),
    spec: {
      ...(actions.has('enforce') ? {} : { mode: 'monitor' }),
      ...webhook,
      ...scope,
    },
    settings: mergeVerifications(rule, verifications),
  };
}

/** Names of rules are free texts, those of resources are not. */
function resourceName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, 63);
}

interface Verification {
  readonly signatures: Entry[];
  readonly skipped: readonly string[];
  readonly mutates: boolean;
  readonly wantsDigest: boolean;
  readonly action: string | undefined;
}

function readVerification(verification: Fields): Verification {
  const { findings, line } = verification;
  const type = verification.text('type') ?? 'Cosign';
  if (type !== 'Cosign')
    findings.refuse(line, `type: ${type} signatures have no equivalent`);
  verification.refuse('attestations', NO_ATTESTATIONS);
  verification.refuse('repository', NO_REPOSITORY);
  verification.refuse(
    'validate',
    'conditions on the object have no equivalent',
  );
  for (const key of [
    'key',
    'issuer',
    'subject',
    'roots',
    'annotations',
    'additionalExtensions',
  ])
    verification.refuse(
      key,
      'is of Kyverno before 1.7: move it into attestors',
    );
  readCredentials(verification, 'imageRegistryCredentials');
  verification.ignore('useCache', 'required', 'cosignOCI11');
  const action = verification.text('failureAction');
  const mutates = verification.flag('mutateDigest') ?? true;
  const wantsDigest = verification.flag('verifyDigest') ?? true;
  const skipped = verification.texts('skipImageReferences');
  const images = readImages(verification);
  const sets = verification.objects('attestors');
  if (sets.length === 0)
    findings.refuse(line, 'without attestors nothing is verified');
  const entries = sets
    .flatMap(readAttestorSet)
    .flatMap((requirement) => entriesOf(requirement, findings));
  verification.finish();
  return {
    signatures: signaturesOf(
      images.map(({ value }) => value),
      entries,
    ),
    skipped: excludable(skipped, findings),
    mutates,
    wantsDigest,
    action,
  };
}

function readImages(verification: Fields): Text[] {
  const line = verification.lineOf('image');
  const image = verification.text('image');
  const images = verification.texts('imageReferences');
  if (image !== undefined) images.push({ value: image, line });
  if (images.length === 0)
    verification.findings.refuse(
      verification.line,
      'imageReferences: is missing',
    );
  for (const { value, line: at } of images)
    refuseVariable(verification, value, at);
  return images;
}

function refuseVariable(fields: Fields, value: string, line: number): void {
  if (value.includes('{{'))
    fields.findings.refuse(line, `${value}: variables have no equivalent`);
}

/** Credentials are the PolicyServer's. */
export function readCredentials(fields: Fields, key: string): void {
  const credentials = fields.object(key);
  if (credentials === undefined) return;
  credentials.leaveOut('secrets', PULL_SECRET);
  credentials.leaveOut('providers', PULL_SECRET);
  credentials.leaveOut('helpers', PULL_SECRET);
  credentials.leaveOut('allowInsecureRegistry', SOURCES);
  credentials.finish();
}

function mergeVerifications(
  rule: Fields,
  verifications: readonly Verification[],
): Record<string, unknown> {
  const [first] = verifications;
  const skipped = first?.skipped ?? [];
  if (verifications.some((other) => String(other.skipped) !== String(skipped)))
    rule.findings.refuse(
      rule.line,
      'skipImageReferences: excludeImages holds for all rules; write a policy for each',
    );
  if (skipped.length > 0)
    rule.findings.change(
      rule.line,
      'skipImageReferences: excludeImages is matched on the canonical name only, such as docker.io/library/nginx:latest; what it does not match is verified',
    );
  return {
    signatures: verifications.flatMap(({ signatures }) => signatures),
    ...(skipped.length === 0 ? {} : { excludeImages: skipped }),
    ...digestSettings(
      rule,
      verifications.some(({ mutates }) => mutates),
      verifications.some(({ mutates, wantsDigest }) => wantsDigest && !mutates),
    ),
  };
}

/** @param required whether images that nothing pins must have a digest */
export function digestSettings(
  fields: Fields,
  mutates: boolean,
  required: boolean,
): Record<string, unknown> {
  if (required)
    fields.findings.change(
      fields.line,
      'verifyDigest without mutateDigest: requireDigest rejects every image without a digest, also those that no pattern matches',
    );
  return {
    ...(required ? { requireDigest: true } : {}),
    ...(mutates ? {} : { digestMutation: 'none' }),
  };
}

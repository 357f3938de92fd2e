// SPDX-License-Identifier: Apache-2.0

/**
 * Admission by the compiled policy: the rules of `metadata.yml` choose the
 * requests, the answer becomes a JSON patch, and the patch is applied.
 */
import assert from 'node:assert/strict';
import { applyPatch, createPatch } from 'rfc6902';
import { loadGuest, type Guest } from '../../support/guest.js';
import { wireJson } from '../../support/json.js';
import { projectDocument } from '../../support/project.js';
import { ApiError } from './errors.js';
import { RESOURCES, type AnyObject } from './objects.js';
import type { Registry } from './registry.js';
import { settingsJson, type PolicySettings } from './settings.js';
import { wireText } from './wire.js';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** What is asked of the API server. */
export interface AdmissionQuestion {
  readonly operation: Operation;
  readonly subresource: string;
  /** Absent on DELETE. */
  readonly object?: AnyObject;
  readonly oldObject?: AnyObject;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
}

interface Answer {
  readonly accepted: boolean;
  readonly message?: string;
  readonly mutated_object?: AnyObject;
}

const METADATA_RULES = projectDocument<{ rules: readonly Rule[] }>(
  'metadata.yml',
).rules;
/** Another module than the one just built, to see it fail. */
const MODULE = process.env['CLUSTER_MODULE'];
const guest: Guest = loadGuest(MODULE);

export class Admission {
  /** The settings of the policy; undefined while it is not deployed. */
  settings: PolicySettings | undefined;
  /** Questions that reached the policy, and those it denied. */
  asked = 0;
  denied = 0;

  constructor(
    readonly registry: Registry,
    readonly rules: readonly Rule[] = METADATA_RULES,
  ) {}

  /** Whether a question reaches the policy. */
  concerns(question: AdmissionQuestion): boolean {
    const subject = question.object ?? question.oldObject;
    if (this.settings === undefined || subject === undefined) return false;
    const { group, version, resource } = RESOURCES[subject.kind];
    const { operation, subresource } = question;
    const full = subresource === '' ? resource : `${resource}/${subresource}`;
    return this.rules.some(
      (rule) =>
        rule.apiGroups.includes(group) &&
        rule.apiVersions.includes(version) &&
        rule.operations.includes(operation) &&
        rule.resources.some((name) => name === full || name === '*/*'),
    );
  }

  /**
   * The object as the policy lets it through.
   *
   * @throws ApiError when the policy denies it
   */
  review<T extends AnyObject>(
    question: AdmissionQuestion & { readonly object: T },
  ): T {
    return patched(question.object, this.#mutated(question));
  }

  /**
   * Lets a deletion through.
   *
   * @throws ApiError when the policy denies it
   */
  reviewDeletion(oldObject: AnyObject): void {
    this.#mutated({ operation: 'DELETE', subresource: '', oldObject });
  }

  #mutated(question: AdmissionQuestion): AnyObject | undefined {
    const { settings } = this;
    if (settings === undefined || !this.concerns(question)) return undefined;
    this.asked++;
    const answer = ask(requestText(question), settings, this.registry);
    if (!answer.accepted) {
      this.denied++;
      throw new ApiError(
        'Denied',
        `admission webhook denied the request: ${answer.message ?? ''}`,
      );
    }
    return answer.mutated_object;
  }
}

function requestText(question: AdmissionQuestion): string {
  const { operation, subresource, object, oldObject } = question;
  const subject = object ?? oldObject;
  assert.ok(subject);
  const { kind, metadata } = subject;
  const { group, version, resource } = RESOURCES[kind];
  const isScale = subresource === 'scale';
  const sentKind = isScale
    ? { group: 'autoscaling', kind: 'Scale', version: 'v1' }
    : { group, kind, version };
  const sent = (part: AnyObject): string =>
    wireText(isScale ? scaleOf(part) : part);
  return (
    `{"kind":${wireJson(sentKind)},` +
    (metadata.name === '' ? '' : `"name":${JSON.stringify(metadata.name)},`) +
    `"namespace":${JSON.stringify(metadata.namespace)},` +
    (object === undefined ? '' : `"object":${sent(object)},`) +
    (oldObject === undefined ? '' : `"oldObject":${sent(oldObject)},`) +
    `"operation":"${operation}",` +
    `"resource":${wireJson({ group, resource, version })},` +
    (subresource === '' ? '' : `"subResource":"${subresource}",`) +
    `"uid":"705ab4f5-6393-11e8-b7cc-42010a800002"}`
  );
}

/** What a scale request carries in place of the object. */
function scaleOf(object: AnyObject): object {
  const spec = 'spec' in object && 'replicas' in object.spec ? object.spec : {};
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name: object.metadata.name, namespace: 'default' },
    spec: 'replicas' in spec ? { replicas: spec.replicas } : {},
  };
}

function ask(
  request: string,
  settings: PolicySettings,
  registry: Registry,
): Answer {
  const payload = `{"request":${request},"settings":${wireJson(settingsJson(settings))}}`;
  const { status, bytes } = guest.call('validate', payload, registry.host);
  const text = Buffer.from(bytes).toString();
  assert.equal(status, 'ok', text);
  return JSON.parse(text) as Answer;
}

/** policy-server sends a patch, not the object; the API server applies it. */
function patched<T extends AnyObject>(object: T, mutated?: AnyObject): T {
  if (mutated === undefined) return object;
  const sent = JSON.parse(wireText(object)) as T;
  const patch = createPatch(sent, mutated);
  if (patch.length === 0) return object;
  const changed = structuredClone(object);
  const problems = applyPatch(changed, patch).filter((item) => item !== null);
  assert.deepEqual(problems, []);
  return changed;
}

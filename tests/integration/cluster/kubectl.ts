// SPDX-License-Identifier: Apache-2.0

/** What users do to objects that exist, always on what is stored now. */
import type { ApiServer } from './api-server.js';
import { revisionText } from './wire.js';
import {
  templateOf,
  withMetadata,
  type AnyObject,
  type Kind,
  type PodSpec,
  type PodTemplate,
} from './objects.js';

export class Kubectl {
  constructor(readonly api: ApiServer) {}

  /** `kubectl set image`: the image of one container. */
  setImage(kind: Kind, name: string, container: string, image: string): void {
    this.#change(kind, name, (spec) => ({
      ...spec,
      containers: spec.containers.map((item) =>
        item.name === container ? { ...item, image } : item,
      ),
    }));
  }

  /** `kubectl rollout restart`. */
  restart(kind: Kind, name: string): void {
    const object = this.api.get(kind, name);
    const template = templateOf(object);
    if (template === undefined) return;
    const annotations = {
      ...template.metadata.annotations,
      'kubectl.kubernetes.io/restartedAt': String(this.api.revision),
    };
    const metadata = { ...template.metadata, annotations };
    this.api.update(withTemplate(object, { ...template, metadata }));
  }

  /** `kubectl apply`, by hand or by GitOps: the template as the manifest has it. */
  apply(kind: Kind, name: string, template: PodTemplate): void {
    this.api.update(withTemplate(this.api.get(kind, name), template));
  }

  /** `kubectl rollout undo`: the template of another revision. */
  rollBack(kind: Kind, name: string, template: PodTemplate): void {
    const plain = JSON.parse(revisionText(template)) as PodTemplate;
    this.apply(kind, name, plain);
  }

  /** `kubectl scale`, or an apply of the whole object. */
  scale(kind: Kind, name: string, replicas: number, whole = false): void {
    const object = this.api.get(kind, name);
    if (!('spec' in object)) return;
    const spec = { ...object.spec, replicas };
    const scaled = { ...object, spec } as unknown as AnyObject;
    this.api.update(scaled, whole ? '' : 'scale');
  }

  /** `kubectl debug`: one more ephemeral container. */
  debug(pod: string, image: string): void {
    const object = this.api.get('Pod', pod);
    const { ephemeralContainers = [] } = object.spec;
    const name = `debug-${ephemeralContainers.length}`;
    const spec = {
      ...object.spec,
      ephemeralContainers: [...ephemeralContainers, { name, image }],
    };
    this.api.update({ ...object, spec }, 'ephemeralcontainers');
  }

  /** `kubectl label`. */
  label(kind: Kind, name: string, value: string): void {
    const object = this.api.get(kind, name);
    const labels = { ...object.metadata.labels, touched: value };
    this.api.update(withMetadata(object, { labels }));
  }

  /** Adds a finalizer, or removes all that users added. */
  finalize(kind: Kind, name: string, add: boolean): void {
    const object = this.api.get(kind, name);
    const others = object.metadata.finalizers.filter((x) => x !== FINALIZER);
    const finalizers = add ? [...others, FINALIZER] : others;
    this.api.update(withMetadata(object, { finalizers }));
  }

  #change(kind: Kind, name: string, change: (spec: PodSpec) => PodSpec): void {
    const object = this.api.get(kind, name);
    if (object.kind === 'Pod') {
      this.api.update({ ...object, spec: change(object.spec) });
      return;
    }
    const template = templateOf(object);
    if (template === undefined) return;
    const spec = change(template.spec);
    this.api.update(withTemplate(object, { ...template, spec }));
  }
}

export const FINALIZER = 'example.org/hold';

function withTemplate(object: AnyObject, template: PodTemplate): AnyObject {
  if (object.kind === 'CronJob') {
    const { jobTemplate } = object.spec;
    const spec = { ...jobTemplate.spec, template };
    const changed = { ...jobTemplate, spec };
    return { ...object, spec: { ...object.spec, jobTemplate: changed } };
  }
  if (!('spec' in object)) return object;
  return { ...object, spec: { ...object.spec, template } } as AnyObject;
}

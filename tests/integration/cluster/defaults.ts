// SPDX-License-Identifier: Apache-2.0

/**
 * Defaults that the API server fills in before admission, and again behind it.
 *
 * @see kubernetes/kubernetes pkg/apis/core/v1/defaults.go,
 *   pkg/apis/apps/v1/defaults.go, pkg/apis/batch/v1/defaults.go
 */
import type {
  AnyObject,
  Container,
  JobSpec,
  PodSpec,
  PodTemplate,
} from './objects.js';

/** The object with its defaults. */
export function withDefaults<T extends AnyObject>(object: T): T {
  return defaulted(object) as T;
}

function defaulted(object: AnyObject): AnyObject {
  switch (object.kind) {
    case 'Pod':
      return { ...object, spec: podSpec(object.spec) };
    case 'ControllerRevision':
      return object;
    case 'Job':
      return { ...object, spec: jobSpec(object.spec) };
    case 'CronJob': {
      const { spec } = object;
      const { jobTemplate } = spec;
      const job = jobSpec(jobTemplate.spec);
      return {
        ...object,
        spec: { ...spec, jobTemplate: { ...jobTemplate, spec: job } },
      };
    }
    default: {
      const template = podTemplate(object.spec.template);
      return { ...object, spec: { ...object.spec, template } } as AnyObject;
    }
  }
}

function jobSpec(spec: JobSpec): JobSpec {
  return { ...spec, template: podTemplate(spec.template) };
}

function podTemplate(template: PodTemplate): PodTemplate {
  return { ...template, spec: podSpec(template.spec) };
}

function podSpec(spec: PodSpec): PodSpec {
  const { initContainers } = spec;
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    ...spec,
    ...(initContainers && { initContainers: initContainers.map(container) }),
    containers: spec.containers.map(container),
  };
}

/** A digest or a tag other than `latest` need not be pulled again. */
function container(item: Container): Container {
  const [, tag] = /:([^:/@]+)(?:@.*)?$/.exec(item.image) ?? [];
  const moves =
    !item.image.includes('@') && (tag === undefined || tag === 'latest');
  return { imagePullPolicy: moves ? 'Always' : 'IfNotPresent', ...item };
}

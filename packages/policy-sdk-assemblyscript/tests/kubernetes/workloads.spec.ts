// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  ContainerList,
  containersOf,
  podSpecOf,
  podSpecPath,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  json,
  requestTo,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

function walk(podSpec: string): string {
  const containers = containersOf(json(podSpec));
  let found = '';
  while (containers.next()) {
    const container = containers.container;
    const image = container.image;
    found += `${<i32>container.list}:${image.ok ? image.value : image.failure.toString()} `;
  }
  const failure = containers.failure;
  return failure == null ? found : `${found}! ${failure.toString()}`;
}

function request(
  group: string,
  kind: string,
  object: string,
): AdmissionRequest {
  return requestTo('CREATE', group, 'v1', kind, 'x').object(object).build();
}

describe('podSpecPath', () => {
  it('knows the built-in workloads', () => {
    expect(podSpecPath('', 'Pod')).toBe('spec');
    expect(podSpecPath('', 'PodTemplate')).toBe('template.spec');
    expect(podSpecPath('', 'ReplicationController')).toBe('spec.template.spec');
    const apps = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];
    for (let i = 0; i < apps.length; i++)
      expect(podSpecPath('apps', apps[i])).toBe('spec.template.spec');
    expect(podSpecPath('extensions', 'Deployment')).toBe('spec.template.spec');
    expect(podSpecPath('batch', 'Job')).toBe('spec.template.spec');
    expect(podSpecPath('batch', 'CronJob')).toBe(
      'spec.jobTemplate.spec.template.spec',
    );
  });

  it('decides on group and kind together', () => {
    expect(podSpecPath('example.org', 'Deployment')).toBe('');
    expect(podSpecPath('apps', 'Pod')).toBe('');
    expect(podSpecPath('', 'Deployment')).toBe('');
    expect(podSpecPath('', 'Service')).toBe('');
  });
});

describe('podSpecOf', () => {
  it('finds the pod spec of a request', () => {
    const spec = podSpecOf(
      request(
        'batch',
        'CronJob',
        '{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"nodeName":"n"}}}}}}',
      ),
    );
    expect(spec.value.get('nodeName').string().value).toBe('n');
  });

  it('fails for other kinds and for objects without one', () => {
    expect(podSpecOf(request('', 'Service', '{}')).failure.toString()).toBe(
      'the object has no pod spec',
    );
    expect(podSpecOf(request('', 'Pod', '{}')).failure.toString()).toBe(
      'object.spec: missing',
    );
    expect(podSpecOf(request('', 'Pod', 'null')).failure.toString()).toBe(
      'object.spec: missing',
    );
    expect(
      podSpecOf(
        request('apps', 'Deployment', '{"spec":[]}'),
      ).failure.toString(),
    ).toBe('object.spec: expected an object, got an array');
  });
});

describe('containersOf', () => {
  it('walks all three lists', () => {
    expect(<i32>ContainerList.Ephemeral).toBe(2);
    expect(
      walk(
        '{"containers":[{"image":"a"},{"image":"b"}],"ephemeralContainers":[{"image":"c"}],"initContainers":[{"image":"d"}]}',
      ),
    ).toBe('0:d 1:a 1:b 2:c ');
    expect(walk('{"containers":[{"image":"a"}],"initContainers":null}')).toBe(
      '1:a ',
    );
    expect(walk('{"ephemeralContainers":[{"image":"c"}]}')).toBe('2:c ');
    expect(walk('{}')).toBe('');
  });

  it('tells lists and specs that are none', () => {
    expect(walk('null')).toBe('! expected an object, got null');
    expect(walk('[]')).toBe('! expected an object, got an array');
    expect(walk('{"initContainers":[{"image":"d"}],"containers":{}}')).toBe(
      '0:d ! containers: expected an array, got an object',
    );
    const absent = containersOf(json('{}').get('spec'));
    expect(absent.next()).toBe(false);
    expect(absent.failure == null).toBe(false);
  });

  it('names the places of containers as messages do', () => {
    const spec =
      '{"initContainers":[{}],"containers":[{},{}],"ephemeralContainers":[{}]}';
    const template = json(`{"object":{"spec":{"template":{"spec":${spec}}}}}`);
    const containers = containersOf(template.get('object.spec.template.spec'));
    let paths = '';
    while (containers.next()) paths += `${containers.container.path} `;
    expect(paths).toBe(
      'object.spec.template.spec.initContainers[0] ' +
        'object.spec.template.spec.containers[0] ' +
        'object.spec.template.spec.containers[1] ' +
        'object.spec.template.spec.ephemeralContainers[0] ',
    );
    const root = containersOf(json('{"containers":[{}]}'));
    root.next();
    expect(root.container.path).toBe('containers[0]');
  });

  it('gives containers without image as they are', () => {
    expect(walk('{"containers":[{},{"image":1},7]}')).toBe(
      '1:containers[0].image: missing 1:containers[1].image: expected a string, got a number 1:containers[2]: expected an object, got a number ',
    );
  });
});

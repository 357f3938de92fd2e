// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Payload,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  createPod,
  document,
  json,
  rawPayload,
  requestTo,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

const FULL =
  '{"dryRun":true,"kind":{"group":"autoscaling","kind":"Scale","version":"v1"},' +
  '"name":"web","namespace":"shop","object":{"a":1},"oldObject":{"a":2},' +
  '"operation":"UPDATE","options":{"kind":"UpdateOptions"},' +
  '"requestKind":{"group":"apps","kind":"Deployment","version":"v1beta1"},' +
  '"requestResource":{"group":"apps","resource":"deployments","version":"v1beta1"},' +
  '"requestSubResource":"scale",' +
  '"resource":{"group":"apps","resource":"deployments","version":"v1"},' +
  '"subResource":"scale","uid":"u-1",' +
  '"userInfo":{"extra":{"scopes":["a","b"],"x y":[]},"groups":["dev","ops"],"uid":"7","username":"alice"}}';

describe('AdmissionRequest', () => {
  it('reads all fields', () => {
    const request = new AdmissionRequest(json(FULL));
    expect(request.uid.value).toBe('u-1');
    expect(request.kind.value.is('autoscaling', 'Scale')).toBe(true);
    expect(request.kind.value.version).toBe('v1');
    expect(request.resource.value.resource).toBe('deployments');
    expect(request.resource.value.group).toBe('apps');
    expect(request.subResource.value).toBe('scale');
    expect(request.requestKind.value.kind).toBe('Deployment');
    expect(request.requestResource.value.version).toBe('v1beta1');
    expect(request.requestSubResource.value).toBe('scale');
    expect(request.name.value).toBe('web');
    expect(request.namespace.value).toBe('shop');
    expect(request.operation.value).toBe('UPDATE');
    expect(request.dryRun.value).toBe(true);
    expect(request.options.get('kind').string().value).toBe('UpdateOptions');
    expect(request.object.get('a').integer().value).toBe(1);
    expect(request.oldObject.get('a').integer().value).toBe(2);
    const user = request.userInfo;
    expect(user.username.value).toBe('alice');
    expect(user.uid.value).toBe('7');
    expect(user.groups.value.join(',')).toBe('dev,ops');
    expect(user.isInGroup('ops').value).toBe(true);
    expect(user.isInGroup('adm').value).toBe(false);
    expect(user.extra('scopes').value.join(',')).toBe('a,b');
    expect(user.extra('none').value.length).toBe(0);
    expect(user.extraKeys.value.join(',')).toBe('scopes,x y');
  });

  it('has defaults for what Kubernetes leaves out', () => {
    const request = requestTo('DELETE', '', 'v1', 'Pod', 'pods').build();
    expect(request.object.exists).toBe(false);
    expect(request.oldObject.isAbsent).toBe(true);
    expect(request.name.value).toBe('');
    expect(request.subResource.value).toBe('');
    expect(request.requestKind.value.kind).toBe('Pod');
    expect(request.requestResource.value.resource).toBe('pods');
    expect(request.dryRun.value).toBe(false);
    expect(request.userInfo.username.value).toBe('');
    expect(request.userInfo.groups.value.length).toBe(0);
    expect(request.userInfo.extraKeys.value.length).toBe(0);
  });

  it('fails where a mandatory field is missing or of another type', () => {
    const request = new AdmissionRequest(
      json(
        '{"kind":{"group":1},"resource":{"group":"","version":"v1","kind":"pods"},"dryRun":1}',
      ),
    );
    expect(request.uid.failure.toString()).toBe('uid: missing');
    expect(request.operation.failure.toString()).toBe('operation: missing');
    expect(request.kind.failure.toString()).toBe(
      'kind.group: expected a string, got a number',
    );
    expect(request.resource.failure.toString()).toBe(
      'resource.resource: missing',
    );
    expect(request.dryRun.failure.toString()).toBe(
      'dryRun: expected a boolean, got a number',
    );
  });
});

describe('Payload', () => {
  it('finds request and settings', () => {
    const payload = Payload.read(createPod('{}').payload('{"a":1}')).value;
    expect(payload.settings.get('a').integer().value).toBe(1);
    expect(payload.request.get('object').exists).toBe(true);
  });

  it('takes any document of a raw policy', () => {
    expect(
      Payload.read(rawPayload('[1,2]')).value.request.at(1).integer().value,
    ).toBe(2);
  });

  it('has empty settings where the host sends none', () => {
    const payload = Payload.read(document('{"request":null}')).value;
    expect(payload.settings.members().next()).toBe(false);
    expect(payload.settings.get('a').isAbsent).toBe(true);
  });

  it('fails for payloads that are none', () => {
    const bad = [
      '',
      '[]',
      '{',
      '{"request":{}',
      '{"request":1,"request":2}',
      '{"request":1,"settings":{},"settings":{}}',
      '{"request":{}} x',
    ];
    for (let i = 0; i < bad.length; i++)
      expect(Payload.read(document(bad[i])).failure.toString()).toBe(
        'payload is not valid JSON',
        bad[i],
      );
    expect(Payload.read(document('{}')).failure.toString()).toBe(
      'request: missing',
    );
  });
});

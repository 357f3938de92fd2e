// SPDX-License-Identifier: Apache-2.0
import {
  CanI,
  Certificate,
  FailureCode,
  GetResource,
  Level,
  ListResources,
  LogEvent,
  Slice,
  isCertificateTrusted,
  log,
  lookupHost,
  manifestDigest,
  ociManifest,
  ociManifestConfig,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  document,
  expectCall,
  scriptProblem,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

const DIGEST =
  'sha256:89102e348749bb17a6a651a4b2a17420e1a66d2a44a675b981973d49a5af3a5e';

describe('oci', () => {
  it('v1/manifest_digest takes a string and gives a digest', () => {
    expectCall('oci', 'v1/manifest_digest', '"busybox:1"').answers(
      `{"digest":"${DIGEST}"}`,
    );
    const digest = manifestDigest('busybox:1');
    expect(scriptProblem()).toBe('');
    expect(digest.value).toBe(DIGEST);
  });

  it('v1/manifest_digest refuses what is no digest', () => {
    expectCall('oci', 'v1/manifest_digest', '"x"').answers('{"digest":"sha"}');
    const digest = manifestDigest('x');
    expect(scriptProblem()).toBe('');
    expect<i32>(digest.failure.code).toBe(FailureCode.HostAnswer);
  });

  it('v1/oci_manifest gives the manifest', () => {
    expectCall('oci', 'v1/oci_manifest', '"x"').answers(
      '{"schemaVersion":2,"layers":[{"size":5}]}',
    );
    const manifest = ociManifest('x');
    expect(scriptProblem()).toBe('');
    expect(manifest.value.get('layers[0].size').integer().value).toBe(5);
  });

  it('v1/oci_manifest_config gives manifest, digest and configuration', () => {
    expectCall('oci', 'v1/oci_manifest_config', '"x"').answers(
      `{"config":{"config":{"User":"root"}},"digest":"${DIGEST}","manifest":{"schemaVersion":2}}`,
    );
    const image = ociManifestConfig('x');
    expect(scriptProblem()).toBe('');
    expect(image.value.digest).toBe(DIGEST);
    expect(image.value.config.get('config.User').string().value).toBe('root');
    expect(image.value.manifest.get('schemaVersion').integer().value).toBe(2);
  });

  it('v1/oci_manifest_config refuses an answer without configuration', () => {
    expectCall('oci', 'v1/oci_manifest_config', '"x"').answers(
      `{"digest":"${DIGEST}","manifest":{}}`,
    );
    const image = ociManifestConfig('x');
    expect(scriptProblem()).toBe('');
    expect(image.failure.toString()).toBe('config: missing');
  });
});

describe('net', () => {
  it('v1/dns_lookup_host gives addresses', () => {
    expectCall('net', 'v1/dns_lookup_host', '"example.org"').answers(
      '{"ips":["127.0.0.1","::1"]}',
    );
    const addresses = lookupHost('example.org');
    expect(scriptProblem()).toBe('');
    expect(addresses.value.join(' ')).toBe('127.0.0.1 ::1');
  });

  it('v1/dns_lookup_host refuses other types', () => {
    expectCall('net', 'v1/dns_lookup_host', '"h"').answers('{"ips":[1]}');
    const addresses = lookupHost('h');
    expect(scriptProblem()).toBe('');
    expect<i32>(addresses.failure.code).toBe(FailureCode.HostAnswer);
    expect(addresses.failure.toString()).toBe(
      'ips[0]: expected a string, got a number',
    );
  });
});

describe('crypto', () => {
  it('v1/is_certificate_trusted sends mandatory keys as null', () => {
    expectCall(
      'crypto',
      'v1/is_certificate_trusted',
      '{"cert":{"encoding":"Pem","data":[65]},"cert_chain":null,"not_after":null}',
    ).answers('{"trusted":true,"reason":""}');
    const trust = isCertificateTrusted(Certificate.pem('A'));
    expect(scriptProblem()).toBe('');
    expect(trust.value.trusted).toBe(true);
  });

  it('v1/is_certificate_trusted sends a chain and a time', () => {
    expectCall(
      'crypto',
      'v1/is_certificate_trusted',
      '{"cert":{"encoding":"Der","data":[48,0]},"cert_chain":[{"encoding":"Pem","data":[65]},{"encoding":"Pem","data":[66]}],"not_after":"2030-01-01T00:00:00Z"}',
    ).answers('{"trusted":false,"reason":"no"}');
    const trust = isCertificateTrusted(
      Certificate.der(Slice.of('0\0')),
      [Certificate.pem('A'), Certificate.pem('B')],
      '2030-01-01T00:00:00Z',
    );
    expect(scriptProblem()).toBe('');
    expect(trust.value.trusted).toBe(false);
    expect(trust.value.reason).toBe('no');
  });
});

describe('kubernetes', () => {
  it('get_resource always says disable_cache', () => {
    expectCall(
      'kubernetes',
      'get_resource',
      '{"api_version":"v1","kind":"Namespace","name":"n","disable_cache":false}',
    ).answers('{"metadata":{"name":"n"}}');
    const found = new GetResource('v1', 'Namespace', 'n').send();
    expect(scriptProblem()).toBe('');
    expect(found.value.get('metadata.name').string().value).toBe('n');
  });

  it('get_resource sends namespace, cache and masks', () => {
    expectCall(
      'kubernetes',
      'get_resource',
      '{"api_version":"v1","kind":"Pod","name":"p","namespace":"n","disable_cache":true,"field_masks":["spec.nodeName"]}',
    ).fails(`Cannot find v1/Pod named 'p' inside of namespace 'Some("n")'`);
    const found = new GetResource('v1', 'Pod', 'p')
      .namespace('n')
      .disableCache()
      .fieldMasks(['spec.nodeName'])
      .send();
    expect(scriptProblem()).toBe('');
    expect<i32>(found.failure.code).toBe(FailureCode.HostError);
  });

  it('list_resources_by_namespace sends its selectors', () => {
    expectCall(
      'kubernetes',
      'list_resources_by_namespace',
      '{"api_version":"v1","kind":"Service","namespace":"n","label_selector":"a=b","field_selector":"c=d","field_masks":["spec"]}',
    ).answers('{"items":[]}');
    const list = new ListResources('v1', 'Service')
      .labelSelector('a=b')
      .fieldSelector('c=d')
      .fieldMasks(['spec'])
      .inNamespace('n');
    expect(scriptProblem()).toBe('');
    expect(list.ok).toBe(true);
  });

  it('list_resources_all leaves out what is not set', () => {
    expectCall(
      'kubernetes',
      'list_resources_all',
      '{"api_version":"apps/v1","kind":"Deployment"}',
    ).answers('{"items":[{}]}');
    const list = new ListResources('apps/v1', 'Deployment').everywhere();
    expect(scriptProblem()).toBe('');
    expect(list.value.get('items[0]').exists).toBe(true);
  });

  it('can_i sends a review and reads its status', () => {
    expectCall(
      'kubernetes',
      'can_i',
      '{"subject_access_review":{"user":"u","groups":["g"],"resource_attributes":{"resource":"pods","verb":"get","group":"apps","name":"x","namespace":"n","subresource":"log","version":"v1"}},"disable_cache":true}',
    ).answers('{"allowed":true,"reason":"r"}');
    const review = new CanI('u', 'get', 'pods')
      .groups(['g'])
      .group('apps')
      .name('x')
      .namespace('n')
      .subresource('log')
      .version('v1')
      .disableCache()
      .send();
    expect(scriptProblem()).toBe('');
    expect(review.value.allowed).toBe(true);
    expect(review.value.denied).toBe(false);
    expect(review.value.reason).toBe('r');
  });

  it('can_i leaves out what is not set', () => {
    expectCall(
      'kubernetes',
      'can_i',
      '{"subject_access_review":{"user":"u","resource_attributes":{"resource":"pods","verb":"get"}},"disable_cache":false}',
    ).answers('{"allowed":false,"denied":true}');
    const review = new CanI('u', 'get', 'pods').send();
    expect(scriptProblem()).toBe('');
    expect(review.value.allowed).toBe(false);
    expect(review.value.denied).toBe(true);
  });
});

describe('tracing', () => {
  it('log knows the five levels of the host', () => {
    expectCall('tracing', 'log', '{"level":"trace","message":"a"}').answers('');
    expectCall('tracing', 'log', '{"level":"debug","message":"a"}').answers('');
    expectCall('tracing', 'log', '{"level":"info","message":"a"}').answers('');
    expectCall('tracing', 'log', '{"level":"warning","message":"a"}').answers(
      '',
    );
    expectCall('tracing', 'log', '{"level":"error","message":"a"}').answers('');
    log(Level.Trace, 'a');
    log(Level.Debug, 'a');
    log(Level.Info, 'a');
    log(Level.Warning, 'a');
    log(Level.Error, 'a');
    expect(scriptProblem()).toBe('');
  });

  it('log sends fields of all types', () => {
    expectCall(
      'tracing',
      'log',
      '{"level":"info","message":"é\\n","a":"b","n":-1,"t":true,"raw":{"x":[]}}',
    ).answers('');
    new LogEvent(Level.Info)
      .message('é\n')
      .text('a', Slice.of('b'))
      .integer('n', -1)
      .boolean('t', true)
      .raw('raw', document('{"x":[]}'))
      .send();
    expect(scriptProblem()).toBe('');
  });
});

// SPDX-License-Identifier: Apache-2.0
import { wireJson } from '../tests/support/json.js';
import type { JsonObject } from '../tests/support/json.js';
import { projectText } from '../tests/support/project.js';
import { admissionRequest, deletion } from './requests.js';
import type { RequestShape } from './requests.js';

/** One guest call; the payload is text, sent as UTF-8. */
export interface Case {
  readonly name: string;
  readonly operation: string;
  readonly payload: string;
}

const pem = (name: string): string =>
  projectText(`bench/certificates/${name}.pem`);

/** Signers that are known by an identity, for one image pattern. */
export function keylessRule(image: string): JsonObject {
  return {
    image,
    keyless: [
      {
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'acme',
      },
    ],
  };
}

/** Alice and Bob, under an intermediate and a root certificate. */
export function certificatesRule(image: string): JsonObject {
  return {
    image,
    certificates: [pem('alice'), pem('bob')],
    certificateChain: [pem('intermediate'), pem('root')],
    requireRekorBundle: true,
  };
}

/** Settings with a rule for each of these patterns. */
export function keylessSettings(patterns: readonly string[]): JsonObject {
  return { signatures: patterns.map(keylessRule) };
}

/** `count` patterns, each for a repository of its own. */
export function numberedPatterns(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `ghcr.io/acme/app-${i}/*`);
}

/** A call of `validate`. */
export function validation(
  name: string,
  request: JsonObject,
  settings: JsonObject,
): Case {
  return {
    name,
    operation: 'validate',
    payload: wireJson({ request, settings }),
  };
}

function settingsCase(name: string, settings: JsonObject): Case {
  return { name, operation: 'validate_settings', payload: wireJson(settings) };
}

/**
 * The corpus that reference.json has the Rust policy's figures of. Names and
 * payloads are those it was measured with.
 */
export function corpus(): Case[] {
  const seed = {
    signatures: [certificatesRule('registry.example.org/project-safety/*')],
  };
  const keyless = keylessSettings(['ghcr.io/acme/*']);
  const hundred = keylessSettings(numberedPatterns(100));
  const create = (
    name: string,
    shape: RequestShape,
    settings: JsonObject = keyless,
  ) => validation(name, admissionRequest(shape), settings);
  const pod = (...images: string[]): RequestShape => ({ kind: 'Pod', images });
  const four = (kind: 'Deployment' | 'StatefulSet' | 'CronJob') =>
    create(`${kind}: 3 images + 1 init`, {
      kind,
      images: ['ghcr.io/acme/a:1', 'ghcr.io/acme/b:2', 'quay.io/x/y:3'],
      initImages: ['ghcr.io/acme/init:1'],
    });
  return [
    { name: 'protocol_version', operation: 'protocol_version', payload: '' },
    settingsCase('settings: seed example', seed),
    settingsCase('settings: 100 rules', hundred),
    create('pod: no image matches', pod('docker.io/library/nginx:1.27')),
    create('pod: keyless, mutated', pod('ghcr.io/acme/shop:1.0')),
    create(
      'pod: seed, Alice and Bob',
      pod('registry.example.org/project-safety/micro-svc-search:v1.2.0'),
      seed,
    ),
    four('Deployment'),
    four('StatefulSet'),
    four('CronJob'),
    create(
      'pod: 100 rules, 3 images',
      pod('ghcr.io/acme/app-7/x:1', 'ghcr.io/acme/app-70/x:1', 'quay.io/z:1'),
      hundred,
    ),
    create('deployment: 1000 env vars', {
      kind: 'Deployment',
      images: ['ghcr.io/acme/a:1', 'ghcr.io/acme/b:2'],
      env: 500,
    }),
    create(
      'pod: same image in 50 containers',
      pod(...Array.from({ length: 50 }, () => 'ghcr.io/acme/a:1')),
    ),
    create('deployment: 1 MB annotations', {
      kind: 'Deployment',
      images: ['ghcr.io/acme/a:1'],
      annotations: 1000,
    }),
    create('deployment: 3 MB of env', {
      kind: 'Deployment',
      images: ['ghcr.io/acme/a:1', 'ghcr.io/acme/b:1', 'ghcr.io/acme/c:1'],
      env: 10_000,
    }),
    validation('pod: DELETE', deletion(pod('x')), keyless),
  ];
}

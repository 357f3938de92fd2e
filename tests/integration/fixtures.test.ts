// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  FIXTURES_FOLDER,
  readBlob,
  readFixture,
  readFixtureJson,
  readManifest,
  signatureReference,
  taggedObjects,
  type Descriptor,
  type FixtureImage,
  type Scenarios,
} from '../support/fixture-files.js';

const scenarios = readFixtureJson<Scenarios>('regenerate/scenarios.json');
const images = readFixtureJson<FixtureImage[]>('images.json');
const tags = taggedObjects();

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const filesOf = (folder: string): string[] =>
  readdirSync(join(FIXTURES_FOLDER, folder)).sort();

function tagged(reference: string): Descriptor {
  const found = tags.get(reference);
  assert.ok(found, `${reference} is not in the layout`);
  return found;
}

/** Every digest an object of the layout needs, itself included. */
function reachable(descriptor: Descriptor, seen: Set<string>): void {
  seen.add(descriptor.digest);
  assert.equal(readBlob(descriptor.digest).length, descriptor.size);
  if (![MANIFEST, INDEX].includes(descriptor.mediaType)) return;
  const {
    manifests = [],
    config,
    layers = [],
  } = readManifest(descriptor.digest);
  for (const child of [...manifests, ...(config ? [config] : []), ...layers]) {
    reachable(child, seen);
  }
}

describe('the list and the files agree', () => {
  test('images.json has the images of scenarios.json, in their order', () => {
    const listed = images.map(({ digest: _digest, ...rest }) => rest);
    const expected = scenarios.images.map((scenario) => {
      const { name, reference, cosign, annotations, signatures } = scenario;
      const layout = cosign === 3 ? 'cosign3' : 'cosign2';
      const signed = signatures.length > 0;
      const logged = signatures.every(
        (signature) => signature.rekor ?? scenario.rekor ?? true,
      );
      return {
        name,
        reference,
        signedBy: signatures.map(({ by }) => by),
        layout: signed ? layout : 'none',
        rekor: signed && logged,
        ...(annotations ? { annotations } : {}),
      };
    });
    assert.deepEqual(listed, expected);
  });

  test('the certificate and key files are the listed ones', () => {
    const expected = scenarios.certificates.map(({ name }) => `${name}.pem`);
    assert.deepEqual(filesOf('pki'), expected.sort());
    const keys = scenarios.keys.map(({ name }) => `${name}.pub`);
    assert.deepEqual(filesOf('keys'), keys.sort());
  });

  test('README.md tells every image', () => {
    const text = readFixture('README.md').toString('utf8');
    for (const { name } of images)
      assert.ok(text.includes(`\`${name}\``), name);
  });
});

describe('the layout', () => {
  test('holds the blobs its tags reach, and no other', () => {
    const seen = new Set<string>();
    for (const descriptor of tags.values()) reachable(descriptor, seen);
    const stored = filesOf('oci-layout/blobs/sha256');
    const expected = [...seen].map((digest) => digest.slice('sha256:'.length));
    assert.deepEqual(stored, expected.sort());
  });

  for (const [i, image] of images.entries()) {
    test(`${image.name}: image and signatures`, () => {
      const scenario = scenarios.images[i];
      assert.ok(scenario);
      const found = tagged(image.reference);
      assert.equal(found.digest, image.digest);
      assert.equal(found.mediaType, scenario.index ? INDEX : MANIFEST);
      const reference = signatureReference(image);
      const count = scenario.signatures.length;
      if (image.layout === 'none') {
        assert.equal(tags.has(reference), false);
        return;
      }
      const object = readManifest(tagged(reference).digest);
      if (image.layout === 'cosign2') {
        const types = (object.layers ?? []).map(({ mediaType }) => mediaType);
        assert.deepEqual(types, Array(count).fill(SIMPLE_SIGNING));
        return;
      }
      const referrers = (object.manifests ?? []).map(({ digest }) =>
        readManifest(digest),
      );
      assert.equal(referrers.length, count);
      for (const { layers, subject } of referrers) {
        assert.deepEqual(
          layers?.map(({ mediaType }) => mediaType),
          [BUNDLE],
        );
        assert.equal(subject?.digest, image.digest);
      }
    });
  }
});

describe('certificates and keys', () => {
  const read = (name: string): X509Certificate =>
    new X509Certificate(readFixture(`pki/${name}.pem`));

  for (const entry of scenarios.certificates) {
    test(`${entry.name} has the subject, names and issuer claimed`, () => {
      const certificate = read(entry.name);
      const subject = certificate.subject.split('\n').join(', ');
      assert.equal(subject, entry.subject);
      assert.equal(certificate.ca, entry.ca ?? false);
      const san = entry.email ? `email:${entry.email}` : undefined;
      assert.equal(certificate.subjectAltName, san);
      const window = [certificate.validFrom, certificate.validTo];
      const times = window.map((time) => Date.parse(time));
      const claimed = [entry.notBefore, entry.notAfter].map(Date.parse);
      assert.deepEqual(times, claimed);
      const issuer = read(entry.issuer ?? entry.name);
      assert.ok(certificate.checkIssued(issuer));
      assert.ok(certificate.verify(issuer.publicKey));
    });
  }

  test('the impostor CA has the names of the real one, not its keys', () => {
    const real = read('intermediate');
    const impostor = read('impostor-intermediate');
    assert.equal(impostor.subject, real.subject);
    assert.equal(read('mallory').verify(real.publicKey), false);
  });

  test('the public keys are of the types listed', () => {
    const types = scenarios.keys.map(({ name, type }) => {
      const key = createPublicKey(readFixture(`keys/${name}.pub`));
      return [type.split('-')[0], key.asymmetricKeyType];
    });
    for (const [listed, actual] of types) assert.equal(actual, listed);
  });

  test('no private key is among the files', () => {
    for (const folder of ['pki', 'keys', 'trust', 'settings']) {
      for (const file of filesOf(folder)) {
        const text = readFixture(`${folder}/${file}`).toString('utf8');
        assert.doesNotMatch(text, /PRIVATE KEY/);
      }
    }
  });
});

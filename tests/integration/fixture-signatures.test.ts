// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import {
  createHash,
  createPublicKey,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { describe, test } from 'node:test';
import { bundleFromJSON } from '@sigstore/bundle';
import { ClientTrustConfig, type TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import {
  readBlob,
  readFixture,
  readFixtureJson,
  readManifest,
  signatureReference,
  taggedObjects,
  type Descriptor,
  type FixtureImage,
  type Scenario,
  type Scenarios,
  type ScenarioSignature,
} from '../support/fixture-files.js';

const scenarios = readFixtureJson<Scenarios>('regenerate/scenarios.json');
const images = readFixtureJson<FixtureImage[]>('images.json');
const tags = taggedObjects();
const trustJson = readFixtureJson<unknown>('trust/trust-config.json');

interface RekorBundle {
  readonly SignedEntryTimestamp: string;
  readonly Payload: {
    readonly body: string;
    readonly integratedTime: number;
    readonly logIndex: number;
    readonly logID: string;
  };
}

interface HashedRekord {
  readonly spec: {
    readonly data: { readonly hash: { readonly value: string } };
    readonly signature: {
      readonly content: string;
      readonly publicKey: { readonly content: string };
    };
  };
}

function trustedRoot(): TrustedRoot {
  const { trustedRoot: root } = ClientTrustConfig.fromJSON(trustJson);
  assert.ok(root);
  return root;
}

function signatureObject(image: FixtureImage): readonly Descriptor[] {
  const found = tags.get(signatureReference(image));
  assert.ok(found);
  const { layers, manifests } = readManifest(found.digest);
  return layers ?? manifests ?? [];
}

function annotation(layer: Descriptor, name: string): string | undefined {
  return layer.annotations?.[name];
}

/** The key a signature has to verify with, and checks of its certificate. */
function signerKey(
  signature: ScenarioSignature,
  certificate: string | undefined,
): KeyObject {
  if (signature.with === 'key' || signature.with === 'attached-key') {
    assert.equal(certificate, undefined);
    return createPublicKey(readFixture(`keys/${signature.by}.pub`));
  }
  assert.ok(certificate);
  const x509 = new X509Certificate(certificate);
  if (signature.with !== 'keyless') {
    const file = readFixture(`pki/${signature.by}.pem`);
    assert.equal(x509.fingerprint256, new X509Certificate(file).fingerprint256);
    return x509.publicKey;
  }
  const identity = scenarios.identities.find(
    ({ name }) => name === signature.by,
  );
  const prefix = identity?.san === 'email' ? 'email' : 'URI';
  assert.equal(x509.subjectAltName, `${prefix}:${identity?.subject}`);
  const issuer = signature.fulcio ?? 'fulcio-intermediate';
  const authority = new X509Certificate(readFixture(`pki/${issuer}.pem`));
  assert.ok(x509.verify(authority.publicKey));
  return x509.publicKey;
}

/** SHA-256 for all but Ed25519 and P-384, where the key decides. */
function hashFor(key: KeyObject): string | null {
  if (key.asymmetricKeyType === 'ed25519') return null;
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return curve === 'secp384r1' ? 'sha384' : 'sha256';
}

function checkLogEntry(layer: Descriptor, payload: Buffer, known: boolean) {
  const text = annotation(layer, 'dev.sigstore.cosign/bundle') ?? '';
  const { SignedEntryTimestamp, Payload } = JSON.parse(text) as RekorBundle;
  const { body, integratedTime, logID, logIndex } = Payload;
  const tlog = trustedRoot().tlogs.find(
    ({ logId }) => logId?.keyId.toString('hex') === logID,
  );
  assert.equal(tlog !== undefined, known);
  const spki = tlog?.publicKey?.rawBytes;
  if (spki) {
    assert.equal(createHash('sha256').update(spki).digest('hex'), logID);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const signed = JSON.stringify({ body, integratedTime, logID, logIndex });
    const set = Buffer.from(SignedEntryTimestamp, 'base64');
    assert.ok(verify('sha256', Buffer.from(signed), key, set));
  }
  const entry = JSON.parse(
    Buffer.from(body, 'base64').toString('utf8'),
  ) as HashedRekord;
  const { data, signature } = entry.spec;
  const hash = createHash('sha256').update(payload).digest('hex');
  assert.equal(data.hash.value, hash);
  const name = 'dev.cosignproject.cosign/signature';
  assert.equal(signature.content, annotation(layer, name));
  const certificate = annotation(layer, 'dev.sigstore.cosign/certificate');
  if (certificate) {
    const logged = Buffer.from(signature.publicKey.content, 'base64');
    assert.equal(logged.toString('utf8'), certificate);
  }
}

function checkLayer(
  image: FixtureImage,
  scenario: Scenario,
  layer: Descriptor,
  signature: ScenarioSignature,
): void {
  const payload = readBlob(layer.digest);
  const repository = image.reference.slice(0, image.reference.lastIndexOf(':'));
  assert.deepEqual(JSON.parse(payload.toString('utf8')), {
    critical: {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': image.digest },
      type: 'cosign container image signature',
    },
    optional: signature.annotations ?? null,
  });
  const certificate = annotation(layer, 'dev.sigstore.cosign/certificate');
  const key = signerKey(signature, certificate);
  const name = 'dev.cosignproject.cosign/signature';
  const bytes = Buffer.from(annotation(layer, name) ?? '', 'base64');
  assert.ok(verify(hashFor(key), payload, key, bytes));
  const logged = signature.rekor ?? scenario.rekor ?? true;
  const bundle = annotation(layer, 'dev.sigstore.cosign/bundle');
  assert.equal(bundle !== undefined, logged);
  if (logged) checkLogEntry(layer, payload, signature.log === undefined);
}

const checkOf = { cosign2: checkLayer, cosign3: checkBundle };

describe('signatures', () => {
  for (const [i, image] of images.entries()) {
    if (image.layout === 'none') continue;
    const check = checkOf[image.layout];
    test(`${image.name}: payload, signature, signer and log entry`, () => {
      const scenario = scenarios.images[i];
      assert.ok(scenario);
      const objects = signatureObject(image);
      for (const [j, signature] of scenario.signatures.entries()) {
        const object = objects[j];
        assert.ok(object);
        check(image, scenario, object, signature);
      }
    });
  }
});

const BUNDLE_0_2 = 'bundle+json;version=0.2';

const expectsChain = ({ with: kind, chain }: ScenarioSignature): boolean =>
  kind === 'certificate' && chain !== false;

function checkBundle(
  image: FixtureImage,
  scenario: Scenario,
  referrer: Descriptor,
  signature: ScenarioSignature,
): void {
  const [layer] = readManifest(referrer.digest).layers ?? [];
  const text = readBlob(layer?.digest ?? '').toString('utf8');
  // cosign 3 writes the chain it is given, though only bundles up to version
  // 0.2 may have one.
  const hasChain = text.includes('"x509CertificateChain"');
  assert.equal(hasChain, expectsChain(signature));
  const json = hasChain ? text.replace('bundle.v0.3+json', BUNDLE_0_2) : text;
  const bundle = bundleFromJSON(JSON.parse(json));
  const tlogThreshold = (signature.rekor ?? scenario.rekor ?? true) ? 1 : 0;
  const { tlogEntries } = bundle.verificationMaterial;
  assert.equal(tlogEntries.length, tlogThreshold);
  const ctlogThreshold = signature.with === 'keyless' ? 1 : 0;
  const timestampThreshold = tlogThreshold;
  const thresholds = { tlogThreshold, ctlogThreshold, timestampThreshold };
  const verifier = new Verifier(trustFor(signature), thresholds);
  verifier.verify(toSignedEntity(bundle));
  assert.ok(bundle.content.$case === 'dsseEnvelope');
  const { payload } = bundle.content.dsseEnvelope;
  assert.deepEqual(JSON.parse(payload.toString('utf8')), {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        digest: { sha256: image.digest.slice('sha256:'.length) },
        annotations: signature.annotations ?? {},
      },
    ],
    predicateType: 'https://sigstore.dev/cosign/sign/v1',
    predicate: {},
  });
}

/** Trust for one signer: the keyless CA, the company's, or a key. */
function trustFor(signature: ScenarioSignature) {
  const root = trustedRoot();
  const { with: kind, by } = signature;
  if (kind === 'key') {
    const publicKey = createPublicKey(readFixture(`keys/${by}.pub`));
    return toTrustMaterial(root, () => ({ publicKey, validFor: () => true }));
  }
  if (kind === 'keyless') return toTrustMaterial(root);
  const certificates = ['intermediate', 'root'].map((name) => ({
    rawBytes: new X509Certificate(readFixture(`pki/${name}.pem`)).raw,
  }));
  const company = {
    subject: { organization: 'Example Company', commonName: 'Example Root CA' },
    uri: '',
    certChain: { certificates },
    validFor: { start: new Date(0) },
    operator: '',
  };
  return toTrustMaterial({ ...root, certificateAuthorities: [company] });
}

describe('the trust configuration', () => {
  test('has no field that protobuf-specs does not know', () => {
    const parsed = ClientTrustConfig.fromJSON(trustJson);
    assert.deepEqual(ClientTrustConfig.toJSON(parsed), trustJson);
  });
});

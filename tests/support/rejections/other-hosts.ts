// SPDX-License-Identifier: Apache-2.0

/** Rejections in the words of other hosts, with our host's registry access. */
import { readFixture } from '../fixture-files.js';
import type { JsonObject } from '../json.js';
import { creation, podOf } from '../policy.js';
import { BUNDLE, CERTIFICATE, transplanted } from '../tampering/annotations.js';
import { fixtureImage } from '../tampering/layout-editor.js';
import { layersOf } from '../tampering/signature-layers.js';
import {
  playedBack,
  underRule,
  verifyFails,
  verifySucceeds,
  type Answers,
  type HostReply,
  type RejectionCase,
} from './cases.js';
import { hostText } from './host-texts.js';
import { BOTH, certificates, DEVELOPER } from './our-host.js';

const OLDER_KWCTL = 'kwctl, sigstore-rs 0.13';
const KWCTL = 'kwctl, sigstore-rs 0.14';
const ANY_HOST = 'any';
const said = (situation: string): string => hostText(situation).text;

const image = (name: string): string => fixtureImage(name).reference;
const on = (entry: JsonObject, name: string): RejectionCase =>
  underRule(entry, [image(name)]);
const RELEASE = { pubKeys: [readFixture('keys/release.pub').toString()] };
const SIGNED_IMAGE = fixtureImage('search');

/** Trusts one certificate of an image, and says this of all others. */
function onlySignedBy(
  certificate: string,
  digest: string,
  error: string,
): Answers {
  const bytes = JSON.stringify([...readFixture(`pki/${certificate}.pem`)]);
  return {
    'oci/v2/verify': (payload) =>
      JSON.stringify((payload as JsonObject)['certificate']) === bytes
        ? { json: { is_trusted: true, digest } }
        : { error },
  };
}

/** Trusts an image while no annotations are asked for. */
function withoutAnnotations(digest: string, error: string): Answers {
  return {
    'oci/v2/verify': (payload) =>
      (payload as JsonObject)['annotations'] == null
        ? { json: { is_trusted: true, digest } }
        : { error },
  };
}

/** Trusts what it is asked about, which becomes another image meanwhile. */
function movingTag(): Answers {
  const digests = [SIGNED_IMAGE.digest, fixtureImage('unsigned').digest];
  return {
    'oci/v2/verify': () => ({
      json: { is_trusted: true, digest: digests.shift() ?? null },
    }),
  };
}

/** A trusted image, one of whose layers has evidence of the other. */
function swappedEvidence(position: 0 | 1, annotation: string): Answers {
  const layers = layersOf('search').map((layer, i, all) =>
    i === position ? transplanted(layer, all[1 - position], annotation) : layer,
  ) as unknown as JsonObject[];
  return {
    ...verifySucceeds(SIGNED_IMAGE.digest),
    'oci/v1/oci_manifest': () => ({ json: { schemaVersion: 2, layers } }),
  };
}

const answering = (reply: HostReply): Answers => ({
  'oci/v2/verify': () => reply,
});
const KWCTL_UNSIGNED = said('not signed, certificates');

/** By what is wrong, in the order of the page. */
export function otherHosts(): Readonly<Record<string, RejectionCase>> {
  return {
    'not signed, an older kwctl': playedBack(
      OLDER_KWCTL,
      verifyFails(said('not signed')),
      on(BOTH, 'unsigned'),
    ),
    'not signed, kwctl': playedBack(
      KWCTL,
      verifyFails(KWCTL_UNSIGNED),
      on(BOTH, 'unsigned'),
    ),
    'not signed, kwctl, and manifests are not granted': {
      ...playedBack(KWCTL, verifyFails(KWCTL_UNSIGNED), on(BOTH, 'unsigned')),
      allowed: ['oci/v2/verify'],
    },
    'Bob is missing, kwctl': playedBack(
      KWCTL,
      onlySignedBy('alice', fixtureImage('alice-only').digest, KWCTL_UNSIGNED),
      on(BOTH, 'alice-only'),
    ),
    'another subject, kwctl': playedBack(
      KWCTL,
      verifyFails(said('another signer, an identity')),
      on(
        { keyless: [{ ...DEVELOPER, subject: 'ops@acme.example' }] },
        'keyless-email',
      ),
    ),
    'another annotation, kwctl': playedBack(
      KWCTL,
      withoutAnnotations(fixtureImage('annotated').digest, KWCTL_UNSIGNED),
      on({ ...BOTH, annotations: { env: 'dev' } }, 'annotated'),
    ),
    'no log entry, kwctl': playedBack(
      KWCTL,
      verifyFails(KWCTL_UNSIGNED),
      on(BOTH, 'no-rekor'),
    ),
    'an expired certificate, kwctl': playedBack(
      KWCTL,
      verifyFails(said('an expired certificate')),
      on(certificates(['expired']), 'expired'),
    ),
    'a bundle of cosign 3 by a key, an older kwctl': playedBack(
      OLDER_KWCTL,
      verifyFails(said('not signed')),
      on(RELEASE, 'cosign3-key'),
    ),
    'a bundle of cosign 3 by a key, kwctl': playedBack(
      KWCTL,
      verifyFails(said('not signed, an identity')),
      on(RELEASE, 'cosign3-key'),
    ),
    'the registry is down, kwctl': playedBack(
      KWCTL,
      verifyFails(said('connection refused')),
      on(BOTH, 'search'),
    ),
    'the registry wants a login, kwctl': playedBack(
      KWCTL,
      verifyFails(said('401')),
      on(BOTH, 'search'),
    ),
    'a certificate of a registry that is not trusted': playedBack(
      'policy-host of 6323d91',
      verifyFails(said('a registry certificate that is not trusted')),
      on(RELEASE, 'public-key'),
    ),
    'no answer in time': playedBack(
      'policy-host',
      verifyFails(said('no answer in time')),
      on(RELEASE, 'public-key'),
    ),
    'a host without the capability': playedBack(
      ANY_HOST,
      verifyFails('unknown operation: v2/verify'),
      on(RELEASE, 'public-key'),
    ),
    'words that nobody knows': playedBack(
      ANY_HOST,
      verifyFails('Callback evaluation failure: no space left on device'),
      on(RELEASE, 'public-key'),
    ),
    'an answer without digest': playedBack(
      ANY_HOST,
      answering({ json: { is_trusted: true } }),
      on(RELEASE, 'public-key'),
    ),
    'not trusted, without a reason': playedBack(
      ANY_HOST,
      answering({ json: { is_trusted: false, digest: '' } }),
      on(RELEASE, 'public-key'),
    ),
    'a log entry of another signature': playedBack(
      KWCTL,
      swappedEvidence(0, BUNDLE),
      on(BOTH, 'search'),
    ),
    'a log entry of another certificate': playedBack(
      KWCTL,
      swappedEvidence(1, CERTIFICATE),
      on(BOTH, 'search'),
    ),
    'a tag that moves': playedBack(ANY_HOST, movingTag(), on(BOTH, 'search')),
    'another digest than the one written': playedBack(
      ANY_HOST,
      verifySucceeds(fixtureImage('unsigned').digest),
      {
        settings: { signatures: [{ image: '*', ...RELEASE }] },
        request: creation(podOf(`${image('search')}@${SIGNED_IMAGE.digest}`)),
      },
    ),
  };
}

// SPDX-License-Identifier: Apache-2.0
import { signatureReference } from '../fixture-files.js';
import { fixtureImage, type LayoutEditor } from './layout-editor.js';
import type { Tampering } from './tamper.js';

const IMAGE = 'cosign3-certificates';

interface LogEntry {
  inclusionPromise?: { signedEntryTimestamp: string } | undefined;
  inclusionProof?:
    | {
        logIndex: string;
        hashes: string[];
        rootHash: string;
        checkpoint: { envelope: string };
      }
    | undefined;
  integratedTime: string;
  canonicalizedBody: string;
}

interface Bundle {
  mediaType: string;
  verificationMaterial: {
    x509CertificateChain?: unknown;
    certificate?: unknown;
    tlogEntries: LogEntry[];
  };
  dsseEnvelope: {
    payload: string;
    payloadType: string;
    signatures: { sig: string }[];
  };
}

type Edit = (bundle: Bundle, other: Bundle) => void;

/** Attacks on the Sigstore bundles cosign 3 stores. */
export const bundleTamperings: readonly Tampering[] = [
  onBundles(
    'bundle-garbage-signature',
    'the signature is changed',
    (bundle) => {
      const [signature] = bundle.dsseEnvelope.signatures;
      if (signature) signature.sig = altered(signature.sig);
    },
  ),
  onBundles(
    'bundle-payload-changed',
    'an annotation is added to the signed statement',
    (bundle) => {
      const envelope = bundle.dsseEnvelope;
      const text = Buffer.from(envelope.payload, 'base64').toString('utf8');
      const changed = text.replace('"env":"prod"', '"env":"dev"');
      envelope.payload = Buffer.from(changed).toString('base64');
    },
  ),
  onBundles(
    'bundle-payload-type-changed',
    'the payload type is changed',
    (bundle) => {
      bundle.dsseEnvelope.payloadType = 'application/json';
    },
  ),
  onBundles(
    'bundle-two-signatures',
    'a second signature is added',
    (bundle, other) => {
      bundle.dsseEnvelope.signatures.push(...other.dsseEnvelope.signatures);
    },
  ),
  onBundles('bundle-no-signature', 'the signature is gone', (bundle) => {
    bundle.dsseEnvelope.signatures = [];
  }),
  onBundles(
    'bundle-certificates-swapped',
    'both bundles have the certificate of the other',
    (bundle, other) => {
      const { x509CertificateChain, certificate } = other.verificationMaterial;
      Object.assign(bundle.verificationMaterial, {
        x509CertificateChain,
        certificate,
      });
    },
  ),
  onBundles(
    'bundle-entries-swapped',
    'both bundles have the log entry of the other',
    (bundle, other) => {
      bundle.verificationMaterial.tlogEntries = structuredClone(
        other.verificationMaterial.tlogEntries,
      );
    },
  ),
  onEntry(
    'bundle-promise-changed',
    'the signed entry timestamp is changed',
    (entry) => {
      const promise = entry.inclusionPromise;
      if (promise)
        promise.signedEntryTimestamp = altered(promise.signedEntryTimestamp);
    },
  ),
  onEntry(
    'bundle-promise-stripped',
    'the signed entry timestamp is gone',
    (entry) => {
      delete entry.inclusionPromise;
    },
  ),
  onEntry('bundle-proof-stripped', 'the inclusion proof is gone', (entry) => {
    delete entry.inclusionProof;
  }),
  onEntry(
    'bundle-proof-changed',
    'a hash of the inclusion proof is changed',
    (entry) => {
      const proof = entry.inclusionProof;
      if (proof) proof.hashes = proof.hashes.map((hash) => altered(hash));
    },
  ),
  onEntry(
    'bundle-proof-index-changed',
    'the index of the inclusion proof is changed',
    (entry) => {
      const proof = entry.inclusionProof;
      if (proof) proof.logIndex = String(Number(proof.logIndex) + 1);
    },
  ),
  onEntry(
    'bundle-checkpoint-changed',
    'the tree size of the checkpoint is changed',
    (entry) => {
      const checkpoint = entry.inclusionProof?.checkpoint;
      if (checkpoint) {
        checkpoint.envelope = checkpoint.envelope.replace(
          /\n(\d+)\n/,
          '\n1$1\n',
        );
      }
    },
  ),
  onEntry(
    'bundle-checkpoint-name-hostile',
    'the name in the checkpoint is a hostile pattern',
    (entry) => {
      const checkpoint = entry.inclusionProof?.checkpoint;
      if (checkpoint) {
        checkpoint.envelope = checkpoint.envelope.replace(
          /\u2014 \S+ /,
          '\u2014 (((.*)*)*)*! ',
        );
      }
    },
  ),
  onEntry(
    'bundle-time-moved',
    'the time of the log entry is changed',
    (entry) => {
      entry.integratedTime = '1600000000';
    },
  ),
  onBundles('bundle-entry-stripped', 'the log entries are gone', (bundle) => {
    bundle.verificationMaterial.tlogEntries = [];
  }),
  onBundles(
    'bundle-two-entries',
    'a second log entry is added',
    (bundle, other) => {
      bundle.verificationMaterial.tlogEntries.push(
        ...structuredClone(other.verificationMaterial.tlogEntries),
      );
    },
  ),
  onBundles(
    'bundle-certificate-stripped',
    'a key hint stands where the certificate was',
    (bundle) => {
      delete bundle.verificationMaterial.x509CertificateChain;
      delete bundle.verificationMaterial.certificate;
      Object.assign(bundle.verificationMaterial, { publicKey: { hint: 'x' } });
    },
  ),
  onBundles(
    'bundle-version-changed',
    'the media type inside says version 0.1',
    (bundle) => {
      bundle.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.1';
    },
  ),
  {
    name: 'bundle-not-json',
    image: IMAGE,
    what: 'the bundles are cut',
    apply: (layout) =>
      layout.setBundles(fixtureImage(IMAGE), (text) => text.slice(0, 200)),
  },
  {
    name: 'bundle-of-other-image',
    image: IMAGE,
    what: 'the bundles are those of another image by Alice',
    apply: (layout) => {
      const [donor = ''] = layout.bundlesOf(fixtureImage('cosign3-alice-only'));
      const bundle = layout.read(donor).toString('utf8');
      layout.setBundles(fixtureImage(IMAGE), () => bundle);
    },
  },
  {
    name: 'bundle-other-bytes',
    image: IMAGE,
    what: 'the registry sends other bytes than the digest of the bundle says',
    apply: (layout) => {
      for (const digest of layout.bundlesOf(fixtureImage(IMAGE))) {
        layout.overwrite(digest, '{}');
      }
    },
  },
  {
    name: 'bundle-index-of-other-image',
    image: 'unsigned',
    what: 'the referrers of a signed image are copied to an unsigned one',
    apply: (layout) => {
      const digest =
        layout.resolve(signatureReference(fixtureImage(IMAGE))) ?? '';
      const image = { ...fixtureImage('unsigned'), layout: 'cosign3' } as const;
      const size = layout.read(digest).length;
      layout.point(signatureReference(image), { digest, size });
    },
  },
];

function onBundles(name: string, what: string, edit: Edit): Tampering {
  return {
    name,
    image: IMAGE,
    what,
    apply(layout: LayoutEditor) {
      const image = fixtureImage(IMAGE);
      const originals = layout
        .bundlesOf(image)
        .map((digest) => layout.readJson<Bundle>(digest));
      layout.setBundles(image, (text, i) => {
        const bundle = JSON.parse(text) as Bundle;
        const other = originals[1 - i];
        if (other === undefined) throw new Error('expected two bundles');
        edit(bundle, other);
        return JSON.stringify(bundle);
      });
    },
  };
}

function onEntry(
  name: string,
  what: string,
  edit: (entry: LogEntry) => void,
): Tampering {
  return onBundles(name, what, (bundle) => {
    bundle.verificationMaterial.tlogEntries.forEach(edit);
  });
}

/** The same number of bytes, one of them different. */
function altered(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0x55;
  return bytes.toString('base64');
}

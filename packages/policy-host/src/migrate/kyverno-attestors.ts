// SPDX-License-Identifier: Apache-2.0
import {
  LOGGED_IDENTITIES,
  NO_KMS,
  NO_REPOSITORY,
  TRUST_CONFIG,
} from './changes.js';
import type { Fields } from './fields.js';
import { readIdentity } from './identity.js';
import { pemBlocks } from './pem.js';
import type { Requirement, Signer } from './requirement.js';
import {
  certificateSigners,
  readLogAddress,
  readPublicKeys,
} from './signers.js';

/**
 * What a set of Kyverno's attestors asks for: `count` of its `entries`, all
 * without a count. A text with several keys is as many entries.
 */
export function readAttestorSet(set: Fields): Requirement[] {
  const { line, findings } = set;
  const count = set.number('count');
  const entries = set.objects('entries').map(readEntry);
  set.finish();
  const signers = entries.flatMap((entry) => entry.signers);
  const nested = entries.flatMap((entry) => entry.nested);
  const total = signers.length + nested.length;
  if (entries.length === 0) findings.refuse(line, 'attestors without entries');
  if (count === undefined || count === 0 || count === total)
    return [
      ...entries.flatMap((entry) => allOf(entry, line)),
      ...nested.flat(),
    ];
  if (nested.length > 0)
    findings.refuse(
      line,
      'count: some of nested attestors cannot be asked for',
    );
  const [first] = entries;
  if (
    entries.some((other) => key(other.annotations) !== key(first?.annotations))
  )
    findings.refuse(line, 'annotations: differ among the signers of a count');
  return [requirement(line, signers, count, first?.annotations)];
}

/** All signers of an entry are needed. */
function allOf({ signers, annotations }: Entry, line: number): Requirement[] {
  if (signers.length === 0) return [];
  return [requirement(line, signers, signers.length, annotations)];
}

type Annotations = Record<string, string> | undefined;

interface Entry {
  readonly signers: Signer[];
  /** What each nested set asks for. */
  readonly nested: Requirement[][];
  readonly annotations: Annotations;
}

function key(annotations: Annotations): string {
  return JSON.stringify(annotations ?? null);
}

function requirement(
  line: number,
  signers: Signer[],
  needed: number,
  annotations: Annotations,
): Requirement {
  return {
    line,
    signers,
    needed,
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function readEntry(entry: Fields): Entry {
  entry.refuse('repository', NO_REPOSITORY);
  const annotations = entry.textMap('annotations');
  const nested = entry.object('attestor');
  const keys = entry.object('keys');
  const keyless = entry.object('keyless');
  const certificates = entry.object('certificates');
  entry.finish();
  return {
    annotations,
    nested: nested === undefined ? [] : [readAttestorSet(nested)],
    signers: [
      ...(keys === undefined ? [] : readKeys(keys)),
      ...(keyless === undefined ? [] : readKeyless(keyless)),
      ...(certificates === undefined ? [] : readCertificates(certificates)),
    ],
  };
}

function readKeys(keys: Fields): Signer[] {
  keys.refuse('kms', NO_KMS);
  keys.refuse('secret', NO_KMS);
  readRekor(keys);
  return readPublicKeys(keys, {
    key: 'publicKeys',
    hash: 'signatureAlgorithm',
  });
}

function readKeyless(keyless: Fields): Signer[] {
  keyless.refuse(
    'additionalExtensions',
    'extensions of certificates cannot be asked for; githubActions can ask for the owner and repository of a workflow',
  );
  keyless.leaveOut('roots', TRUST_CONFIG);
  if (readRekor(keyless))
    keyless.findings.change(keyless.line, LOGGED_IDENTITIES);
  const signer = readIdentity(keyless);
  keyless.finish();
  return signer === undefined ? [] : [signer];
}

function readCertificates(certificates: Fields): Signer[] {
  const { findings } = certificates;
  const unlogged = readRekor(certificates);
  const [certLine, chainLine] = ['cert', 'certChain'].map((name) =>
    certificates.lineOf(name),
  ) as [number, number];
  const cert = certificates.text('cert');
  const chain = certificates.text('certChain');
  certificates.finish();
  if (cert === undefined) {
    findings.refuse(
      certificates.line,
      'a chain without a certificate would accept any that was issued by it',
    );
    return [];
  }
  if (!unlogged)
    findings.change(
      certificates.line,
      'signatures by a certificate need an entry in the transparency log: requireRekorBundle is true',
    );
  const certificateChain =
    chain === undefined
      ? undefined
      : pemBlocks({ value: chain, line: chainLine }, 'CERTIFICATE', findings);
  const signers = pemBlocks(
    { value: cert, line: certLine },
    'CERTIFICATE',
    findings,
  );
  return certificateSigners(signers, certificateChain, unlogged);
}

/** Reads the settings of the logs; whether signatures need not be logged. */
function readRekor(attestor: Fields): boolean {
  const rekor = attestor.object('rekor');
  const ctlog = attestor.object('ctlog');
  const ignored = rekor?.flag('ignoreTlog') ?? false;
  if (rekor) readLog(rekor);
  if (ctlog) {
    ctlog.ignore('ignoreSCT', 'tsaCertChain');
    readLog(ctlog);
  }
  return ignored;
}

function readLog(log: Fields): void {
  readLogAddress(log);
  log.leaveOut('pubkey', TRUST_CONFIG);
  log.finish();
}

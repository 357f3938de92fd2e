// SPDX-License-Identifier: Apache-2.0

/**
 * What policies may import from the SDK, name by name. Once published, a name
 * stays: one more is a promise, and stands here with what it is for.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { projectText } from '../../support/project.js';

const SDK = 'packages/policy-sdk-assemblyscript/assembly/';

/** For each purpose the names that serve it. */
type Purposes = Readonly<Record<string, readonly string[]>>;

const ROOT: Purposes = {
  'a policy: its operations, and what it decides': [
    'Handler',
    'NoSettings',
    'Operation',
    'Response',
    'Verdict',
    '__guest_call',
    'accept',
    'invalidSettings',
    'policy',
    'rawPolicy',
    'register',
    'reject',
    'validSettings',
  ],
  'what is asked about': [
    'AdmissionRequest',
    'Container',
    'ContainerList',
    'Containers',
    'GroupVersionKind',
    'GroupVersionResource',
    'Payload',
    'UserInfo',
    'containersOf',
    'isWorkload',
    'podSpecOf',
    'podSpecPath',
  ],
  'settings, with all their problems at once': [
    'Field',
    'Problems',
    'SettingsReader',
  ],
  'values, and how reading them fails': [
    'Elements',
    'Failure',
    'FailureCode',
    'Members',
    'Result',
    'Value',
    'pathOf',
  ],
  'mutation that leaves all other bytes alone': [
    'Edits',
    'ObjectEditor',
    'withPodSpec',
  ],
  'every capability of the host': [
    'AccessReview',
    'Annotations',
    'CanI',
    'Certificate',
    'CertificateTrust',
    'GetResource',
    'KeylessIdentity',
    'KeylessPrefix',
    'Level',
    'ListResources',
    'LogEvent',
    'ManifestAndConfig',
    'isCertificateTrusted',
    'log',
    'lookupHost',
    'manifestDigest',
    'ociManifest',
    'ociManifestConfig',
    'verifyCertificate',
    'verifyGithubActions',
    'verifyKeyless',
    'verifyKeylessPrefix',
    'verifyKeylessV1',
    'verifyPubKeys',
    'verifyPubKeysV1',
  ],
  'parts of the floor that the names above take or return': [
    'Answer',
    'Cursor',
    'EMPTY',
    'Kind',
    'Outcome',
    'Slice',
    'Writer',
    'callHost',
    'pathAt',
    'utf8',
  ],
};

/**
 * What policies need that count instructions, as this repository's policy
 * does. These names show how the SDK works inside, which they keep as it is.
 */
const CORE: Purposes = {
  'bytes by address: slices, search, comparison': [
    'ByteMap',
    'ByteMapEntry',
    'COLON',
    'CharCode',
    'DIGITS',
    'EMPTY',
    'HEX_LETTERS',
    'LETTERS',
    'Lanes',
    'MARKS',
    'SLASH',
    'Slice',
    'UNDERSCORE',
    'ascii',
    'copyBytes',
    'equalBytes',
    'equalsLiteral',
    'find',
    'findCapital',
    'findName',
    'findPhrase',
    'has',
    'hasCapital',
    'hash',
    'isUtf8',
    'wholeCharacters',
    'lowerCase',
    'nameAt',
    'nameList',
    'nearestName',
  ],
  'encodings in which the host takes and gives bytes': [
    'NUMBER_BYTES',
    'base64End',
    'decodeBase64',
    'decodeBase64Prefix',
    'decodedRoom',
    'storeNumbers',
    'writeByteArray',
  ],
  'JSON without a tree': ['Cursor', 'Kind', 'Writer', 'findSpecial', 'pathAt'],
  'messages made of templates': ['decimal', 'fill', 'fillInto'],
  'the memory of a call': ['PADDING_BYTES', 'allocate', 'reserve', 'zeroes'],
  'host calls': ['Answer', 'Outcome', 'callHost'],
  'names of capabilities, all of them: kwctl looks for these bytes': [
    'canIOperation',
    'cryptoNamespace',
    'dnsLookupHostOperation',
    'getResourceOperation',
    'isCertificateTrustedOperation',
    'kubernetesNamespace',
    'listResourcesAllOperation',
    'listResourcesByNamespaceOperation',
    'logOperation',
    'manifestDigestOperation',
    'netNamespace',
    'ociManifestConfigOperation',
    'ociManifestOperation',
    'ociNamespace',
    'tracingNamespace',
    'verifyV1Operation',
    'verifyV2Operation',
  ],
};

/** The names a file exports, all of them one by one from other files. */
function exportedBy(path: string): readonly string[] {
  const text = projectText(path);
  const { statements } = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.ES2022,
  );
  return statements
    .filter((statement) => !ts.isImportDeclaration(statement))
    .flatMap((statement) => {
      const clause = ts.isExportDeclaration(statement)
        ? statement.exportClause
        : undefined;
      assert.ok(clause !== undefined && ts.isNamedExports(clause), path);
      return clause.elements.map(({ name }) => name.text);
    })
    .sort();
}

function namesOf(purposes: Purposes): readonly string[] {
  return Object.values(purposes).flat().sort();
}

describe('what the SDK exports', () => {
  it('for every policy', () => {
    assert.deepEqual(exportedBy(`${SDK}index.ts`), namesOf(ROOT));
  });

  it('as core, for policies that count instructions', () => {
    assert.deepEqual(exportedBy(`${SDK}core.ts`), namesOf(CORE));
  });
});

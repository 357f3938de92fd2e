// SPDX-License-Identifier: Apache-2.0

// The floor that the convenient parts of the SDK stand on, for policies that
// count every instruction: bytes by address, a cursor over JSON, a writer, host
// calls. Nothing here allocates managed objects. All of it may be built upon;
// what lies below it may change with any version.

export { ByteMap, ByteMapEntry } from './bytes/byte-map';
export { CharCode } from './bytes/char-code';
export { copyBytes } from './bytes/copy';
export { equalBytes } from './bytes/equal';
export {
  find,
  findCapital,
  findPhrase,
  has,
  hasCapital,
  lowerCase,
} from './bytes/find';
export { hash } from './bytes/hash';
export {
  COLON,
  DIGITS,
  HEX_LETTERS,
  LETTERS,
  Lanes,
  MARKS,
  SLASH,
  UNDERSCORE,
} from './bytes/lanes';
export { ascii, equalsLiteral } from './bytes/literal';
export { findName, nameAt, nameList, nearestName } from './bytes/names';
export { EMPTY, Slice } from './bytes/slice';
export { isUtf8, wholeCharacters } from './bytes/utf8';
export {
  canIOperation,
  cryptoNamespace,
  dnsLookupHostOperation,
  getResourceOperation,
  isCertificateTrustedOperation,
  kubernetesNamespace,
  listResourcesAllOperation,
  listResourcesByNamespaceOperation,
  logOperation,
  manifestDigestOperation,
  netNamespace,
  ociManifestConfigOperation,
  ociManifestOperation,
  ociNamespace,
  tracingNamespace,
  verifyV1Operation,
  verifyV2Operation,
} from './capabilities/names';
export {
  base64End,
  decodeBase64,
  decodeBase64Prefix,
  decodedRoom,
} from './encoding/base64';
export {
  NUMBER_BYTES,
  storeNumbers,
  writeByteArray,
} from './encoding/byte-array';
export { Cursor } from './json/cursor';
export { decimal, fill, fillInto } from './json/fill';
export { Kind } from './json/kind';
export { pathAt } from './json/path';
export { findSpecial } from './json/string';
export { Writer } from './json/writer';
export { allocate, PADDING_BYTES, reserve, zeroes } from './wapc/arena';
export { Answer, Outcome, callHost } from './wapc/host';

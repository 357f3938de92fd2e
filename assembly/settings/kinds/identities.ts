// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  has,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { IdentityKey, Key, identityKeys } from '../keys';
import { Members } from '../members';
import { Reader } from '../reader';
import { readText } from '../values';
import { urlPrefixProblem } from './url-prefix';

const BOTH_KEYS: u32 = (1 << IdentityKey.Issuer) | (1 << IdentityKey.Subject);

/** One element of `keyless` or `keylessPrefix`. */
@final
@unmanaged
export class Identity {
  constructor(
    /** The OIDC issuer, compared exactly. */
    public issuer: Slice,
    /** The subject, or the URL prefix of one. */
    public subject: Slice,
  ) {}
}

/** A prefix means the same with and without the slash that ends it. */
export function withoutSlash(prefix: Slice): void {
  assert(ASC_NO_ASSERT || prefix.len > 0);
  if (load<u8>(prefix.end - 1) == CharCode.Slash) prefix.len--;
}

/** Issuers and subjects are compared exactly, wildcards included. */
function starProblem(text: Slice): Slice {
  return has(text.ptr, text.end, CharCode.Asterisk)
    ? ascii('is compared exactly, * included: use keylessPrefix')
    : EMPTY;
}

/**
 * Reads one identity of a list, which is `Key.Keyless` or `Key.KeylessPrefix`;
 * null, and a problem, when it is incomplete.
 */
export function readIdentity(reader: Reader, list: Key): Identity | null {
  const prefixed = list == Key.KeylessPrefix;
  let issuer: Slice | null = null;
  let subject: Slice | null = null;
  const members = Members.enter(reader, identityKeys(prefixed), BOTH_KEYS);
  let key = 0;
  while ((key = members.next()) != 0) {
    const text = readText(reader);
    if (key == IdentityKey.Issuer) issuer = text;
    else subject = text;
    if (text == null) continue;
    const isPrefix = prefixed && key != IdentityKey.Issuer;
    reader.reportText(isPrefix ? urlPrefixProblem(text) : starProblem(text));
  }
  if (!members.complete || issuer == null || subject == null) return null;
  return new Identity(issuer, subject);
}

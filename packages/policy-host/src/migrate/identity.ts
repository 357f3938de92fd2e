// SPDX-License-Identifier: Apache-2.0
import type { Fields } from './fields.js';
import type { Signer } from './requirement.js';

/** What a pattern for a text comes down to. */
type Match =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string };

const ANY = 'would accept any';

/** Names of the fields of an identity. */
export interface IdentityKeys {
  readonly issuer: string;
  readonly subject: string;
  readonly issuerPattern: string;
  readonly subjectPattern: string;
}

/** As Kyverno and policy-controller name them. */
const REG_EXP_KEYS: IdentityKeys = {
  issuer: 'issuer',
  subject: 'subject',
  issuerPattern: 'issuerRegExp',
  subjectPattern: 'subjectRegExp',
};

/**
 * Reads an issuer and a subject that are compared exactly, by wildcards or by
 * regular expressions. Here an issuer is exact, and a subject exact or an
 * address below a prefix: what says more than that is refused.
 */
export function readIdentity(
  fields: Fields,
  keys: IdentityKeys = REG_EXP_KEYS,
): Signer | undefined {
  const issuer = readMatch(fields, keys.issuer, keys.issuerPattern);
  const subject = readMatch(fields, keys.subject, keys.subjectPattern);
  if (issuer === undefined || subject === undefined) return undefined;
  if (issuer.kind === 'prefix') {
    refusePattern(fields, keys.issuer, keys.issuerPattern);
    return undefined;
  }
  return subject.kind === 'exact'
    ? {
        kind: 'keyless',
        signer: { issuer: issuer.text, subject: subject.text },
      }
    : {
        kind: 'keylessPrefix',
        signer: { issuer: issuer.text, urlPrefix: subject.text },
      };
}

function readMatch(
  fields: Fields,
  key: string,
  patternKey: string,
): Match | undefined {
  const line = fields.lineOf(fields.has(key) ? key : patternKey);
  const text = fields.text(key);
  const pattern = fields.text(patternKey);
  const found = text !== undefined && text !== '' ? text : undefined;
  if (found === undefined && (pattern === undefined || pattern === '')) {
    fields.findings.refuse(line, `without ${key}: ${ANY} ${key}`);
    return undefined;
  }
  const match =
    found === undefined ? readExpression(pattern ?? '') : readWildcards(found);
  if (match === undefined)
    fields.findings.refuse(
      line,
      `${found === undefined ? patternKey : key} ${found ?? pattern}: ` +
        'only an exact text, or everything below an address that ends in a ' +
        'slash, can be asked for',
    );
  return match;
}

function refusePattern(fields: Fields, key: string, patternKey: string): void {
  fields.findings.refuse(
    fields.lineOf(patternKey),
    `${key}: an issuer is compared exactly, never by a pattern`,
  );
}

/** `*` and `?`, as in `https://github.com/acme/*`. */
function readWildcards(text: string): Match | undefined {
  if (!/[*?]/.test(text)) return { kind: 'exact', text };
  return /^https?:\/\/[^/*?]+\/([^*?]*\/)?\*+$/.test(text)
    ? { kind: 'prefix', text: text.replace(/\*+$/, '') }
    : undefined;
}

/**
 * A regular expression of literal characters, with `.*` or `.+` at its end. A
 * dot without backslash is read as a dot: what is asked for may be stricter than
 * the expression, and is never looser.
 */
function readExpression(expression: string): Match | undefined {
  const parts =
    /^\^?((?:[\w:/@ -]|\.(?![*+?{])|\\[^\w\s])*)(\.[*+])?(\$?)$/.exec(
      expression,
    );
  const [, literal = '', open, end] = parts ?? [];
  const text = literal.replace(/\\(.)/g, '$1');
  if (text === '') return undefined;
  if (open === undefined && end === '$') return { kind: 'exact', text };
  return /^https?:\/\/[^/]+\//.test(text) && text.endsWith('/')
    ? { kind: 'prefix', text }
    : undefined;
}

// SPDX-License-Identifier: Apache-2.0
import { numberFromLiteral } from './number.js';
import type { JsonObject, JsonValue } from './value.js';

/** Nesting that kwctl's parser accepts; deeper documents are refused. */
const MAX_DEPTH = 128;

/** A syntax error; the message is the one kwctl prints. */
export class JsonSyntaxError extends Error {}

/**
 * Parses one JSON document without losing digits, keys or the difference of
 * `1` and `1.0`. The last of duplicate keys wins, as in kwctl.
 *
 * @param input UTF-8 bytes or text; a byte order mark is a syntax error
 * @throws JsonSyntaxError with line and column (in bytes)
 */
export function parseJson(input: Uint8Array | string): JsonValue {
  return new Parser(typeof input === 'string' ? input : decode(input)).parse();
}

/** The keys that objects were given more than once; few have any. */
const repeatedKeys = new WeakMap<JsonObject, Set<string>>();

/** Whether a parsed object had this key more than once. */
export function isRepeated(object: JsonObject, key: string): boolean {
  return repeatedKeys.get(object)?.has(key) === true;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new JsonSyntaxError('stream did not contain valid UTF-8');
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** UTF-16 units that mean something to the parser. */
const UNIT = {
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  f: 0x66,
  n: 0x6e,
  t: 0x74,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function noteRepeated(object: JsonObject, key: string): void {
  const keys = repeatedKeys.get(object) ?? new Set();
  repeatedKeys.set(object, keys.add(key));
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  parse(): JsonValue {
    const value = this.value();
    this.skipSpace();
    if (this.at < this.text.length) this.fail('trailing characters', 1);
    return value;
  }

  private value(): JsonValue {
    const c = this.skipSpace();
    switch (c) {
      case UNIT.openBrace:
      case UNIT.openBracket:
        return this.nested(c);
      case UNIT.quote:
        return this.string();
      case UNIT.t:
        return this.word('true', true);
      case UNIT.f:
        return this.word('false', false);
      case UNIT.n:
        return this.word('null', null);
    }
    if (c === UNIT.minus || (c >= UNIT.zero && c <= UNIT.nine)) {
      return this.number();
    }
    return this.fail(
      Number.isNaN(c) ? 'EOF while parsing a value' : 'expected value',
      1,
    );
  }

  private nested(open: number): JsonValue {
    if (++this.depth >= MAX_DEPTH) this.fail('recursion limit exceeded', 1);
    this.at++;
    const value = open === UNIT.openBrace ? this.object() : this.array();
    this.at++;
    this.depth--;
    return value;
  }

  /** Up to the closing brace. */
  private object(): JsonObject {
    const object: JsonObject = new Map();
    if (this.skipSpace() === UNIT.closeBrace) return object;
    for (let members = 1; ; members++) {
      const c = this.skipSpace();
      if (c !== UNIT.quote) {
        if (c === UNIT.closeBrace) this.fail('trailing comma', 1);
        this.failOrEof('an object', 'key must be a string');
      }
      const key = this.string();
      if (this.skipSpace() !== UNIT.colon) {
        this.failOrEof('an object', 'expected `:`');
      }
      this.at++;
      object.set(key, this.value());
      if (object.size < members) {
        members--;
        noteRepeated(object, key);
      }
      const end = this.skipSpace();
      if (end === UNIT.closeBrace) return object;
      if (end !== UNIT.comma) {
        this.failOrEof('an object', 'expected `,` or `}`');
      }
      this.at++;
    }
  }

  /** Up to the closing bracket. */
  private array(): JsonValue[] {
    const array: JsonValue[] = [];
    if (this.skipSpace() === UNIT.closeBracket) return array;
    for (;;) {
      array.push(this.value());
      const end = this.skipSpace();
      if (end === UNIT.closeBracket) return array;
      if (end !== UNIT.comma) {
        this.failOrEof('a list', 'expected `,` or `]`');
      }
      this.at++;
      if (this.skipSpace() === UNIT.closeBracket) {
        this.fail('trailing comma', 1);
      }
    }
  }

  private string(): string {
    this.at++;
    let out = '';
    for (;;) {
      const start = this.at;
      const c = this.skipPlain();
      if (this.at > start) out += this.text.slice(start, this.at);
      if (Number.isNaN(c)) this.fail('EOF while parsing a string', 0);
      this.at++;
      if (c === UNIT.quote) return out;
      if (c !== UNIT.backslash) {
        this.fail(
          'control character (\\u0000-\\u001F) found while parsing a string',
          0,
        );
      }
      out += this.escape();
    }
  }

  /** Skips to a quote, backslash, control character or the end, and tells. */
  private skipPlain(): number {
    const { text } = this;
    let at = this.at;
    let c = text.charCodeAt(at);
    while (c >= UNIT.space && c !== UNIT.quote && c !== UNIT.backslash) {
      c = text.charCodeAt(++at);
    }
    this.at = at;
    return c;
  }

  private escape(): string {
    const c = this.text[this.at++];
    if (c === undefined) this.fail('EOF while parsing a string', 0);
    if (c !== 'u') return ESCAPES[c] ?? this.fail('invalid escape', 0);
    const high = this.hex();
    if (high < 0xd800 || high > 0xdfff) return String.fromCharCode(high);
    if (high > 0xdbff) this.fail('lone leading surrogate in hex escape', 0);
    if (this.text.slice(this.at, this.at + 2) !== '\\u') {
      this.fail('unexpected end of hex escape', 0);
    }
    this.at += 2;
    const low = this.hex();
    if (low < 0xdc00 || low > 0xdfff) {
      this.fail('lone leading surrogate in hex escape', 0);
    }
    return String.fromCharCode(high, low);
  }

  private hex(): number {
    const digits = this.text.slice(this.at, this.at + 4);
    if (digits.length < 4) {
      this.at = this.text.length;
      this.fail('EOF while parsing a string', 0);
    }
    this.at += 4;
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('invalid escape', 0);
    return parseInt(digits, 16);
  }

  private number(): JsonValue {
    NUMBER.lastIndex = this.at;
    const literal = NUMBER.exec(this.text)?.[0];
    const next = this.text[this.at + (literal?.length ?? 0)];
    if (
      literal === undefined ||
      (next !== undefined && /[0-9.eE]/.test(next))
    ) {
      this.at += literal?.length ?? 1;
      this.fail(
        next === undefined || this.at >= this.text.length
          ? 'EOF while parsing a value'
          : 'invalid number',
        1,
      );
    }
    this.at += literal.length;
    return numberFromLiteral(literal) ?? this.fail('number out of range', 0);
  }

  private word<T>(word: string, value: T): T {
    const found = this.text.slice(this.at, this.at + word.length);
    if (found === word) {
      this.at += word.length;
      return value;
    }
    let same = 0;
    while (same < found.length && found[same] === word[same]) same++;
    this.at += same;
    if (this.at >= this.text.length) this.fail('EOF while parsing a value', 0);
    return this.fail('expected ident', 1);
  }

  /** The next unit that is no white space; NaN at the end. */
  private skipSpace(): number {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return c;
      this.at++;
    }
  }

  private failOrEof(inside: string, message: string): never {
    const eof = this.at >= this.text.length;
    return this.fail(eof ? `EOF while parsing ${inside}` : message, 1);
  }

  /** `peek` counts the offending character itself into the column. */
  private fail(message: string, peek: 0 | 1): never {
    const before = this.text.slice(0, this.at + peek);
    const lines = before.split('\n');
    const column = new TextEncoder().encode(lines.at(-1)).length;
    throw new JsonSyntaxError(
      `${message} at line ${lines.length} column ${column}`,
    );
  }
}

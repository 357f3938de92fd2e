// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  Outcome,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { readVerdict } from '../../../assembly/host/answer';
import { codeName } from '../../../assembly/rejections/code';

const DIGEST = 'sha256:' + 'ab'.repeat(32);

function text(slice: Slice): string {
  return String.UTF8.decodeUnsafe(slice.ptr, <usize>slice.len);
}

/** The digest of a successful answer; else a hash sign and the failure. */
function verdict(answer: string, outcome: Outcome = Outcome.Answered): string {
  const found = readVerdict(new Answer(outcome, Slice.of(answer)));
  const digest = found.digest;
  return digest == null
    ? '#' + text(codeName(found.failure.code))
    : text(digest);
}

function answerOf(digest: string): string {
  return '{"digest":"' + digest + '","is_trusted":true}';
}

describe('readVerdict', () => {
  it('takes the digest of a complete answer', () => {
    expect<string>(verdict(answerOf(DIGEST))).toBe(DIGEST);
    const other =
      ' { "x" : [{}] , "is_tru\\u0073ted":true, "digest":"' + DIGEST + '" } ';
    expect<string>(verdict(other)).toBe(DIGEST);
    const longer = 'sha512:' + 'ab'.repeat(64);
    expect<string>(verdict(answerOf(longer))).toBe(longer);
  });

  it('wants the word that the image is trusted', () => {
    const member = '"digest":"' + DIGEST + '"';
    expect<string>(verdict('{' + member + ',"is_trusted":false}')).toBe(
      '#not-signed-by',
    );
    const rows = [
      '{' + member + '}',
      '{' + member + ',"is_trusted":null}',
      '{' + member + ',"is_trusted":1}',
      '{' + member + ',"is_trusted":"true"}',
      '{' + member + ',"is_trusted":truely}',
      '{' + member + ',"is_trusted":false,"is_trusted":true}',
      '{' + member + ',' + member + ',"is_trusted":true}',
      '{' + member + ',"is_trusted":true',
      '{' + member + ',"is_trusted":true}}',
      '[' + answerOf(DIGEST) + ']',
      '"trusted"',
      'null',
      '',
    ];
    for (let i = 0; i < rows.length; i++) {
      expect<string>(verdict(rows[i])).toBe('#host-answer-malformed', rows[i]);
    }
  });

  it('wants a well-formed digest', () => {
    const rows = [
      '{"is_trusted":true}',
      '{"digest":null,"is_trusted":true}',
      '{"digest":["' + DIGEST + '"],"is_trusted":true}',
      answerOf(''),
      answerOf('sha256:'),
      answerOf(DIGEST.toUpperCase()),
      answerOf('sha256:' + 'AB'.repeat(32)),
      answerOf('sha512:' + 'ab'.repeat(32)),
      answerOf('sha256:' + 'ab'.repeat(31) + 'a'),
      answerOf(DIGEST + '0'),
      answerOf('x' + DIGEST),
    ];
    for (let i = 0; i < rows.length; i++) {
      expect<string>(verdict(rows[i])).toBe('#host-answer-malformed', rows[i]);
    }
  });

  it('believes no failed call, whatever it says', () => {
    const good = answerOf(DIGEST);
    expect<string>(verdict(good, Outcome.Failed)).toBe('#not-verified');
    expect<string>(verdict(good, Outcome.NotUtf8)).toBe(
      '#host-answer-malformed',
    );
    expect<string>(verdict(good, Outcome.TooLarge)).toBe(
      '#host-answer-malformed',
    );
  });
});

// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { PemReader } from '../../../assembly/x509/pem';
import { X509Problem } from '../../../assembly/x509/problem';

const ABC = '-----BEGIN X Y-----\nQUJD\n-----END X Y-----\n';

/** The labels and bytes of all blocks, then the problem's number. */
function walk(text: string): string {
  const pem = PemReader.over(Slice.of(text));
  let seen = '';
  while (pem.next()) {
    seen += pem.label.toString() + '=' + pem.der.toString() + ' ';
  }
  expect<bool>(pem.next()).toBe(false);
  return seen + pem.problem.toString();
}

function problem(code: X509Problem): string {
  return (<i32>code).toString();
}

describe('PemReader', () => {
  it('reads block after block', () => {
    expect<string>(walk(ABC)).toBe('X Y=ABC 0');
    expect<string>(walk(ABC + '\n\n' + ABC.replaceAll('X', 'Z'))).toBe(
      'X Y=ABC Z Y=ABC 0',
    );
    expect<string>(walk(ABC + ABC.trimEnd())).toBe('X Y=ABC X Y=ABC 0');
  });

  it('takes all line ends, blanks and uneven lines', () => {
    expect<string>(walk(ABC.replaceAll('\n', '\r\n'))).toBe('X Y=ABC 0');
    expect<string>(walk(ABC.replaceAll('\n', '\r'))).toBe('X Y=ABC 0');
    expect<string>(walk(ABC.replaceAll('\n', ' \t\n \n'))).toBe('X Y=ABC 0');
    expect<string>(walk(ABC.replace('QUJD', 'Q\nUJ\nD'))).toBe('X Y=ABC 0');
    expect<string>(walk(ABC.replace('QUJD', 'QUI='))).toBe('X Y=AB 0');
  });

  it('takes explanatory lines before a block', () => {
    expect<string>(walk('issuer=A\n--- \nx\n' + ABC)).toBe('X Y=ABC 0');
    expect<string>(walk(ABC + 'issuer=B\n' + ABC)).toBe('X Y=ABC X Y=ABC 0');
  });

  it('refuses text behind the last block', () => {
    expect<string>(walk(ABC + 'x')).toBe(
      'X Y=ABC ' + problem(X509Problem.TextBehind),
    );
  });

  it('refuses texts without a block', () => {
    const none = problem(X509Problem.NoPem);
    expect<string>(walk('')).toBe(none);
    expect<string>(walk(' \r\n')).toBe(none);
    expect<string>(walk('QUJD')).toBe(none);
    expect<string>(walk('---')).toBe(none);
    expect<string>(walk('----')).toBe(none);
  });

  it('refuses broken boundaries', () => {
    const texts = [
      '-----',
      '-----BEGIN',
      '-----BEGIN ',
      '-----BEGIN X',
      '-----BEGIN X----',
      '-----BEGIN -----\nQUJD\n-----END -----\n',
      '-----BEGIN X-----QUJD\n-----END X-----\n',
      '-----BEGIN X-----\nQUJD-----END X-----\n',
      '-----BEGIN X-----\nQUJD\n',
      '-----BEGIN X-----\nQUJD\n-----END',
      '-----BEGIN X-----\nQUJD\n-----END X',
      '-----BEGIN X-----\nQUJD\n-----END X----',
      '-----BEGIN X-----\nQUJD\n-----END Y-----',
      '-----BEGIN X-----\nQUJD\n-----END X-----x',
      '-----BEGIN X-----\nQUJD\n-----end X-----',
      '-----BEGIN X-----\nQUJD\n----------END X-----',
      '-----BEGIN X-----\nQU!D\n-----END X-----',
      '-----BEGIN X-----\nQU_D\n-----END X-----',
      'see -----BEGIN X-----\nQUJD\n-----END X-----\n',
      '-----END X-----\n',
    ];
    for (let i = 0; i < texts.length; i++) {
      const got = walk(texts[i]);
      const base64 = problem(X509Problem.Base64);
      const boundary = problem(X509Problem.Boundary);
      expect<bool>(got == boundary || got == base64).toBe(true, texts[i]);
    }
    expect<string>(walk(ABC + '-----END X Y-----')).toBe(
      'X Y=ABC ' + problem(X509Problem.Boundary),
    );
  });

  it('refuses broken base64', () => {
    const base64 = problem(X509Problem.Base64);
    const bodies = ['', ' ', 'Q', 'QR', '='];
    for (let i = 0; i < bodies.length; i++) {
      expect<string>(walk(ABC.replace('QUJD', bodies[i]))).toBe(
        base64,
        bodies[i],
      );
    }
  });

  it('survives every cut', () => {
    for (let i = 0; i < ABC.length - 1; i++) {
      expect<bool>(walk(ABC.substring(0, i)).endsWith('=ABC 0')).toBe(false);
    }
  });
});

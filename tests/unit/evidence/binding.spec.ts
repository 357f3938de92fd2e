// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { bindingProblem } from '../../../assembly/evidence/binding';
import { Code } from '../../../assembly/rejections/code';
import { Wanted, WantedSigner } from '../../../assembly/evidence/wanted-signer';
import { certificateOf } from '../../../assembly/x509/certificates';
import { comparableKey } from '../../../assembly/x509/public-key';
import {
  LEAF,
  MIDDLE,
  PUBLIC_KEY,
  ROOT_LEAF,
} from '../../fixtures/vectors/chains';
import {
  base64,
  body,
  bundleOf,
  HASH,
  honest,
  layer,
  manifest,
  OTHER_HASH,
  OTHER_SIGNATURE,
  quote,
  SIGNATURE,
} from './manifest';

/** The text with padding that a host's answer has in the arena. */
function padded(text: string): Slice {
  const bytes = Slice.of(text + ' '.repeat(64));
  return new Slice(bytes.ptr, bytes.len - 64);
}

/** What is wrong with a manifest, or that it binds. */
function outcome(json: string, first: WantedSigner): string {
  const problem = bindingProblem(padded(json), first);
  if (problem == null) return 'binds';
  expect<i32>(problem.code).toBe(Code.EvidenceMismatch);
  return problem.detail.toString();
}

/** The outcome for an entry of identities, which no layer here holds. */
function identity(layers: string[]): string {
  return raw(manifest(layers));
}

/** The outcome for an entry of these certificates, and whom no layer holds. */
function certified(pems: string[], layers: string[]): string {
  let first: WantedSigner | null = null;
  for (let i = pems.length - 1; i >= 0; i--) {
    const certificate = certificateOf(Slice.of(pems[i]))!;
    const key = comparableKey(certificate.spki);
    const wanted = new WantedSigner(Wanted.Key, i, key, EMPTY);
    wanted.next = first;
    first = wanted;
  }
  let text = outcome(manifest(layers), first!);
  let rest = first;
  while (rest != null) {
    if (!rest.isHeld && text.startsWith(BINDS))
      text += ', not by ' + rest.index.toString();
    rest = rest.next;
  }
  return text;
}

function raw(text: string): string {
  const issuer = Slice.of('https://issuer.example.org');
  const subject = Slice.of('dev@acme.example');
  return outcome(text, new WantedSigner(Wanted.Subject, 0, subject, issuer));
}

/** A layer of LEAF whose log entry's body is this JSON. */
function withBody(json: string): string {
  return layer(LEAF, bundleOf(base64(json)));
}

const PLAIN = layer('', '');
const KEY_SIGNED = layer('', bundleOf(base64(body(PUBLIC_KEY))));
const BINDS = 'binds';

describe('evidence of identity entries', () => {
  it('binds for one signer, two, and beside other layers', () => {
    expect<string>(identity([honest(LEAF)])).toBe(BINDS);
    expect<string>(identity([honest(LEAF), honest(ROOT_LEAF)])).toBe(BINDS);
    expect<string>(identity([PLAIN, honest(LEAF), KEY_SIGNED])).toBe(BINDS);
  });

  it('binds without any layer, or any log entry', () => {
    expect<string>(identity([])).toBe(BINDS);
    expect<string>(identity([PLAIN])).toBe(BINDS);
    expect<string>(identity([layer(LEAF, '')])).toBe(BINDS);
    expect<string>(identity([KEY_SIGNED])).toBe(BINDS);
  });

  it('takes the key of a certificate for no certificate', () => {
    const text = body(PUBLIC_KEY);
    expect<string>(identity([layer(LEAF, bundleOf(base64(text)))])).toBe(
      'layer 0: its log entry is of another certificate',
    );
  });
});

describe('evidence of certificates entries', () => {
  it('binds for each certificate, in any order', () => {
    const both = [honest(LEAF), honest(ROOT_LEAF)];
    expect<string>(certified([LEAF, ROOT_LEAF], both)).toBe(BINDS);
    expect<string>(certified([ROOT_LEAF, LEAF], both)).toBe(BINDS);
    expect<string>(certified([LEAF], both)).toBe(BINDS);
  });

  it('binds where the log has the public key', () => {
    const logged = bundleOf(base64(body(PUBLIC_KEY)));
    expect<string>(certified([LEAF], [layer(LEAF, logged)])).toBe(BINDS);
    expect<string>(certified([LEAF], [layer('', logged)])).toBe(BINDS);
  });

  it('binds without a certificate annotation', () => {
    const logged = bundleOf(base64(body(LEAF)));
    expect<string>(certified([LEAF], [layer('', logged)])).toBe(BINDS);
  });

  it('tells the certificates that no layer holds', () => {
    const one = BINDS + ', not by 1';
    expect<string>(certified([LEAF, ROOT_LEAF], [honest(LEAF)])).toBe(one);
    const zero = BINDS + ', not by 0';
    expect<string>(certified([LEAF], [honest(ROOT_LEAF)])).toBe(zero);
    expect<string>(certified([LEAF], [layer(LEAF, '')])).toBe(zero);
    expect<string>(certified([ROOT_LEAF], [KEY_SIGNED, PLAIN])).toBe(zero);
  });

  it('refuses certificates of other layers, even of the same entry', () => {
    const swapped = [
      layer(ROOT_LEAF, bundleOf(base64(body(LEAF)))),
      layer(LEAF, bundleOf(base64(body(ROOT_LEAF)))),
    ];
    expect<string>(certified([LEAF, ROOT_LEAF], swapped)).toBe(
      'layer 0: its log entry is of another certificate',
    );
  });
});

describe('evidence that does not bind', () => {
  it('is of another payload', () => {
    const other = body(LEAF, SIGNATURE, OTHER_HASH);
    expect<string>(identity([withBody(other)])).toBe(
      'layer 0: its log entry is of another payload',
    );
    expect<string>(
      identity([withBody(body(LEAF).replace('sha256', 'sha512'))]),
    ).toBe('layer 0: its log entry is of another payload');
    expect<string>(
      identity([
        layer(
          LEAF,
          bundleOf(base64(body(LEAF))),
          SIGNATURE,
          'sha512:' + HASH + HASH,
        ),
      ]),
    ).toBe('layer 0: its log entry is of another payload');
  });

  it('is of another signature', () => {
    expect<string>(identity([withBody(body(LEAF, OTHER_SIGNATURE))])).toBe(
      'layer 0: its log entry is of another signature',
    );
    const garbage = layer(LEAF, bundleOf(base64(body(LEAF))), 'R0FSQkFHRQ==');
    expect<string>(identity([garbage])).toBe(
      'layer 0: its log entry is of another signature',
    );
  });

  it('is of another certificate', () => {
    expect<string>(identity([withBody(body(MIDDLE))])).toBe(
      'layer 0: its log entry is of another certificate',
    );
  });

  it('stands beside layers without a log entry, which are passed over', () => {
    const unlogged = layer(MIDDLE, '');
    const garbage = layer('no PEM', '', 'not base64');
    const others = [unlogged, PLAIN, garbage];
    expect<string>(certified([LEAF], others.concat([honest(LEAF)]))).toBe(
      BINDS,
    );
    expect<string>(certified([LEAF], [honest(LEAF)].concat(others))).toBe(
      BINDS,
    );
    const wrong = withBody(body(MIDDLE));
    expect<string>(certified([LEAF], others.concat([wrong]))).toBe(
      'layer 3: its log entry is of another certificate',
    );
  });

  it('rejects for one layer of two, in both orders', () => {
    const wrong = withBody(body(MIDDLE));
    expect<string>(identity([honest(LEAF), wrong])).toBe(
      'layer 1: its log entry is of another certificate',
    );
    expect<string>(identity([wrong, honest(LEAF)])).toBe(
      'layer 0: its log entry is of another certificate',
    );
  });

  it('is malformed', () => {
    const good = base64(body(LEAF));
    const bodies = [
      '{}',
      '[]',
      'null',
      '',
      body(LEAF).replace('hashedrekord', 'intoto'),
      body(LEAF) + '}',
      body(LEAF).substring(0, 300),
      body(LEAF).replace('"kind"', '"kind":"hashedrekord","kind"'),
      body(LEAF).replace('"value"', '"other"'),
      body(LEAF).replace('"spec":{', '"spec":{},"spec":{'),
      body(LEAF).replace(quote(SIGNATURE), '7'),
      body(LEAF).replace(quote(SIGNATURE), '"!"'),
      body('no PEM'),
      body(LEAF + LEAF),
      body(LEAF.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')),
    ];
    for (let i = 0; i < bodies.length; i++) {
      expect<string>(identity([withBody(bodies[i])])).toBe(
        'layer 0: it is malformed',
        bodies[i],
      );
    }
    const layers = [
      layer(LEAF, bundleOf(good.substring(0, good.length - 5))),
      layer(LEAF, bundleOf(good + '!')),
      layer(LEAF, '{}'),
      layer(LEAF, '{"Payload":{"body":1}}'),
      layer(LEAF, bundleOf(good).substring(0, 400)),
      layer(LEAF, bundleOf(good) + ' x'),
      layer(LEAF, bundleOf(good), 'not base64'),
      layer('no PEM', bundleOf(good)),
      layer(LEAF + MIDDLE, bundleOf(good)),
      honest(LEAF).replace('"digest":', '"digest":"","digest":'),
      honest(LEAF).replace('/signature":', '/signature":1,"x":'),
      honest(LEAF).replace(
        '{"annotations"',
        '{"annotations":null,"annotations"',
      ),
      '7',
      '{"annotations":7}',
    ];
    for (let i = 0; i < layers.length; i++) {
      expect<string>(identity([layers[i]])).toBe(
        'layer 0: it is malformed',
        layers[i],
      );
    }
  });
});

describe('evidence in other spellings', () => {
  it('compares bytes, not text', () => {
    const crlf = LEAF.replaceAll('\n', '\r\n');
    const text = body(crlf, SIGNATURE.replaceAll('=', ''), HASH.toUpperCase());
    const url = base64(text).replaceAll('+', '-').replaceAll('/', '_');
    expect<string>(identity([layer(LEAF, bundleOf(url))])).toBe(BINDS);
    const spaced = bundleOf(base64(' ' + text + '\n')).replaceAll(':', ' : ');
    expect<string>(identity([layer('\n' + LEAF, ' ' + spaced)])).toBe(BINDS);
    const escaped = honest(LEAF).replaceAll('annotations', '\\u0061nnotations');
    expect<string>(identity([escaped])).toBe(BINDS);
  });
});

describe('manifests', () => {
  it('refuses what is no signature manifest', () => {
    const texts = [
      '',
      'null',
      '[]',
      '{}',
      '{"manifests":[],"schemaVersion":2}',
      '{"layers":{}}',
      '{"layers":null}',
      '{"layers":[],"layers":[]}',
      '{"layers":[]',
      '{"layers":[]}x',
    ];
    for (let i = 0; i < texts.length; i++) {
      expect<string>(raw(texts[i])).toBe('manifest: it is malformed', texts[i]);
    }
  });

  it('answers wherever it is cut', () => {
    const text = manifest([honest(LEAF)]);
    for (let i = 0; i < text.length; i += 7) {
      expect<bool>(raw(text.substring(0, i)) == BINDS).toBe(false);
    }
    expect<string>(raw(text)).toBe(BINDS);
  });

  it('takes 500 layers', () => {
    const layers: string[] = [];
    for (let i = 0; i < 500; i++) layers.push(honest(LEAF));
    expect<string>(identity(layers)).toBe(BINDS);
    layers.push(layer(LEAF, '{}'));
    expect<string>(identity(layers)).toBe('layer 500: it is malformed');
  });

  it('takes megabytes of annotations', () => {
    const note = honest(LEAF).replace('ignored', 'n'.repeat(1 << 20));
    expect<string>(identity([note, note, note])).toBe(BINDS);
    const huge = layer(LEAF, '"' + 'x'.repeat(1 << 20) + '"');
    expect<string>(identity([huge])).toBe('layer 0: it is malformed');
  });
});

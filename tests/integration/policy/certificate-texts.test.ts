// SPDX-License-Identifier: Apache-2.0

/** How the PEM texts of the settings are understood. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { Json } from '../../support/json.js';
import { wireJson } from '../../support/json.js';
import { creation, podOf } from '../../support/policy.js';
import { transcribe, transcribeRequest } from '../../support/transcript.js';
import { rejected, said } from '../../support/rejection.js';

const IMAGE = 'a.io/b:1';

/** The bytes of a text as the policy writes them, three characters each. */
const bytes = (text: string): string =>
  `[${[...Buffer.from(text)].map((byte) => String(byte).padStart(3)).join(',')}]`;

const rejection = (message: string): string =>
  JSON.stringify({
    accepted: false,
    message,
    audit_annotations: {
      'rejected-images': `${IMAGE} ${message.slice(message.lastIndexOf('[') + 1, -1)}`,
    },
  });

describe('one certificate in two spellings', () => {
  it('counts once', () => {
    const settings = {
      signatures: [
        {
          image: 'a.io/*',
          certificates: [PEM.alice, PEM.alice],
          minimumMatches: 2,
        },
      ],
    };
    const payload = wireJson({ request: creation(podOf(IMAGE)), settings });
    const at = payload.lastIndexOf('-----BEGIN');
    const { reply, verify } = transcribe(
      payload.slice(0, at) + '\\u002d' + payload.slice(at + 1),
    );
    const message = rejected(
      said(IMAGE, 'is not signed', 'not-signed-by', 0, 'signatures[0]: 1 of 2'),
    );
    assert.equal(reply, rejection(message));
    assert.equal(verify.length, 1);
  });
});

describe('certificates behind as many as are needed', () => {
  it('are not asked about, but must be texts', () => {
    const ask = (certificates: readonly Json[]) =>
      transcribeRequest(creation(podOf(IMAGE)), {
        signatures: [{ image: 'a.io/*', certificates, minimumMatches: 1 }],
      });
    const sound = ask([PEM.alice, PEM.bob]);
    assert.ok(sound.reply.startsWith('{"accepted":true,'));
    assert.equal(sound.verify.length, 1);
    const message = rejected(
      said(
        IMAGE,
        'cannot be verified: the settings are not valid',
        'settings-invalid',
        0,
        'signatures[0]',
      ),
    );
    for (const odd of [1, null, []])
      assert.equal(ask([PEM.alice, odd]).reply, rejection(message));
  });
});

describe('text between the blocks of a chain', () => {
  it('is sent with a block, never as a certificate of its own', () => {
    const about = 'subject=CN = Example Root CA\n';
    const { verify } = transcribeRequest(creation(podOf(IMAGE)), {
      signatures: [
        {
          image: 'a.io/*',
          certificates: [PEM.alice],
          certificateChain: [about + PEM.intermediate + about + PEM.root],
        },
      ],
    });
    const chain = [about + PEM.intermediate + about, PEM.root];
    assert.equal(
      verify[0],
      `{"type":"SigstoreCertificateVerify","certificate_chain":[${chain.map(bytes).join(',')}],"certificate":${bytes(PEM.alice)},"require_rekor_bundle":true,"image":"${IMAGE}"}`,
    );
  });
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiringCertificates } from '../../src/explanation/expiring.js';
import { issue } from '../support/authority.js';

const NOW = new Date('2026-01-01T00:00:00Z');

test('certificates that end within 90 days, or have ended', async () => {
  const certificate = async (subject: string, notAfter: string) => {
    const notBefore = '2024-01-01T00:00:00Z';
    return (await issue({ subject, notBefore, notAfter })).pem;
  };
  const rule = new Map([
    [
      'certificates',
      [
        await certificate('CN=Long', '2026-04-02T00:00:00Z'),
        await certificate('CN=Soon', '2026-03-31T00:00:00Z'),
      ],
    ],
    ['certificateChain', [await certificate('CN=Old', '2025-12-31T00:00:00Z')]],
  ]);
  assert.deepEqual(expiringCertificates([new Map(), rule], NOW), [
    {
      place: 'signatures[1].certificates[1]',
      subject: 'CN=Soon',
      notAfter: '2026-03-31T00:00:00.000Z',
      expired: false,
    },
    {
      place: 'signatures[1].certificateChain[0]',
      subject: 'CN=Old',
      notAfter: '2025-12-31T00:00:00.000Z',
      expired: true,
    },
  ]);
});

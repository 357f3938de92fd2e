// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compareCapabilities,
  scanCapabilities,
} from '../../src/metadata/capability-scanner.js';
import { DATA_SECTION, joinSections } from '../../src/wasm/wasm-sections.js';
import { moduleWithData, section } from '../support/wasm-builder.js';

describe('capability scanner', () => {
  it('needs namespace and operation, in any segment', () => {
    assert.deepEqual(scanCapabilities(moduleWithData('..oci..', 'v2/verify')), [
      'oci/v2/verify',
    ]);
    assert.deepEqual(scanCapabilities(moduleWithData('v2/verify')), []);
    assert.deepEqual(scanCapabilities(moduleWithData('oci')), []);
  });

  it('does not see a name across two segments', () => {
    assert.deepEqual(
      scanCapabilities(moduleWithData('oci', 'v2/ver', 'ify')),
      [],
    );
  });

  it('does not take a longer operation for the shorter', () => {
    assert.deepEqual(
      scanCapabilities(moduleWithData('oci v1/oci_manifest_config')),
      ['oci/v1/oci_manifest_config'],
    );
    assert.deepEqual(
      scanCapabilities(
        moduleWithData('oci v1/oci_manifest_config v1/oci_manifest'),
      ),
      ['oci/v1/oci_manifest', 'oci/v1/oci_manifest_config'],
    );
  });

  it('finds net inside kubernetes, as kwctl does', () => {
    assert.deepEqual(
      scanCapabilities(moduleWithData('kubernetes can_i v1/dns_lookup_host')),
      ['kubernetes/can_i', 'net/v1/dns_lookup_host'],
    );
  });

  it('does not see UTF-16 text', () => {
    const wide = Buffer.from('oci v2/verify', 'utf16le').toString('latin1');
    assert.deepEqual(scanCapabilities(moduleWithData(wide)), []);
  });

  it('reads active segments with offsets of every form', () => {
    const text = Buffer.from('oci v1/verify');
    const segment = (...head: readonly number[]) => [
      ...head,
      text.length,
      ...text,
    ];
    const content = Uint8Array.from([
      3,
      ...segment(0, 0x41, 0x80, 0x08, 0x0b),
      ...segment(2, 0, 0x23, 3, 0x41, 4, 0x6a, 0x0b),
      ...segment(0, 0x42, 0x7f, 0x0b),
    ]);
    const module = joinSections([section(DATA_SECTION, content)]);
    assert.deepEqual(scanCapabilities(module), ['oci/v1/verify']);
  });

  it('compares with declared patterns', () => {
    const found = ['oci/v1/oci_manifest', 'oci/v2/verify'];
    assert.deepEqual(compareCapabilities(found, ['oci/*']), {
      undeclared: [],
      undetected: [],
    });
    assert.deepEqual(compareCapabilities(found, ['*']), {
      undeclared: [],
      undetected: [],
    });
    assert.deepEqual(
      compareCapabilities(found, ['oci/v2/*', 'net/*', 'crypto/*']),
      {
        undeclared: ['oci/v1/oci_manifest'],
        undetected: ['crypto/*', 'net/*'],
      },
    );
  });
});

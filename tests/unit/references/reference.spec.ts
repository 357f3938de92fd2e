// SPDX-License-Identifier: Apache-2.0
import { parseReference } from '../../../assembly/references/reference';
import { REFERENCE_VECTORS } from '../../fixtures/vectors/references';

/** Canonical form, name, tag and digest, parted by tabs; '' when refused. */
function parsed(input: string): string {
  const bytes = Uint8Array.wrap(String.UTF8.encode(input));
  const ref = parseReference(bytes.dataStart, bytes.length);
  if (ref === null) return '';
  const text = String.UTF8.decodeUnsafe(ref.text, ref.end - ref.text);
  const nameLen = <i32>(ref.nameEnd - ref.text);
  const tag = ref.hasTag
    ? text.substring(nameLen + 1, <i32>(ref.tagEnd - ref.text))
    : '';
  const found = ref.digest;
  const digest = found === null ? '' : found.toString();
  const name = text.substring(0, nameLen);
  return `${text}\t${name}\t${tag}\t${digest}`;
}

function canonical(input: string): string {
  return parsed(input).split('\t')[0];
}

/** Whether all inputs have the one canonical form. */
function allAre(form: string, inputs: string[]): void {
  for (let i = 0; i < inputs.length; i++) {
    expect<string>(canonical(inputs[i])).toBe(form, inputs[i]);
  }
}

describe('parseReference', () => {
  it('agrees with the vectors of distribution/reference', () => {
    expect<i32>(REFERENCE_VECTORS.length).toBeGreaterThan(1000);
    let valid = 0;
    for (let i = 0; i < REFERENCE_VECTORS.length; i++) {
      const vector = REFERENCE_VECTORS[i];
      const input = vector.substring(0, vector.indexOf('\t'));
      const wanted = vector.substring(input.length + 1);
      const got = parsed(input);
      if (got !== '') valid++;
      expect<string>(got).toBe(wanted === '\t\t\t' ? '' : wanted, input);
    }
    expect<i32>(valid).toBeGreaterThan(300);
  });

  it('gives all aliases of an image one canonical form', () => {
    allAre('docker.io/library/nginx:latest', [
      'nginx',
      'nginx:latest',
      'library/nginx',
      'docker.io/nginx',
      'docker.io/library/nginx',
      'index.docker.io/nginx',
      'index.docker.io/library/nginx:latest',
      'registry-1.docker.io/nginx',
      'registry-1.docker.io/library/nginx',
      'Docker.io/nginx',
      'docker.io:443/nginx',
      'INDEX.DOCKER.IO:0443/nginx',
    ]);
    allAre('ghcr.io/x:latest', ['GHCR.IO/x', 'ghcr.io:443/x', 'ghcr.io/x']);
  });

  it('keeps tag and digest apart', () => {
    const digest = 'sha256:' + 'ab'.repeat(32);
    expect<string>(parsed('a@' + digest)).toBe(
      `docker.io/library/a@${digest}\tdocker.io/library/a\t\t${digest}`,
    );
    expect<string>(parsed('a:t@' + digest)).toBe(
      `docker.io/library/a:t@${digest}\tdocker.io/library/a\tt\t${digest}`,
    );
  });

  it('reads a tag that looks like a digest as a tag', () => {
    const tag = 'sha256-' + 'ab'.repeat(32);
    expect<string>(parsed('ghcr.io/a:' + tag)).toBe(
      `ghcr.io/a:${tag}\tghcr.io/a\t${tag}\t`,
    );
  });

  it('keeps ports that are no default', () => {
    expect<string>(canonical('ghcr.io:80/x')).toBe('ghcr.io:80/x:latest');
    expect<string>(canonical('ghcr.io:4430/x')).toBe('ghcr.io:4430/x:latest');
    expect<string>(canonical('a.b:05000/x')).toBe('a.b:5000/x:latest');
    // Without its port this one would be a repository of Docker Hub.
    expect<string>(canonical('registry:443/x')).toBe('registry:443/x:latest');
  });

  it('refuses a registry that only its capitals tell from a repository', () => {
    expect<string>(canonical('Foo/bar')).toBe('');
    expect<string>(canonical('LOCALHOST/bar')).toBe('');
  });

  it('refuses image IDs, whole and shortened', () => {
    const hex = '0123456789abcdef'.repeat(8);
    for (let digits = 1; digits <= 128; digits++) {
      const id = hex.substring(0, digits);
      expect<string>(canonical('sha256:' + id)).toBe('');
      expect<string>(canonical('sha384:' + id)).toBe('');
      expect<string>(canonical('sha512:' + id)).toBe('');
    }
    expect<string>(canonical('sha256')).toBe('docker.io/library/sha256:latest');
    expect<string>(canonical('sha256:v1')).toBe('docker.io/library/sha256:v1');
    expect<string>(canonical('sha256:AB')).toBe('docker.io/library/sha256:AB');
    expect<string>(canonical('sha1:ab')).toBe('docker.io/library/sha1:ab');
    expect<string>(canonical('library/sha256:ab')).toBe(
      'docker.io/library/sha256:ab',
    );
  });

  it('knows Docker Hub by all of its names', () => {
    const names = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
    names.push('registry.hub.docker.com');
    names.push('Registry.Hub.Docker.com');
    names.push('registry.hub.docker.com:443');
    for (let i = 0; i < names.length; i++) {
      expect<string>(canonical(names[i] + '/nginx')).toBe(
        'docker.io/library/nginx:latest',
      );
      expect<string>(canonical(names[i] + '/a/b:v1')).toBe('docker.io/a/b:v1');
    }
    const others = ['hub.docker.com', 'xregistry.hub.docker.com'];
    others.push('registry.hub.docker.com:80');
    others.push('registry.hub.docker.org');
    for (let i = 0; i < others.length; i++) {
      expect<string>(canonical(others[i] + '/a')).toBe(others[i] + '/a:latest');
    }
  });

  it('takes IPv6 addresses in their shortest form', () => {
    const good = [
      '::',
      '::1',
      '1::',
      '2001:db8::1',
      '2001:db8::1:0:0:1',
      '2001:0:0:1::1',
      '1:0:3:4:5:6:7:8',
      '1:2:3:4:5:6:7:8',
      '0:1:2:3:4:5:6:7',
      '1:2:3:4:5:6::',
      '::3:4:5:6:7:8',
      'ABCD::EF',
    ];
    for (let i = 0; i < good.length; i++) {
      const name = '[' + good[i] + ']:5000/x';
      expect<string>(canonical(name)).toBe(name.toLowerCase() + ':latest');
    }
    const bad = [
      '',
      ':',
      ':::',
      '1',
      '1:2',
      '0::1',
      '::0',
      '0::',
      '::0:1',
      '1:0::1',
      '1::0:1',
      '::01',
      '00::1',
      '::12345',
      '1:2:3:4:5:6:7::',
      '::2:3:4:5:6:7:8',
      '1::3:4:5:6:7:8',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7:8:',
      ':1:2:3:4:5:6:7:8',
      '1::2::3',
      '1:0:0:4:5:6:7:8',
      '1:0:0:0:2::1',
      '2001:0:0:1:0:0:1::',
      '1:0:0:2::5:6',
      'g::1',
    ];
    for (let i = 0; i < bad.length; i++) {
      expect<string>(canonical('[' + bad[i] + ']:5000/x')).toBe('', bad[i]);
    }
  });

  it('refuses every byte that no reference has, at every place', () => {
    const good = 'registry.example.org:5000/team/app:v1';
    const bytes = Uint8Array.wrap(String.UTF8.encode(good));
    for (let at = 0; at < bytes.length; at++) {
      const kept = bytes[at];
      for (let c = 0; c < 256; c++) {
        const letter = (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a && c >= 0x41;
        if (letter || (c >= 0x2d && c <= 0x3a) || c == 0x5f) continue;
        bytes[at] = <u8>c;
        const ref = parseReference(bytes.dataStart, bytes.length);
        expect<bool>(ref === null).toBe(true, `byte ${c} at ${at}`);
      }
      bytes[at] = kept;
    }
  });

  it('refuses what is too long', () => {
    expect<string>(canonical('a'.repeat(10000))).toBe('');
    expect<string>(canonical('a.b/' + 'a'.repeat(255))).not.toBe('');
    expect<string>(canonical('a.b/' + 'a'.repeat(256))).toBe('');
  });
});

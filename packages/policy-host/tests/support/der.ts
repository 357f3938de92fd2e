// SPDX-License-Identifier: Apache-2.0
// Writes the few DER structures that the certificate library has no class for.

/** One element: tag, length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), body]);
}

/** A general name by its kind: `dns`, `ip` (hex) and so on. */
export type Name = readonly [keyof typeof NAME_TAG, string];

const NAME_TAG = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 } as const;
const DIRECTORY = 0xa4;

function generalName([kind, value]: Name): Buffer {
  const encoding = kind === 'ip' ? 'hex' : 'latin1';
  return der(NAME_TAG[kind], Buffer.from(value, encoding));
}

/** Content of `subjectAltName`. */
export function alternativeNames(names: readonly Name[]): Buffer {
  return der(0x30, ...names.map(generalName));
}

/** Content of `nameConstraints`. `'directory'` stands for an empty name. */
export function nameConstraints(
  permitted: readonly (Name | 'directory')[],
  excluded: readonly (Name | 'directory')[] = [],
): Buffer {
  const subtree = (name: Name | 'directory') =>
    der(
      0x30,
      name === 'directory' ? der(DIRECTORY, der(0x30)) : generalName(name),
    );
  const lists = [
    permitted.length > 0 ? der(0xa0, ...permitted.map(subtree)) : undefined,
    excluded.length > 0 ? der(0xa1, ...excluded.map(subtree)) : undefined,
  ];
  return der(0x30, ...lists.filter((list) => list !== undefined));
}

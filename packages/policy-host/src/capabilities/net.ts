// SPDX-License-Identifier: Apache-2.0
import { lookup } from 'node:dns/promises';
import { PolicyHostError } from '../errors.js';

/** The C library's words for what Node reports by code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
};

class NoName extends Error {
  readonly code = 'ENOTFOUND';
}

/**
 * Addresses of a host by the system's resolver, in its order.
 *
 * @throws PolicyHostError CAPABILITY `failed to lookup address information: ..`
 */
export async function lookupHost(host: string): Promise<string[]> {
  try {
    // Node answers that no name has no address; the C library fails.
    if (host === '') throw new NoName();
    const found = await lookup(host, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new PolicyHostError(
      'CAPABILITY',
      `failed to lookup address information: ${REASONS[code] ?? message}`,
      cause,
    );
  }
}

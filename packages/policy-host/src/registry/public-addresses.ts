// SPDX-License-Identifier: Apache-2.0
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** `address/bits` of what is not reached over the public network. */
const OWN_NETWORKS: readonly string[] = [
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carriers' own
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, where clouds keep their metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.168.0.0/16', // private
  '198.18.0.0/15', // measurements inside a network
  '224.0.0.0/4', // groups
  '240.0.0.0/4', // reserved, broadcast
  '::/96', // this host, loopback, IPv4 addresses in an old spelling
  '64:ff9b::/96', // translated IPv4 addresses
  '64:ff9b:1::/48', // translated inside a network
  '2001::/32', // Teredo, with an IPv4 address inside
  '2002::/16', // 6to4, with an IPv4 address inside
  'fc00::/7', // private
  'fe80::/10', // link-local
  'fec0::/10', // private, as it once was
  'ff00::/8', // groups
];

const own = new BlockList();
for (const network of OWN_NETWORKS) {
  const [address = '', bits] = network.split('/');
  own.addSubnet(address, Number(bits), familyOf(address));
}

/** A host that a registry led to, at an address of this machine or network. */
export class NotPublicError extends Error {
  readonly code = 'ERR_NOT_PUBLIC';

  constructor(host: string, address: string) {
    super(
      host === address
        ? `${address} is not a public address`
        : `${host} is ${address}, not a public address`,
    );
  }
}

/**
 * Refuses a host of a URL that names this machine or its network without any
 * look-up. Addresses have one spelling in a parsed URL, however they were
 * written: decimal, octal, hexadecimal or with a dot at the end.
 *
 * @param hostname as `URL.hostname` gives it.
 * @throws NotPublicError
 */
export function requirePublicHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) {
    throw new NotPublicError(host, 'this machine');
  }
  if (isIP(host) !== 0) requirePublicAddress(host, host);
}

/**
 * A look-up for connections: it fails when any address of a name is not
 * public, so that the connection is never begun.
 */
export function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      try {
        if (error === null) {
          const found = Array.isArray(address)
            ? address.map((one) => one.address)
            : [address];
          for (const one of found) requirePublicAddress(hostname, one);
        }
      } catch (refused) {
        callback(refused as NodeJS.ErrnoException, '', 0);
        return;
      }
      callback(error, address, family);
    });
  };
}

function requirePublicAddress(host: string, address: string): void {
  // An address with a zone is one of a link.
  const [bare = '', zone] = address.split('%');
  const version = isIP(bare);
  if (version === 0 || zone !== undefined || own.check(bare, familyOf(bare))) {
    throw new NotPublicError(host, address);
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

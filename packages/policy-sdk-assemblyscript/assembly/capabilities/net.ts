// SPDX-License-Identifier: Apache-2.0
import { Writer } from '../json/writer';
import { Result } from '../values/result';
import { request, unexpected } from './call';
import { writeString } from './payload';
import { dnsLookupHostOperation, netNamespace } from './names';

/** The IP addresses of a host name, as the host's resolver sees them. */
export function lookupHost(host: string): Result<string[]> {
  const payload = writeString(new Writer(256), host).slice();
  const answer = request(netNamespace(), dnsLookupHostOperation(), payload);
  if (!answer.ok) return Result.failed<string[]>(answer.failure);
  const addresses = answer.value.member('ips').strings();
  if (addresses.ok) return addresses;
  return Result.failed<string[]>(unexpected(addresses.failure));
}

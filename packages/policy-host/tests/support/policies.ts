// SPDX-License-Identifier: Apache-2.0
import { guest } from './guest.js';

/** metadata.yml of a small policy that declares no host capability. */
export const METADATA_YML = `
rules:
  - apiGroups: ['']
    apiVersions: [v1]
    resources: [pods]
    operations: [CREATE]
mutating: false
annotations:
  io.kubewarden.policy.title: small
  io.kubewarden.policy.source: https://git.example.org/small
  io.kubewarden.policy.version: 1.2.3
`;

/** A waPC module that answers `protocol_version` with this JSON. */
export function smallPolicy(version = '"v1"'): Promise<Uint8Array> {
  return guest(`
    function handle(op: string, msg: string): i32 {
      return op == 'protocol_version'
        ? reply(${JSON.stringify(version)})
        : reply('{"accepted":true}');
    }`);
}

// SPDX-License-Identifier: Apache-2.0
import { guest, guestWithStartSection } from './guest.js';

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
  return guest(answering(version));
}

/** The same, but its top-level code is in a start section. */
export function startSectionPolicy(): Promise<Uint8Array> {
  return guestWithStartSection(answering('"v1"'));
}

function answering(version: string): string {
  return `
    function handle(op: string, msg: string): i32 {
      if (op == 'protocol_version') return reply(${JSON.stringify(version)});
      return reply('{"accepted":true,"valid":true}');
    }`;
}

// SPDX-License-Identifier: Apache-2.0

/** Id of the start section, WebAssembly core specification 5.5.11. */
export const START_SECTION = 8;

const HEADER_BYTES = 8;

/** Ids of a module's sections, in order. */
export function sectionIds(module: Uint8Array): number[] {
  const ids: number[] = [];
  let at = HEADER_BYTES;
  while (at < module.length) {
    ids.push(module[at++] ?? 0);
    let size = 0;
    let byte = 0x80;
    for (let shift = 0; byte >= 0x80; shift += 7) {
      byte = module[at++] ?? 0;
      size += (byte & 0x7f) * 2 ** shift;
    }
    at += size;
  }
  return ids;
}

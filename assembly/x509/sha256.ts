// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

// SHA-256 (FIPS 180-4), for fingerprints that people compare. What is trusted
// never depends on it.

const BLOCK_BYTES: usize = 64;

const START = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
  0x1f83d9ab, 0x5be0cd19,
]);

const ROUND = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
  0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
  0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
  0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** The hash of these bytes: 32 bytes in the arena. */
export function sha256(bytes: Slice): Slice {
  const state = heap.alloc(32 + 16);
  memory.copy(state, START, 32);
  // A one bit, zeros, and the number of bits in the last 8 bytes.
  const len = <usize>bytes.len;
  const paddedLen = (len + 8 + BLOCK_BYTES) & ~(BLOCK_BYTES - 1);
  const padded = heap.alloc(paddedLen);
  memory.fill(padded, 0, paddedLen);
  memory.copy(padded, bytes.ptr, len);
  store<u8>(padded + len, 0x80);
  const end = padded + paddedLen;
  store<u64>(end - 8, bswap<u64>((<u64>len) << 3));
  for (let block = padded; block < end; block += BLOCK_BYTES)
    addBlock(state, block);
  for (let word = state; word < state + 32; word += 4)
    store<u32>(word, bswap<u32>(load<u32>(word)));
  return new Slice(state, 32);
}

function addBlock(state: usize, block: usize): void {
  const words = heap.alloc(256);
  for (let i: usize = 0; i < 64; i += 4)
    store<u32>(words + i, bswap<u32>(load<u32>(block + i)));
  for (let at = words + 64; at < words + 256; at += 4) {
    const a = load<u32>(at - 60);
    const b = load<u32>(at - 8);
    const s0 = mix(a, 7, 18) ^ (a >> 3);
    const s1 = mix(b, 17, 19) ^ (b >> 10);
    store<u32>(at, load<u32>(at - 64) + s0 + load<u32>(at - 28) + s1);
  }
  // The eight variables, of which each round moves all by one place.
  const room = heap.alloc(256 + 32);
  memory.copy(room + 256, state, 32);
  let v = room + 256;
  for (let i: usize = 0; i < 256; i += 4) {
    const a = load<u32>(v);
    const b = load<u32>(v, 4);
    const c = load<u32>(v, 8);
    const e = load<u32>(v, 16);
    const choice = (e & load<u32>(v, 20)) ^ (~e & load<u32>(v, 24));
    const s1 = mix(e, 6, 11) ^ rotr<u32>(e, 25);
    const s0 = mix(a, 2, 13) ^ rotr<u32>(a, 22);
    const t1 =
      load<u32>(v, 28) +
      s1 +
      choice +
      load<u32>(ROUND + i) +
      load<u32>(words + i);
    store<u32>(v, load<u32>(v, 12) + t1, 12);
    v -= 4;
    store<u32>(v, t1 + s0 + ((a & b) ^ (a & c) ^ (b & c)));
  }
  for (let i: usize = 0; i < 32; i += 4)
    store<u32>(state + i, load<u32>(state + i) + load<u32>(v + i));
}

function mix(word: u32, first: u32, second: u32): u32 {
  return rotr<u32>(word, first) ^ rotr<u32>(word, second);
}

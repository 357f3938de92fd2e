// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

// SHA-256 (FIPS 180-4), for fingerprints that people compare. What is trusted
// never depends on it. Short code counts, speed does not: a message has three
// fingerprints at most.

const BLOCK_BYTES: usize = 64;
/** Of the words of a block, all that are made of them, and the constants. */
const ROUND_BYTES: usize = 256;
const STATE_BYTES: usize = 32;

/**
 * The hash of these bytes, of which there are less than 512 MiB: the address of
 * its eight words of 32 bits, the first byte of each is its highest.
 */
export function sha256(bytes: Slice): usize {
  // Roots of the first 64 primes; of the square roots 8 are needed.
  const state = heap.alloc(ROUND_BYTES);
  const constants = heap.alloc(ROUND_BYTES);
  let prime = 1;
  for (let i: usize = 0; i < ROUND_BYTES; i += 4) {
    do prime++;
    while (!isPrime(prime));
    store<u32>(state + i, fraction(sqrt<f64>(prime)));
    store<u32>(constants + i, fraction(cubeRoot(prime)));
  }
  // A one bit, zeros, and the number of bits in the last 8 bytes, or 4 of them.
  const len = <usize>bytes.len;
  const paddedLen = (len + 8 + BLOCK_BYTES) & ~(BLOCK_BYTES - 1);
  const padded = heap.alloc(paddedLen);
  memory.fill(padded, 0, paddedLen);
  memory.copy(padded, bytes.ptr, len);
  store<u8>(padded + len, 0x80);
  const end = padded + paddedLen;
  store<u32>(end - 4, bswap<u32>((<u32>len) << 3));
  for (let block = padded; block < end; block += BLOCK_BYTES)
    addBlock(state, block, constants);
  return state;
}

function addBlock(state: usize, block: usize, constants: usize): void {
  const words = heap.alloc(2 * ROUND_BYTES + STATE_BYTES);
  // The eight variables, of which each round moves all by one place.
  let v = words + 2 * ROUND_BYTES;
  memory.copy(v, state, STATE_BYTES);
  for (let i: usize = 0; i < ROUND_BYTES; i += 4) {
    const at = words + i;
    let word: u32;
    if (i < BLOCK_BYTES) {
      word = bswap<u32>(load<u32>(block + i));
    } else {
      const w1 = load<u32>(at - 60);
      const w14 = load<u32>(at - 8);
      const s0 = mix(w1, 7, 18) ^ (w1 >> 3);
      const s1 = mix(w14, 17, 19) ^ (w14 >> 10);
      word = load<u32>(at - 64) + s0 + load<u32>(at - 28) + s1;
    }
    store<u32>(at, word);
    const a = load<u32>(v);
    const b = load<u32>(v, 4);
    const c = load<u32>(v, 8);
    const e = load<u32>(v, 16);
    const g = load<u32>(v, 24);
    const choice = g ^ (e & (load<u32>(v, 20) ^ g));
    const majority = (a & b) | (c & (a | b));
    const s1 = mix(e, 6, 11) ^ rotr<u32>(e, 25);
    const s0 = mix(a, 2, 13) ^ rotr<u32>(a, 22);
    const t1 = load<u32>(v, 28) + s1 + choice + load<u32>(constants + i) + word;
    store<u32>(v, load<u32>(v, 12) + t1, 12);
    v -= 4;
    store<u32>(v, t1 + s0 + majority);
  }
  for (let i: usize = 0; i < STATE_BYTES; i += 16)
    v128.store(state + i, i32x4.add(v128.load(state + i), v128.load(v + i)));
}

function mix(word: u32, first: u32, second: u32): u32 {
  return rotr<u32>(word, first) ^ rotr<u32>(word, second);
}

function isPrime(n: i32): bool {
  let divisor = 2;
  while (n % divisor != 0) divisor++;
  return divisor == n;
}

/** By Newton's method, which rests long before 40 steps. */
function cubeRoot(n: f64): f64 {
  let root = n;
  for (let step = 0; step < 40; step++) root -= (root - n / (root * root)) / 3;
  return root;
}

/** The first 32 bits behind the point. */
function fraction(n: f64): u32 {
  return <u32>(<u64>(n * 4294967296));
}

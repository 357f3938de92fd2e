// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { sha256 } from '../../../assembly/x509/sha256';

/** The hash of as many letters `a`, in hexadecimal. */
function hashOf(letters: i32): string {
  const hash = sha256(Slice.of('a'.repeat(letters)));
  let hex = '';
  for (let i: usize = 0; i < 32; i += 4)
    hex += load<u32>(hash + i)
      .toString(16)
      .padStart(8, '0');
  return hex;
}

describe('sha256', () => {
  it('is that of other tools, at and around the ends of blocks', () => {
    // printf 'aaa' | sha256sum
    expect<string>(hashOf(0)).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect<string>(hashOf(3)).toBe(
      '9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0',
    );
    expect<string>(hashOf(55)).toBe(
      '9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318',
    );
    expect<string>(hashOf(56)).toBe(
      'b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a',
    );
    expect<string>(hashOf(63)).toBe(
      '7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34',
    );
    expect<string>(hashOf(64)).toBe(
      'ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb',
    );
    expect<string>(hashOf(65)).toBe(
      '635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0',
    );
    expect<string>(hashOf(1000)).toBe(
      '41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3',
    );
  });
});

// SPDX-License-Identifier: Apache-2.0
import { ascii, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

// What is wrong with a value, to be said behind its path. Each literal is data
// of its own, so those that are said in several places stand here.

export function empty(): Slice {
  return ascii('is empty');
}

export function givenTwice(): Slice {
  return ascii('is given twice');
}

export function missing(): Slice {
  return ascii('is missing');
}

export function notAnObject(): Slice {
  return ascii('is not an object');
}

export function notAString(): Slice {
  return ascii('is not a string');
}

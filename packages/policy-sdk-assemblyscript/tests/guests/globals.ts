// SPDX-License-Identifier: Apache-2.0
import {
  Operation,
  Slice,
  Writer,
  register,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

// Made while the module starts: stays from call to call.
const table = new Map<string, string>();
for (let i = 0; i < 100; i++) table.set(`key ${i}`, `value ${i * i}`);

register(Operation.Validate, validate);

/** Fills memory, then answers from the table made at the start. */
function validate(payload: Slice): Slice {
  const filler = new Array<string>();
  for (let i = 0; i < 1000; i++) filler.push(`filler ${i}`);
  const key = payload.toString();
  const value = table.has(key) ? table.get(key) : 'none';
  const text = Slice.of(`${value} of ${table.size} and ${filler.length}`);
  return new Writer(64).slices(text).slice();
}

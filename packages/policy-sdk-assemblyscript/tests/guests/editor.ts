// SPDX-License-Identifier: Apache-2.0
import {
  ObjectEditor,
  Operation,
  Slice,
  Value,
  Writer,
  register,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, edit);

/**
 * Makes the changes of `{"object":..,"changes":[..]}`: each has a `path`, and a
 * `value` to set, an `item` to append, or neither to remove; with `at`, the
 * path begins at the value that the object had there. Answers `!` when one
 * cannot be made.
 */
function edit(payload: Slice): Slice {
  const root = Value.of(payload);
  const object = root.member('object');
  const editor = new ObjectEditor(object);
  const changes = root.member('changes').elements();
  while (changes.next()) {
    const path = changes.value.member('path').string().value;
    const value = changes.value.member('value');
    const item = changes.value.member('item');
    const at = changes.value.member('at');
    const from = at.exists ? editor.at(object.get(at.string().value)) : editor;
    if (value.exists) from.set(path, value.raw().value);
    else if (item.exists) from.append(path, item.raw().value);
    else from.remove(path);
  }
  if (editor.failure != null) return new Writer(1).byte(0x21).slice();
  return editor.bytes();
}

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
 * Makes the changes of `{"object":..,"changes":[{"path":..,"value":..}]}`, of
 * which those without a value remove; answers `!` when one cannot be made.
 */
function edit(payload: Slice): Slice {
  const root = Value.of(payload);
  const editor = new ObjectEditor(root.member('object'));
  const changes = root.member('changes').elements();
  while (changes.next()) {
    const path = changes.value.member('path').string().value;
    const value = changes.value.member('value');
    if (value.exists) editor.set(path, value.raw().value);
    else editor.remove(path);
  }
  if (editor.failure != null) return new Writer(1).byte(0x21).slice();
  return editor.bytes();
}

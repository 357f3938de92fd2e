// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  ObjectEditor,
  Operation,
  Payload,
  Response,
  SettingsReader,
  Slice,
  accept,
  register,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import { Settings } from './settings';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, validate);
register(Operation.ValidateSettings, validateSettings);

/** Adds the default labels, then checks all labels. */
function validate(bytes: Slice): Slice {
  const payload = Payload.read(bytes);
  if (!payload.ok) return reject(payload.failure.describe());
  const reader = SettingsReader.of(payload.value.settings);
  const settings = new Settings(reader);
  if (!reader.finish()) return reject(reader.problems.describe());

  const object = new AdmissionRequest(payload.value.request).object;
  const labels = new Map<string, string>();
  const found = object.get('metadata.labels');
  if (!found.isAbsent) {
    const members = found.members();
    while (members.next()) {
      const value = members.value.string();
      if (!value.ok) return reject(value.failure.describe());
      labels.set(members.key.toString(), value.value);
    }
    const failure = members.failure;
    if (failure != null) return reject(failure.describe());
  }

  const editor = new ObjectEditor(object);
  const added = addDefaults(settings.defaults, labels, editor);
  const problem = check(settings, labels);
  if (problem.length > 0) return reject(problem);
  const failure = editor.failure;
  if (failure != null) return reject(failure.describe());
  if (added == 0) return accept();
  return Response.accept().mutate(editor.bytes()).bytes();
}

function addDefaults(
  defaults: Map<string, string>,
  labels: Map<string, string>,
  editor: ObjectEditor,
): i32 {
  const names = defaults.keys();
  let added = 0;
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (labels.has(name)) continue;
    labels.set(name, defaults.get(name));
    editor.setString(`metadata.labels["${name}"]`, defaults.get(name));
    added++;
  }
  return added;
}

/** What is wrong with the labels; empty when nothing is. */
function check(settings: Settings, labels: Map<string, string>): string {
  for (let i = 0; i < settings.denied.length; i++)
    if (labels.has(settings.denied[i]))
      return `label ${settings.denied[i]} is denied`;
  for (let i = 0; i < settings.mandatory.length; i++)
    if (!labels.has(settings.mandatory[i]))
      return `label ${settings.mandatory[i]} is missing`;
  for (let i = 0; i < settings.constraints.length; i++) {
    const constraint = settings.constraints[i];
    const label = constraint.label;
    if (labels.has(label) && !constraint.values.includes(labels.get(label)))
      return `label ${label} must be one of ${constraint.values.join(', ')}`;
  }
  return '';
}

function validateSettings(bytes: Slice): Slice {
  const reader = SettingsReader.over(bytes);
  new Settings(reader);
  return reader.response();
}

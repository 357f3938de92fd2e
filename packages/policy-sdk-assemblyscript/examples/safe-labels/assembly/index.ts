// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  ObjectEditor,
  Value,
  Verdict,
  pathOf,
  policy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import { Settings } from './settings';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<Settings>(validate);

/** Adds the default labels, then checks all labels. */
function validate(request: AdmissionRequest, settings: Settings): Verdict {
  const labels = labelsOf(request.object.get('metadata.labels'));
  const editor = new ObjectEditor(request.object);
  addDefaults(settings.defaults, labels, editor);
  const problem = check(settings, labels);
  return problem.length > 0 ? reject(problem) : editor.verdict();
}

function labelsOf(found: Value): Map<string, string> {
  const labels = new Map<string, string>();
  if (found.isAbsent) return labels;
  const members = found.members();
  while (members.next())
    labels.set(members.key.toString(), members.value.string().value);
  return labels;
}

function addDefaults(
  defaults: Map<string, string>,
  labels: Map<string, string>,
  editor: ObjectEditor,
): void {
  const names = defaults.keys();
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (labels.has(name)) continue;
    labels.set(name, defaults.get(name));
    editor.setString(pathOf(['metadata', 'labels', name]), defaults.get(name));
  }
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

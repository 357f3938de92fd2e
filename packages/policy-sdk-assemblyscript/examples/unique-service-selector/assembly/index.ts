// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Kind,
  ListResources,
  NoSettings,
  Value,
  Verdict,
  accept,
  policy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<NoSettings>(validate);

/** Rejects a service with the selector of another one in its namespace. */
function validate(request: AdmissionRequest, _settings: NoSettings): Verdict {
  const selector = request.object.get('spec.selector');
  // Services without a selector have endpoints of their own.
  if (selector.isAbsent) return accept();
  const own = selectorText(selector);
  if (own.length == 0) return reject('spec.selector is not a map of strings');
  const name = request.object.get('metadata.name').stringOr('').value;

  const list = new ListResources('v1', 'Service')
    .fieldMasks(['spec.selector'])
    .inNamespace(request.namespace.value);
  if (!list.ok) return reject(list.failure.describe());
  const services = list.value.get('items').elements();
  while (services.next()) {
    const other = services.value.get('metadata.name').string().value;
    // On UPDATE the service itself is in the list.
    if (other == name) continue;
    if (selectorText(services.value.get('spec.selector')) == own)
      return reject(`service ${other} has the same selector`);
  }
  return accept();
}

/** A selector in one form, whatever the order of its keys; empty if none. */
function selectorText(selector: Value): string {
  if (selector.kind != Kind.Object) return '';
  const pairs = new Array<string>();
  const members = selector.members();
  while (members.next()) {
    const value = members.value.string();
    if (!value.ok) return '';
    pairs.push(`${members.key.toString()}=${value.value}`);
  }
  if (members.failure != null) return '';
  return `{${pairs.sort().join(',')}}`;
}

// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Kind,
  ListResources,
  Operation,
  Payload,
  SettingsReader,
  Slice,
  Value,
  accept,
  register,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, validate);
register(Operation.ValidateSettings, validateSettings);

/** Rejects a service with the selector of another one in its namespace. */
function validate(bytes: Slice): Slice {
  const payload = Payload.read(bytes);
  if (!payload.ok) return reject(payload.failure.describe());
  const request = new AdmissionRequest(payload.value.request);
  const selector = request.object.get('spec.selector');
  // Services without a selector have endpoints of their own.
  if (selector.isAbsent) return accept();
  const own = selectorText(selector);
  if (own.length == 0) return reject('spec.selector is not a map of strings');
  const namespace = request.namespace;
  if (!namespace.ok) return reject(namespace.failure.describe());
  const name = request.object.get('metadata.name').stringOr('');
  if (!name.ok) return reject(name.failure.describe());

  const list = new ListResources('v1', 'Service')
    .fieldMasks(['spec.selector'])
    .inNamespace(namespace.value);
  if (!list.ok) return reject(list.failure.describe());
  const services = list.value.get('items').elements();
  while (services.next()) {
    const other = services.value.get('metadata.name').string();
    if (!other.ok) return reject(other.failure.describe());
    // On UPDATE the service itself is in the list.
    if (other.value == name.value) continue;
    if (selectorText(services.value.get('spec.selector')) == own)
      return reject(`service ${other.value} has the same selector`);
  }
  const failure = services.failure;
  if (failure != null) return reject(failure.describe());
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

function validateSettings(settings: Slice): Slice {
  return SettingsReader.over(settings).response();
}

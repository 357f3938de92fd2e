// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Edits,
  Level,
  LogEvent,
  Operation,
  Payload,
  Response,
  SettingsReader,
  Slice,
  accept,
  containersOf,
  manifestDigest,
  podSpecOf,
  register,
  reject,
  utf8,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, validate);
register(Operation.ValidateSettings, validateSettings);

/** Writes the digest behind every image that has none. */
function validate(bytes: Slice): Slice {
  const payload = Payload.read(bytes);
  if (!payload.ok) return reject(payload.failure.describe());
  const request = new AdmissionRequest(payload.value.request);
  const podSpec = podSpecOf(request);
  if (!podSpec.ok) return reject(podSpec.failure.describe());

  const edits = new Edits();
  const containers = containersOf(podSpec.value);
  while (containers.next()) {
    const image = containers.container.image;
    if (!image.ok) return reject(image.failure.describe());
    if (image.value.includes('@')) continue;
    const digest = manifestDigest(image.value);
    if (!digest.ok)
      return reject(`${image.value}: ${digest.failure.toString()}`);
    const pinned = `${image.value}@${digest.value}`;
    new LogEvent(Level.Info).message('pinned').text('image', pinned).send();
    // The value is a string, so its bytes are there.
    const old = containers.container.json.member('image').raw().value;
    edits.replace(old, utf8(`"${pinned}"`));
  }
  const failure = containers.failure;
  if (failure != null) return reject(failure.describe());
  if (edits.count == 0) return accept();
  return Response.accept().edit(request.object.raw().value, edits).bytes();
}

function validateSettings(settings: Slice): Slice {
  return SettingsReader.over(settings).response();
}

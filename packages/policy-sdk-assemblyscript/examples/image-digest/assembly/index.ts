// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Level,
  LogEvent,
  NoSettings,
  ObjectEditor,
  Verdict,
  containersOf,
  manifestDigest,
  podSpecOf,
  policy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<NoSettings>(validate);

/** Writes the digest behind every image that has none. */
function validate(request: AdmissionRequest, _settings: NoSettings): Verdict {
  const editor = new ObjectEditor(request.object);
  const containers = containersOf(podSpecOf(request).value);
  while (containers.next()) {
    const image = containers.container.image;
    if (!image.ok) return reject(image.failure.describe());
    if (image.value.includes('@')) continue;
    const digest = manifestDigest(image.value);
    if (!digest.ok)
      return reject(`${image.value}: ${digest.failure.toString()}`);
    const pinned = `${image.value}@${digest.value}`;
    new LogEvent(Level.Info).message('pinned').text('image', pinned).send();
    editor.at(containers.container.json).setString('image', pinned);
  }
  return editor.verdict();
}

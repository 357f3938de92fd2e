// SPDX-License-Identifier: Apache-2.0
import { Slice } from './bytes/slice';
import { AdmissionRequest } from './requests/admission-request';
import { Payload } from './requests/payload';
import { reject } from './responses/verdict';
import { SettingsReader } from './settings/reader';
import { Value } from './values/value';
import { Operation, register } from './wapc/guest';

/**
 * What a policy says to a request: `accept()`, `reject('why')`, the verdict of
 * an `ObjectEditor`, or the bytes of a `Response`.
 */
export type Verdict = Slice;

/** The settings of a policy that has none; any key in them is a problem. */
@final
export class NoSettings {
  constructor(_reader: SettingsReader) {}
}

/** The registered function; its type is that of the last `policy` call. */
let author: usize = 0;

/**
 * Makes a function the policy:
 *
 *     policy<Settings>(validate);
 *
 *     function validate(request: AdmissionRequest, settings: Settings): Verdict {
 *       return settings.names.includes(request.name.value) ? accept() : reject('..');
 *     }
 *
 * `Settings` is a class whose constructor takes a `SettingsReader` and declares
 * its fields; `NoSettings` where there are none. Payloads and settings that
 * cannot be read are rejected before the function is called, and
 * `validate_settings` is answered as well.
 */
export function policy<Settings>(
  validate: (request: AdmissionRequest, settings: Settings) => Verdict,
): void {
  start<AdmissionRequest, Settings>(validate);
}

/** As `policy`, for a policy of raw requests: any JSON document. */
export function rawPolicy<Settings>(
  validate: (request: Value, settings: Settings) => Verdict,
): void {
  start<Value, Settings>(validate);
}

function start<Request, Settings>(
  validate: (request: Request, settings: Settings) => Verdict,
): void {
  author = changetype<usize>(validate);
  register(Operation.Validate, (bytes: Slice): Slice => {
    const payload = Payload.read(bytes);
    if (!payload.ok) return reject(payload.failure.describe());
    const reader = SettingsReader.of(payload.value.settings);
    const settings = instantiate<Settings>(reader);
    if (!reader.finish()) return reject(reader.problems.describe());
    const judge =
      changetype<(request: Request, settings: Settings) => Verdict>(author);
    return judge(requestOf<Request>(payload.value.request), settings);
  });
  register(Operation.ValidateSettings, (bytes: Slice): Slice => {
    const reader = SettingsReader.over(bytes);
    instantiate<Settings>(reader);
    return reader.response();
  });
}

function requestOf<Request>(json: Value): Request {
  if (json instanceof Request) return json;
  return instantiate<Request>(json);
}

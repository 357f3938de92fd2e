// SPDX-License-Identifier: Apache-2.0
import {
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

/** What a request may have; each list must have something in it. */
class Settings {
  users: string[];
  actions: string[];
  resources: string[];

  constructor(reader: SettingsReader) {
    this.users = reader.field('validUsers').notEmpty().strings();
    this.actions = reader.field('validActions').notEmpty().strings();
    this.resources = reader.field('validResources').notEmpty().strings();
  }
}

/** Checks `{"user":..,"action":..,"resource":..}`. */
function validate(bytes: Slice): Slice {
  const payload = Payload.read(bytes);
  if (!payload.ok) return reject(payload.failure.describe());
  const reader = SettingsReader.of(payload.value.settings);
  const settings = new Settings(reader);
  if (!reader.finish()) return reject(reader.problems.describe());
  const request = payload.value.request;
  let problem = check(request, 'user', settings.users);
  if (problem.length == 0) problem = check(request, 'action', settings.actions);
  if (problem.length == 0)
    problem = check(request, 'resource', settings.resources);
  return problem.length == 0 ? accept() : reject(problem, 400);
}

function check(request: Value, key: string, allowed: string[]): string {
  const value = request.member(key).string();
  if (!value.ok) return value.failure.toString();
  return allowed.includes(value.value)
    ? ''
    : `${key} ${value.value} is not allowed`;
}

function validateSettings(settings: Slice): Slice {
  const reader = SettingsReader.over(settings);
  new Settings(reader);
  return reader.response();
}

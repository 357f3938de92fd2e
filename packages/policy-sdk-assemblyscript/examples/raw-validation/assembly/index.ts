// SPDX-License-Identifier: Apache-2.0
import {
  SettingsReader,
  Value,
  Verdict,
  accept,
  rawPolicy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

rawPolicy<Settings>(validate);

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
function validate(request: Value, settings: Settings): Verdict {
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

// SPDX-License-Identifier: Apache-2.0
import { accept, reject } from '@kubewarden/policy-sdk-assemblyscript';
import {
  ascii,
  EMPTY,
  fill,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { decide, malformed, withCode } from './decision';
import { Code } from './rejections/code';
import { AdmissionRequest, readRequest } from './request';
import { Reader } from './settings/reader';
import { Settings, readSettings } from './settings/settings';

/**
 * Answers `validate`: reads `{"request":..,"settings":..}` in one pass, in
 * whatever order, and decides.
 */
export function validate(payload: Slice): Slice {
  const cursor = new Reader(payload.ptr, payload.end, false);
  let request: AdmissionRequest | null = null;
  let settings: Settings | null = null;
  if (cursor.enterObject()) {
    while (cursor.nextMember()) {
      if (cursor.keyIs('request')) {
        if (request != null) cursor.fail();
        request = readRequest(cursor);
      } else if (request != null && request.startsNoImage) {
        cursor.skip();
      } else if (cursor.keyIs('settings')) {
        if (settings != null) cursor.fail();
        settings = readSettings(cursor);
      } else {
        cursor.skip();
      }
    }
  }
  if (!cursor.sound)
    return reject(
      withCode(
        fill('Settings are not valid: %1', cursor.report(), EMPTY),
        Code.SettingsInvalid,
      ),
    );
  if (!cursor.finish() || request == null) return malformed(EMPTY);
  const problem = request.problem;
  if (problem != null) return malformed(problem);
  if (request.startsNoImage) return accept();
  if (settings == null) return malformed(ascii(': no settings'));
  return decide(request, settings, cursor);
}

// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import {
  accept,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/responses/verdict';
import { decide, startsNoImage } from './decision';
import { AdmissionRequest, readRequest } from './request';
import { Report } from './settings/report';
import { Settings, readSettings } from './settings/settings';

/**
 * Answers `validate`: reads `{"request":..,"settings":..}` in one pass, in
 * whatever order, and decides.
 */
export function validate(payload: Slice): Slice {
  const cursor = Cursor.over(payload);
  let request: AdmissionRequest | null = null;
  let settings: Settings | null = null;
  let report = new Report(payload);
  let twice = false;
  if (cursor.enterObject()) {
    while (cursor.nextMember()) {
      if (cursor.keyIs('request')) {
        twice = twice || request != null;
        request = readRequest(cursor);
      } else if (request != null && startsNoImage(request)) {
        cursor.skip();
      } else if (cursor.keyIs('settings')) {
        twice = twice || settings != null;
        const start = cursor.position;
        report = new Report(new Slice(start, <i32>(cursor.end - start)));
        settings = readSettings(cursor, report, false);
      } else {
        cursor.skip();
      }
    }
  }
  if (!report.sound)
    return reject(
      new Writer(256)
        .literal('Settings are not valid: ')
        .slices(report.message())
        .slice(),
    );
  if (!cursor.finish() || twice || request == null)
    return reject(ascii('The validation request is malformed'));
  const problem = request.problem;
  if (problem != null)
    return reject(
      new Writer(128)
        .literal('The validation request is malformed: ')
        .slices(problem)
        .slice(),
    );
  if (startsNoImage(request)) return accept();
  if (settings == null)
    return reject(ascii('The validation request is malformed: no settings'));
  return decide(request, settings, cursor.end);
}
